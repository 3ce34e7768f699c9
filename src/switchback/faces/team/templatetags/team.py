"""`{% load team %}`: numbers and lists as the team reads them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template

from switchback.care.people.queries import CareTeamRow
from switchback.clinical.sharing import ROLES
from switchback.faces.kit import dates
from switchback.faces.kit.words import word

register = template.Library()


@register.filter
def mg(dose: Decimal | float | None) -> str:
    """16, 2.5: no needless zeros, never an exponent."""
    return "—" if dose is None else f"{Decimal(str(dose)).normalize():f} mg"


@register.filter
def words_of(keys: Iterable[str]) -> str:
    return ", ".join(word("team", key) for key in keys)


@register.filter
def by(names: Mapping[str, str], actor: str) -> str:
    """Who wrote something: colleagues by name, everybody else by what they are."""
    return names.get(actor) or {"person": "the person", "system": "the program"}.get(actor.split(":")[0], "—")


@register.simple_tag
def brief(at: datetime, zone: str, now: datetime) -> str:
    """The shortest that still says which day: today 3:28 pm, 10 Sep, 10 Sep 2024."""
    here, today = dates.local(at, zone), dates.local(now, zone)
    if here.date() == today.date():
        return f"today {dates.clock_time(at, zone)}"
    said = f"{here.day} {dates.MONTHS[here.month - 1][:3]}"
    return said if here.year == today.year else f"{said} {here.year}"


@register.simple_tag
def ago(at: datetime, zone: str, now: datetime) -> str:
    """today, yesterday, 4 days ago"""
    return dates.ago(at, now, zone)


@register.filter
def each_once(care_team: Iterable[CareTeamRow]) -> list[CareTeamRow]:
    """Of records that were joined, a colleague in both care teams is one colleague, since the first of the two days."""
    found: dict[Any, CareTeamRow] = {}
    for row in care_team:
        found.setdefault(row.member_id, row)
    return list(found.values())


@register.filter
def iso_day(text: str) -> str:
    """A day as the plan keeps it (2026-12-01), as people say it."""
    return dates.short_day(date.fromisoformat(text)) if text else "—"


TIMES = {"once": "once", "daily": "daily", "every_28_days": "every 28 days"}


@register.filter
def word_for_times(key: str) -> str:
    return TIMES.get(key, key)


@register.filter
def substances(keys: Iterable[Any]) -> str:
    return ", ".join(str(key).replace("_", " ") for key in keys)


@register.filter
def role_word(role: str) -> str:
    """Roles of the log: the team's own, and person, system, anonymous."""
    return word("team", role) if role in ROLES else role.capitalize()
