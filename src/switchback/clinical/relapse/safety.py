"""What to say first to someone who has just told us they used: keys only, each face has its own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from switchback.clinical.values import Content, in_force, load_content


@dataclass(frozen=True, slots=True)
class SafetyAdvice:
    """The keys in the order they are said, and the guidance they come from."""

    keys: tuple[str, ...]
    source: dict[str, Any]
    status: str
    guidance_id: str
    guidance_version: int
    guidance_hash: str


def safety_advice(
    *,
    hours_since_use: float | None,
    alone: bool | None,
    days_without_opioids: int | None,
    in_risk_window: str | None,
    settings: Mapping[str, Any] | None = None,
) -> SafetyAdvice:
    """What to say, most urgent first.

    In: hours since the use just told, whether the person is alone now, opioid-free days before it, and the
    setting they left less than 30 days ago (clinical.risk.overdose_risk_window), if any.
    What is not known is taken as the more dangerous answer: silence is not "fine".
    """
    guidance = load_content("relapse", "after_use")
    numbers = in_force(guidance, settings)
    rested = days_without_opioids is None or days_without_opioids >= numbers["tolerance_drops_after_days"]
    recent = hours_since_use is None or hours_since_use <= numbers["watch_hours"]
    holds = {
        "tolerance_has_dropped": rested or in_risk_window is not None,
        "not_alone": alone is not False,
        "ask_them_to_stay": alone is False,
        "watch_breathing": recent,
    }
    keys = tuple(key for key in guidance.body["advice"] if holds.get(key, True))
    return SafetyAdvice(keys, guidance.source, guidance.status, guidance.id, guidance.version, guidance.hash)


def overdose_card() -> Content:
    """The steps when someone will not wake up: `body["signs"]`, `body["steps"]`, each with key and text."""
    return load_content("relapse", "overdose_card")


def help_lines() -> Content:
    """Seed of a site's help lines: `body["lines"]`. Those not verified start switched off."""
    return load_content("relapse", "help_lines")
