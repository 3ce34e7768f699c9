"""A real centre from the terminal: its sites, its team, and what to do when somebody leaves or lost their phone."""

import sys
from dataclasses import dataclass
from difflib import get_close_matches
from getpass import getpass
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from switchback.care.people import door, operations, queries
from switchback.care.people.door import Actor
from switchback.clinical.sharing import ROLES
from switchback.faces.accounts import sessions

from .backup import NotDone

BY = Actor.system("command")


@dataclass(frozen=True)
class Left:
    """A colleague who may not sign in any more."""

    name: str
    sessions_ended: int
    caseload: int  # people who still have them in their care team


def add_site(*, name: str, zone: str, phone: str = "", offers: tuple[str, ...] = (), hours: str = "") -> UUID:
    """Raises NotDone."""
    name = _named(name, "site")
    if zone not in available_timezones():
        raise NotDone(f"There is no time zone “{zone}”. {_zones_like(zone)}")
    if queries.site_named(name):
        raise NotDone(f"There is a site named “{name}” already.")
    with transaction.atomic():
        site_id = operations.open_site(name=name, zone=zone, phone=phone, offers=offers, read_hours=hours)
        _log("site.opened", site=site_id)
    return site_id


def check_member(*, site: str, name: str, role: str, username: str) -> tuple[UUID, str, str]:
    """The site's id, the name and the role as they are kept. Raises NotDone. Asked before anybody types a password."""
    name = _named(name, "colleague")
    found = queries.site_named(site)
    if found is None:
        raise NotDone(f"There is no site named “{site}”. See: switchback list-sites")
    kept = role.strip().lower().replace(" ", "_").replace("-", "_")
    if kept not in ROLES:
        raise NotDone(f"“{role}” is no role here. The roles are: {', '.join(ROLES)}.")
    try:
        get_user_model()._meta.get_field("username").clean(username, None)
    except ValidationError as wrong:
        raise NotDone(f"“{username}” cannot be a sign-in name. {' '.join(wrong.messages)}")
    if queries.is_username_taken(username):
        raise NotDone(f"Somebody signs in as “{username}” already. Choose another sign-in name.")
    return found.id, name, kept


def add_member(*, site: str, name: str, role: str, username: str, password: str) -> UUID:
    """Raises NotDone. The second step is set at the first sign-in."""
    site_id, name, role = check_member(site=site, name=name, role=role, username=username)
    try:
        validate_password(password, get_user_model()(username=username))
    except ValidationError as wrong:
        raise NotDone(f"{' '.join(wrong.messages)} Nobody was added.")
    with transaction.atomic():
        member_id = operations.add_team_member(
            site_id=site_id, name=name, role=role, username=username, password=password
        )
        _log("member.added", member=member_id, site=site_id)
    return member_id


def deactivate_member(*, username: str) -> Left:
    """Raises NotDone."""
    member = _colleague(username)
    with transaction.atomic():
        if not operations.set_member_active(member_id=member.id, active=False):
            raise NotDone(f"“{username}” was deactivated before. Nothing was changed.")
        _log("member.deactivated", member=member.id)
        ended = sessions.end_all_of(get_user_model().objects.get(username=username).pk)
    return Left(member.name, ended, len(door.caseload(Actor("team", member.id, member.role))))


def activate_member(*, username: str) -> str:
    """Who came back may sign in again. Returns their name. Raises NotDone."""
    member = _colleague(username)
    with transaction.atomic():
        if not operations.set_member_active(member_id=member.id, active=True):
            raise NotDone(f"“{username}” is active. Nothing was changed.")
        _log("member.activated", member=member.id)
    return member.name


def sites() -> tuple[queries.SiteAndTeam, ...]:
    return queries.sites_and_teams(actor=BY)


def ask_password(*, from_stdin: bool) -> str:
    """Typed twice and not shown, or the first line of what is piped in. Raises NotDone."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise NotDone("There is no terminal to ask for the password on. Pipe it in with --password-stdin.")
    try:
        password = getpass("Their first password (10 characters or more; a few words in a row work well): ")
        if getpass("The same once more: ") != password:
            raise NotDone("The two passwords are not the same. Nobody was added.")
    except EOFError:
        raise NotDone("No password was typed. Nobody was added.")
    return password


def _colleague(username: str) -> queries.Colleague:
    found = queries.colleague(username)
    if found is None:
        raise NotDone(f"Nobody on the team signs in as “{username}”. See: switchback list-sites")
    return found


def _named(name: str, what: str) -> str:
    if not name.strip():
        raise NotDone(f"A {what} needs a name.")
    return name.strip()


def _zones_like(zone: str) -> str:
    place = zone.replace(" ", "_").rpartition("/")[2].lower()
    cities = {
        known.rpartition("/")[2].lower(): known for known in sorted(available_timezones()) if "/" in known
    }
    like = [cities[city] for city in get_close_matches(place, cities, n=2)]
    return f"Did you mean {' or '.join(like)}?" if like else "Write it as area and city: America/New_York."


def _log(action: str, **ids: Any) -> None:
    door.write_log(
        actor=BY, action=action, person_id=None, allowed=True, because="asked",
        detail={name: str(id_) for name, id_ in ids.items()},
    )  # fmt: skip
