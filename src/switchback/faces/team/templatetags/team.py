"""`{% load team %}`: numbers and lists as the team reads them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import template

from switchback.clinical.sharing import ROLES
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
