"""Writing who someone is. Kept with full history (pghistory); what happens in care is written by later stages."""

import hashlib
import secrets
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from . import door
from .door import Actor
from .models import CareTeamMembership, Person, SignInCode, Site, TeamMember, User

# 8 letters of 28 without look-alikes: 38 bits, used once, for one day, and sign-in attempts are limited.
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ2346789"
CODE_LENGTH = 8
CODE_LIVES = timedelta(hours=24)


class AlreadyMerged(ValueError):
    """One of the two records is already part of another."""


class AlreadyRegistered(ValueError):
    """This very form was sent before: the person is in the books."""


class NoSignIn(ValueError):
    """The code is wrong, used or too old. The same answer for each."""


def open_site(
    *, name: str, zone: str, phone: str = "", offers: tuple[str, ...] = (), read_hours: str = ""
) -> UUID:
    """Found a site. For the command line only: no page calls it."""
    site, _ = Site.objects.get_or_create(
        name=name, defaults={"zone": zone, "phone": phone, "offers": list(offers), "read_hours": read_hours}
    )
    return site.id


def register(
    *, actor: Actor, site_id: UUID, chosen_name: str, pronouns: str = "", legal_given_name: str = "",
    legal_family_name: str = "", born_on: date | None = None, phone: str = "", person_id: UUID | None = None,
) -> UUID:  # fmt: skip
    """Write a new person into the books of a site, with the next record number. Raises door.Refused, AlreadyRegistered.

    `person_id` comes with the form: sent twice, the second time raises AlreadyRegistered.
    """
    with door.enter_bulk("person.register", actor=actor):
        if actor.kind == "team" and actor.site_id != site_id:
            raise door.Refused
        site = Site.objects.select_for_update().get(
            id=site_id
        )  # makes two clicks at once into one after the other
        if person_id and Person.objects.filter(id=person_id, site_id=site_id).exists():
            raise AlreadyRegistered
        site.last_record_number += 1
        site.save(update_fields=["last_record_number"])
        person = Person.objects.create(
            id=person_id or uuid4(), site=site, record_number=f"{site.last_record_number:05d}",
            chosen_name=chosen_name.strip(), pronouns=pronouns.strip(), legal_given_name=legal_given_name.strip(),
            legal_family_name=legal_family_name.strip(), born_on=born_on, phone=phone.strip(),
        )  # fmt: skip
        return person.id


@door.door("person.edit")
def rename(*, actor: Actor, person_id: UUID, chosen_name: str, pronouns: str, phone: str) -> None:
    Person.objects.filter(id=person_id).update(
        chosen_name=chosen_name.strip(), pronouns=pronouns.strip(), phone=phone.strip()
    )


def merge(*, actor: Actor, person_id: UUID, other_id: UUID) -> None:
    """Say that `other_id` is the same person as `person_id`. No row moves, so `unmerge` undoes it whole.

    Raises AlreadyMerged; door.Refused when either is not this actor's to merge.
    """
    with door.enter("person.merge", actor=actor, person_id=other_id) as other:
        if other_id != other.person_id or len(other.ids) > 1 or person_id in other.ids:
            raise AlreadyMerged
    with door.enter("person.merge", actor=actor, person_id=person_id) as kept:
        if kept.person_id != person_id:
            raise AlreadyMerged
        with door.derived(person_ids=(*kept.ids, other_id)):  # both doors were passed above
            _join(person_id, other_id)


def _join(person_id: UUID, other_id: UUID) -> None:
    """Two at once are one after the other, and the second looks again: never two pointing at each other."""
    both = Person.objects.select_for_update(no_key=True).filter(id__in=(person_id, other_id)).order_by("id")
    if any(record.merged_into_id for record in both):
        raise AlreadyMerged
    with door.derived_chart(person_id=other_id) as now:
        if len(now.ids) > 1:
            raise AlreadyMerged
    Person.objects.filter(id=other_id).update(merged_into=person_id)


def unmerge(*, actor: Actor, person_id: UUID, other_id: UUID) -> None:
    """Take a merge back: both records are as they were."""
    with door.enter("person.merge", actor=actor, person_id=person_id):
        if not Person.objects.filter(id=other_id, merged_into=person_id).update(merged_into=None):
            raise AlreadyMerged


@door.door("care_team.manage")
def join_care_team(*, actor: Actor, person_id: UUID, member_id: UUID, at: datetime) -> bool:
    """Put a colleague of the person's site into the care team. False when already in it."""
    member = TeamMember.objects.get(id=member_id, active=True, site__people=person_id)
    try:
        with transaction.atomic():
            CareTeamMembership.objects.create(person_id=person_id, member=member, joined_at=at)
    except IntegrityError:
        return False
    return True


@door.door("care_team.manage")
def leave_care_team(*, actor: Actor, person_id: UUID, member_id: UUID, at: datetime) -> bool:
    open_now = CareTeamMembership.objects.filter(
        person_id__in=door.chart().ids, member_id=member_id, left_at=None
    )
    return bool(open_now.update(left_at=at))


def add_team_member(*, site_id: UUID, name: str, role: str, username: str, password: str | None) -> UUID:
    """A colleague with a sign-in. For the command line; the second factor is set at the first sign-in.

    Without a password nobody can sign in yet.
    """
    with transaction.atomic():
        member = TeamMember.objects.create(site_id=site_id, name=name, role=role)
        User.objects.create_user(username=username, password=password, member=member)
    return member.id


def set_member_active(*, member_id: UUID, active: bool) -> bool:
    """Say that a colleague left, or came back. For the command line. False when it was so already.

    Whoever left cannot sign in and is offered nowhere; what they did stays theirs, and whom they cared for stays told.
    """
    return bool(TeamMember.objects.filter(id=member_id, active=not active).update(active=active))


def add_person_sign_in(*, person_id: UUID, username: str, password: str | None) -> None:
    """A sign-in for a person under a name of our choice. For the command line; pages give codes."""
    User.objects.create_user(username=username, password=password, person_id=person_id)


@door.door("sign_in.help")
def make_sign_in_code(*, actor: Actor, person_id: UUID, at: datetime) -> str:
    """A one-time sign-in code to give to the person. Earlier unused codes stop working.

    Returns the code, which is kept as a hash only. Makes the person's sign-in if there is none.
    """
    user = User.objects.filter(person_id=person_id).first() or _make_user(person_id)
    SignInCode.objects.filter(user=user, used_at=None).update(used_at=at)
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    SignInCode.objects.create(
        user=user, code_hash=_hash(code), made_at=at, expires_at=at + CODE_LIVES,
        made_by_id=actor.id if actor.kind == "team" else None,
    )  # fmt: skip
    return code


def use_sign_in_code(*, code: str, at: datetime) -> User:
    """Take a one-time code. Raises NoSignIn."""
    good = SignInCode.objects.filter(code_hash=_hash(code), used_at=None, expires_at__gt=at)
    with transaction.atomic():
        found = good.select_for_update().select_related("user").first()
        if found is None or not found.user.is_active:
            raise NoSignIn
        found.used_at = at
        found.save(update_fields=["used_at"])
    return found.user


def clear_sign_in_codes(*, at: datetime) -> int:
    """Forget codes that were used or are too old. Returns how many."""
    over = SignInCode.objects.exclude(used_at=None) | SignInCode.objects.filter(expires_at__lte=at)
    return over.delete()[0]


def keep_preference(*, user: User, name: str, value: Any) -> None:
    User.objects.filter(id=user.pk).update(preferences={**user.preferences, name: value})


def _make_user(person_id: UUID) -> User:
    person = Person.objects.get(id=person_id)
    # The name to type says nothing and is easy to read out: a word of theirs and four digits.
    start = slugify(person.chosen_name)[:20] or "person"
    user = User(username=f"{start}-{secrets.randbelow(9000) + 1000}", person=person)
    user.set_unusable_password()
    user.save()
    return user


def _hash(code: str) -> str:
    tidy = "".join(code.upper().split()).replace("-", "")
    return hashlib.sha256(f"sign-in-code:{tidy}".encode()).hexdigest()
