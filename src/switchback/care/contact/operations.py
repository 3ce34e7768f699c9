"""From the first call to an open chart."""

from datetime import date, datetime
from uuid import UUID

from django.utils.crypto import get_random_string

from switchback.care.journey import operations as journey
from switchback.care.people import door
from switchback.care.people import operations as people
from switchback.care.people.door import Actor

from .models import Enquiry
from .queries import NoSuchEnquiry, hash_of

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def receive_enquiry(
    *, site_id: UUID, name: str, how_to_reach: str, safe_to_leave_message: bool, about: str, words: str, at: datetime,
    enquiry_id: UUID,
) -> str:  # fmt: skip
    """Someone asks for help, signed in or not, with a name or without. Returns the code of the status page.

    `enquiry_id` comes with the form: sent twice it stays one enquiry, and the second sender learns no code ("").
    """
    code = get_random_string(10, CODE_LETTERS)
    actor = Actor.anonymous(site_id=site_id)
    door.write_log(actor=actor, action="enquiry.receive", person_id=None, allowed=True, because="open_to_all")
    _, new = Enquiry.objects.get_or_create(
        id=enquiry_id,
        defaults={
            "site_id": site_id, "code_hash": hash_of(code), "name": name.strip(), "how_to_reach": how_to_reach.strip(),
            "safe_to_leave_message": safe_to_leave_message, "about": about, "words": words.strip(), "received_at": at,
        },
    )  # fmt: skip
    return code if new else ""


def answer_enquiry(*, actor: Actor, enquiry_id: UUID, answer: str, at: datetime) -> None:
    """Write what the asker sees on the status page. Raises NoSuchEnquiry."""
    with door.enter_bulk("enquiry.manage", actor=actor):
        changed = Enquiry.objects.filter(id=enquiry_id, site_id=actor.at_site).update(
            answer=answer.strip(), answered_at=at, answered_by=str(actor)
        )
    if not changed:
        raise NoSuchEnquiry


def admit(
    *, actor: Actor, chosen_name: str, level: str, at: datetime, now: datetime, pronouns: str = "",
    legal_given_name: str = "", legal_family_name: str = "", born_on: date | None = None, phone: str = "",
    enquiry_id: UUID | None = None, key: UUID | None = None,
) -> UUID:  # fmt: skip
    """Register a new person and open their first episode; with a `key` seen before, only says who it is.

    Raises journey.NotPossible, NoSuchEnquiry.
    """
    journey.check_not_future(at=at, now=now)
    journey.check_level(level)
    with door.enter_bulk("person.register", actor=actor):
        try:
            person_id = people.register(
                actor=actor, site_id=actor.at_site, chosen_name=chosen_name, pronouns=pronouns,
                legal_given_name=legal_given_name, legal_family_name=legal_family_name, born_on=born_on, phone=phone,
                person_id=key,
            )  # fmt: skip
        except people.AlreadyRegistered:
            assert key
            return key
        asked_at = _link(enquiry_id, person_id, actor) if enquiry_id else None
        with door.enter("episode.manage", actor=actor, person_id=person_id):
            if asked_at:
                journey.append(
                    person_id=person_id, kind="enquiry.received", at=asked_at, by=actor, enquiry=enquiry_id
                )
            journey.append(person_id=person_id, kind="person.registered", at=at, by=actor)
            journey.open_episode(actor=actor, person_id=person_id, level=level, at=at, now=now)
    return person_id


def readmit(
    *, actor: Actor, person_id: UUID, level: str, at: datetime, now: datetime, enquiry_id: UUID | None = None
) -> UUID:
    """The same person comes back: a new episode in the same chart, and what they asked for no longer waits.

    Raises journey.NotPossible, NoSuchEnquiry.
    """
    if enquiry_id is None:
        return journey.open_episode(actor=actor, person_id=person_id, level=level, at=at, now=now)
    with (
        door.enter_bulk("enquiry.manage", actor=actor),
        door.enter("episode.manage", actor=actor, person_id=person_id) as opened,
    ):
        asked_at = _link(enquiry_id, opened.person_id, actor)
        journey.append(
            person_id=opened.person_id, kind="enquiry.received", at=asked_at, by=actor, enquiry=enquiry_id
        )
        return journey.open_episode(actor=actor, person_id=opened.person_id, level=level, at=at, now=now)


def merge(*, actor: Actor, person_id: UUID, other_id: UUID, at: datetime) -> None:
    """Two records are one person. Raises people.AlreadyMerged."""
    people.merge(actor=actor, person_id=person_id, other_id=other_id)
    with door.enter("person.merge", actor=actor, person_id=person_id):
        journey.append(person_id=person_id, kind="person.merged", at=at, by=actor, other=other_id)


def unmerge(*, actor: Actor, person_id: UUID, other_id: UUID, at: datetime) -> None:
    """They were two after all. Raises people.AlreadyMerged."""
    people.unmerge(actor=actor, person_id=person_id, other_id=other_id)
    for one, other in ((person_id, other_id), (other_id, person_id)):
        with door.enter("person.merge", actor=actor, person_id=one):
            journey.append(person_id=one, kind="person.unmerged", at=at, by=actor, other=other)


@door.door("care_team.manage")
def join_care_team(*, actor: Actor, person_id: UUID, member_id: UUID, at: datetime) -> None:
    if people.join_care_team(actor=actor, person_id=person_id, member_id=member_id, at=at):
        journey.append(person_id=person_id, kind="care_team.joined", at=at, by=actor, member=member_id)


@door.door("care_team.manage")
def leave_care_team(*, actor: Actor, person_id: UUID, member_id: UUID, at: datetime) -> None:
    if people.leave_care_team(actor=actor, person_id=person_id, member_id=member_id, at=at):
        journey.append(person_id=person_id, kind="care_team.left", at=at, by=actor, member=member_id)


def _link(enquiry_id: UUID, person_id: UUID, actor: Actor) -> datetime:
    enquiry = Enquiry.objects.filter(id=enquiry_id, site_id=actor.at_site, person=None).first()
    if enquiry is None:
        raise NoSuchEnquiry
    enquiry.person_id = person_id
    enquiry.save(update_fields=["person_id"])
    return enquiry.received_at
