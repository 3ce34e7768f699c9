"""Reading who someone is: plain values for a named actor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from switchback.clinical.sharing import ACTIONS

from . import door
from .door import Actor
from .models import AccessLogEntry, CareTeamMembership, Person, Site, TeamMember, User

SAME_NAME = 0.75  # how alike two names are, 0 to 1, to be shown as possibly one person


@dataclass(frozen=True)
class Who:
    id: UUID
    site_id: UUID
    record_number: str
    chosen_name: str
    pronouns: str
    legal_name: str
    born_on: date | None
    phone: str
    merged_numbers: tuple[str, ...] = ()
    merged_ids: tuple[UUID, ...] = ()  # in the order of merged_numbers


@dataclass(frozen=True)
class ListedPerson:
    id: UUID
    record_number: str
    chosen_name: str
    pronouns: str
    born_on: date | None


@dataclass(frozen=True)
class Page:
    rows: tuple[ListedPerson, ...]
    next_after: str | None  # pass as `after` for the next page


@dataclass(frozen=True)
class Alike:
    """Someone already known who may be the one being registered, and what is alike."""

    id: UUID
    record_number: str
    chosen_name: str
    born_on: date | None
    because: tuple[str, ...]  # same_birth_date, alike_name, same_phone


@dataclass(frozen=True)
class CareTeamRow:
    member_id: UUID
    name: str
    role: str
    joined_at: datetime


@dataclass(frozen=True)
class SiteFacts:
    id: UUID
    name: str
    zone: str
    phone: str
    offers: tuple[str, ...]
    read_hours: str
    help_lines: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Colleague:
    id: UUID
    name: str
    role: str
    site: str
    username: str  # "" for who cannot sign in
    active: bool


@dataclass(frozen=True)
class SiteAndTeam:
    name: str
    zone: str
    people: int
    team: tuple[Colleague, ...]


@dataclass(frozen=True)
class AccessRow:
    at: datetime
    actor: str
    role: str
    action: str
    allowed: bool
    because: str


def actor_of(user: User, *, request_id: str = "") -> Actor | None:
    """Who is signed in. No statement when `member` was loaded with the user."""
    if user.member_id and user.member:
        if not user.member.active:
            return None
        member = user.member
        return Actor("team", member.id, member.role, member.site_id, member.name, request_id)
    if user.person_id:
        return Actor("person", user.person_id, "person", None, "", request_id)
    return None


def site(site_id: UUID | None = None) -> SiteFacts | None:
    """A site's public facts: the named one, else the first of this installation."""
    if site_id:
        found = Site.objects.filter(id=site_id).first()
    else:  # sites that imports founded say nothing about themselves: the public pages are not theirs
        silent = ExpressionWrapper(Q(phone="", offers=[], read_hours=""), output_field=BooleanField())
        found = Site.objects.order_by(silent, "name").first()
    if found is None:
        return None
    return SiteFacts(
        found.id,
        found.name,
        found.zone,
        found.phone,
        tuple(found.offers),
        found.read_hours,
        tuple(found.help_lines),
    )


def site_named(name: str) -> SiteFacts | None:
    found = Site.objects.values_list("id", flat=True).filter(name=name).first()
    return site(found) if found else None


def colleague(username: str) -> Colleague | None:
    """The team member who signs in with this name."""
    found = User.objects.filter(username=username).exclude(member=None).select_related("member__site").first()
    return _colleague(found.member, username) if found and found.member else None


def is_username_taken(username: str) -> bool:
    return User.objects.filter(username__iexact=username).exists()


def sites_and_teams(*, actor: Actor) -> tuple[SiteAndTeam, ...]:
    """Every site with its team, by name. For the command line: it counts people, and names none."""
    with door.as_system(actor, action="sites.list"):
        here = Person.objects.filter(merged_into=None).values("site").annotate(people=Count("id"))
        people = dict(here.values_list("site", "people"))
        sites = list(Site.objects.order_by("name"))
        team: dict[UUID, list[Colleague]] = {found.id: [] for found in sites}
        for member in TeamMember.objects.select_related("user", "site").order_by("-active", "name"):
            user = getattr(member, "user", None)
            team[member.site_id].append(_colleague(member, user.username if user else ""))
    return tuple(SiteAndTeam(s.name, s.zone, people.get(s.id, 0), tuple(team[s.id])) for s in sites)


def _colleague(member: TeamMember, username: str) -> Colleague:
    return Colleague(member.id, member.name, member.role, member.site.name, username, member.active)


def site_of(person_id: UUID) -> UUID:
    return Person.objects.values_list("site_id", flat=True).get(id=person_id)


@door.door("person.view")
def who(*, actor: Actor, person_id: UUID) -> Who:
    return _who(person_id, list(Person.objects.filter(id__in=door.chart().ids)))


@door.door("person.view")
def who_and_care_team(*, actor: Actor, person_id: UUID) -> tuple[Who, tuple[CareTeamRow, ...]]:
    """The head of a chart, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_HEAD, [list(door.chart().ids)])
        rows = cursor.fetchall()
    records = {row[0]: _Record(*row[:9]) for row in rows}
    team = tuple(CareTeamRow(*row[9:]) for row in rows if row[9])
    return _who(person_id, list(records.values())), team


# Written out: this stands in the head of every chart, and the builder would take longer than the database.
_HEAD = """
SELECT p.id, p.site_id, p.record_number, p.chosen_name, p.pronouns, p.legal_given_name, p.legal_family_name, p.born_on,
       p.phone, m.id, m.name, m.role, c.joined_at
FROM people_person p
LEFT JOIN people_careteammembership c ON c.person_id = p.id AND c.left_at IS NULL
LEFT JOIN people_teammember m ON m.id = c.member_id
WHERE p.id = ANY(%s) ORDER BY c.joined_at, m.name
"""


class _Record(NamedTuple):
    id: UUID
    site_id: UUID
    record_number: str
    chosen_name: str
    pronouns: str
    legal_given_name: str
    legal_family_name: str
    born_on: date | None
    phone: str


def _who(person_id: UUID, records: Sequence[Person | _Record]) -> Who:
    p = next(record for record in records if record.id == person_id)
    others = sorted((record.record_number, record.id) for record in records if record.id != person_id)
    legal = f"{p.legal_given_name} {p.legal_family_name}".strip()
    return Who(
        p.id, p.site_id, p.record_number, p.chosen_name, p.pronouns, legal, p.born_on, p.phone,
        tuple(number for number, _ in others), tuple(id_ for _, id_ in others),
    )  # fmt: skip


@door.bulk_door("people.list")
def people_list(*, actor: Actor, find: str = "", after: str = "", limit: int = 50) -> Page:
    """People of the actor's site (or caseload), by chosen name; `find` matches the start of a name or a number.

    Pages by key, not by number, so page 2,000 costs what page 1 costs. Raises ValueError for an `after` of no page.
    """
    found = Person.objects.filter(door.within("id"), site_id=actor.at_site, merged_into=None)
    if find:
        start = find.strip().lower()
        found = found.filter(
            Q(chosen_name__istartswith=start)
            | Q(legal_family_name__istartswith=start)
            | Q(record_number=find.strip())
        )
    if after:
        name, _, last = after.rpartition("|")
        found = found.filter(Q(chosen_name__gt=name) | Q(chosen_name=name, id__gt=UUID(last)))
    columns = ("id", "record_number", "chosen_name", "pronouns", "born_on")
    rows = [ListedPerson(*r) for r in found.order_by("chosen_name", "id").values_list(*columns)[: limit + 1]]
    more = len(rows) > limit
    rows = rows[:limit]
    return Page(tuple(rows), f"{rows[-1].chosen_name}|{rows[-1].id}" if more else None)


@door.bulk_door("people.find")
def alike(
    *, actor: Actor, chosen_name: str, legal_given_name: str = "", legal_family_name: str = "",
    born_on: date | None = None, phone: str = "",
) -> tuple[Alike, ...]:  # fmt: skip
    """People at this site who may be the one standing at the desk, most alike first."""
    family = legal_family_name.strip().lower()
    near = Q(chosen_name__iexact=chosen_name.strip())
    if born_on:
        near |= Q(born_on=born_on)
    if phone:
        near |= Q(phone=phone)
    if family:
        near |= Q(legal_family_name__iexact=family)
    asked = _name(chosen_name, legal_given_name, legal_family_name)
    found = []
    for p in Person.objects.filter(near, site_id=actor.at_site, merged_into=None)[:200]:
        because = []
        likeness = max(
            SequenceMatcher(
                None, asked, _name(p.chosen_name, p.legal_given_name, p.legal_family_name)
            ).ratio(),
            SequenceMatcher(None, chosen_name.lower(), p.chosen_name.lower()).ratio(),
        )
        if likeness >= SAME_NAME:
            because.append("alike_name")
        if born_on and p.born_on == born_on:
            because.append("same_birth_date")
        if phone and p.phone == phone:
            because.append("same_phone")
        # A birthday alone is shared by many, a name alone too: two signs, or the phone.
        if len(because) > 1 or because == ["same_phone"] or (likeness >= 0.95 and not born_on):
            found.append(
                (
                    len(because),
                    likeness,
                    Alike(p.id, p.record_number, p.chosen_name, p.born_on, tuple(because)),
                )
            )
    return tuple(row for *_, row in sorted(found, key=lambda f: (-f[0], -f[1], f[2].record_number)))


@door.door("person.view")
def care_team(*, actor: Actor, person_id: UUID) -> tuple[CareTeamRow, ...]:
    rows = CareTeamMembership.objects.filter(person_id__in=door.chart().ids, left_at=None).order_by(
        "joined_at"
    )
    return tuple(
        CareTeamRow(*r) for r in rows.values_list("member_id", "member__name", "member__role", "joined_at")
    )


def team_of(*, actor: Actor) -> tuple[tuple[UUID, str, str], ...]:
    """Active colleagues at the actor's site: id, name, role. No person is named, so no door."""
    if actor.kind != "team":
        raise door.Refused
    rows = TeamMember.objects.filter(site_id=actor.at_site, active=True).order_by("name")
    return tuple(rows.values_list("id", "name", "role"))


def names_of(actors: Sequence[str]) -> dict[str, str]:
    """Names to show for the `by` of events: team members by name, everybody else by what they are."""
    ids = {a.removeprefix("team:") for a in actors if a.startswith("team:")}
    found = dict(TeamMember.objects.filter(id__in=ids).values_list("id", "name")) if ids else {}
    return {f"team:{id_}": name for id_, name in found.items()}


@door.door("access_log.view")
def accesses(*, actor: Actor, person_id: UUID, limit: int = 100) -> tuple[AccessRow, ...]:
    """Who looked at or changed this person's record, newest first.

    What the person does on their own pages is left out for the team: which pages they opened, and when, would tell of
    a return to use that is kept private. Their sign-ins stay.
    """
    rows = AccessLogEntry.objects.filter(person_id__in=door.chart().ids).order_by("-at")
    if actor.kind != "person":
        rows = rows.exclude(action__in=ACTIONS, actor__startswith="person:")
    return tuple(
        AccessRow(*r) for r in rows.values_list("at", "actor", "role", "action", "allowed", "because")[:limit]
    )


def has_user(person_id: UUID) -> bool:
    return User.objects.filter(person_id=person_id).exists()


def _name(*parts: str) -> str:
    return " ".join(sorted(" ".join(parts).lower().split()))
