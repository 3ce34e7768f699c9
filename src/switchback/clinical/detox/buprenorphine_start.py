"""The standard start of buprenorphine: start, wait, or ask the prescriber. Numbers are in the yaml beside."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from switchback.clinical.values import Reason, in_force, load_content

Opioid = Literal["short_acting", "extended_release", "methadone", "fentanyl"]
OPIOIDS: tuple[str, ...] = ("short_acting", "extended_release", "methadone", "fentanyl")
COWS_MAXIMUM = 48


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the protocol suggests and why, pinned to the version that said so. A prescriber decides."""

    action: Literal["start", "wait", "ask_prescriber"]
    drug: str
    dose_mg: Decimal | None
    recheck_hours: float | None
    because: tuple[Reason, ...]
    protocol_id: str
    protocol_version: int
    protocol_hash: str
    status: str
    source: dict[str, Any]


def suggest_start(
    *,
    cows_score: int | None,
    cows_age_hours: float | None,
    opioid: str,
    hours_since_last_use: float | None,
    pregnant: bool = False,
    on_full_agonist: bool = False,
    recent_naltrexone: bool = False,
    settings: Mapping[str, Any] | None = None,
) -> Suggestion:
    """Suggest a first dose only with a fresh COWS high enough, after the wait the opioid asks for.

    In: the COWS total and its age, the opioid last used and how long ago, and what rules this protocol out.
    Out: `start` with a dose; `wait` with when to look again; or `ask_prescriber`. `because` lists everything
    that speaks against starting now, or on a start what was met and what to be careful of.
    A missing score waits for one; an unknown time of last use goes to the prescriber. Neither counts as zero.
    """
    _check_facts(cows_score, cows_age_hours, opioid, hours_since_last_use)
    protocol = load_content("detox", "buprenorphine_start")
    numbers = in_force(protocol, settings)
    ruled_out = _ruled_out(
        pregnant=pregnant,
        on_full_agonist=on_full_agonist,
        recent_naltrexone=recent_naltrexone,
        last_use_unknown=hours_since_last_use is None,
    )
    score_wait, score_recheck = _wait_for_score(cows_score, cows_age_hours, numbers)
    time_wait, time_recheck = _wait_for_time(hours_since_last_use, opioid, numbers)
    waits = score_wait + time_wait
    action: Literal["start", "wait", "ask_prescriber"] = (
        "ask_prescriber" if ruled_out else "wait" if waits else "start"
    )
    dose, recheck = None, None
    if action == "start":
        dose, recheck = Decimal(str(numbers["first_dose_mg"])), float(numbers["recheck_after_dose_hours"])
        waits = _met(cows_score, hours_since_last_use, opioid, numbers)
    elif action == "wait":
        recheck = max(score_recheck, time_recheck)
    return Suggestion(
        action=action,
        drug="buprenorphine",
        dose_mg=dose,
        recheck_hours=recheck,
        because=ruled_out + waits + _cautions(cows_score, opioid, numbers, starting=action == "start"),
        protocol_id=protocol.id,
        protocol_version=protocol.version,
        protocol_hash=protocol.hash,
        status=protocol.status,
        source=protocol.source,
    )


def _check_facts(cows_score: int | None, age: float | None, opioid: str, hours: float | None) -> None:
    if opioid not in OPIOIDS:
        raise ValueError(f"unknown opioid {opioid!r}")
    if cows_score is not None and not 0 <= cows_score <= COWS_MAXIMUM:
        raise ValueError("a COWS total lies between 0 and 48")
    # Written this way round so that NaN is refused as well.
    for name, value in (("cows_age_hours", age), ("hours_since_last_use", hours)):
        if value is not None and not value >= 0:
            raise ValueError(f"{name} cannot lie in the future")


def _ruled_out(**facts: bool) -> tuple[Reason, ...]:
    return tuple(Reason(key) for key, holds in facts.items() if holds)


def _wait_for_score(
    score: int | None, age: float | None, numbers: Mapping[str, Any]
) -> tuple[tuple[Reason, ...], float]:
    """A missing or old score is looked at again now, whatever it said; a low one after the recheck time."""
    if score is None or age is None:
        return (Reason("cows_missing"),), 0.0
    if age > numbers["cows_max_age_hours"]:
        return (Reason("cows_too_old", {"hours": age, "needed": numbers["cows_max_age_hours"]}),), 0.0
    if score < numbers["cows_at_least"]:
        needed = numbers["cows_at_least"]
        return (Reason("cows_too_low", {"cows": score, "needed": needed}),), float(numbers["recheck_hours"])
    return (), 0.0


def _wait_for_time(
    hours: float | None, opioid: str, numbers: Mapping[str, Any]
) -> tuple[tuple[Reason, ...], float]:
    needed = numbers[f"wait_hours_{opioid}"]
    if hours is None or hours >= needed:
        return (), 0.0
    return (Reason("too_soon_after_use", {"hours": hours, "needed": needed, "opioid": opioid}),), float(
        needed - hours
    )


def _met(
    score: int | None, hours: float | None, opioid: str, numbers: Mapping[str, Any]
) -> tuple[Reason, ...]:
    return (
        Reason("cows_high_enough", {"cows": score, "needed": numbers["cows_at_least"]}),
        Reason(
            "waited_long_enough",
            {"hours": hours, "needed": numbers[f"wait_hours_{opioid}"], "opioid": opioid},
        ),
    )


def _cautions(
    score: int | None, opioid: str, numbers: Mapping[str, Any], *, starting: bool
) -> tuple[Reason, ...]:
    said = []
    if score is not None and score >= numbers["medical_review_cows"]:
        said.append(Reason("medical_review", {"cows": score, "from": numbers["medical_review_cows"]}))
    if starting and opioid == "fentanyl":
        said.append(Reason("fentanyl_no_agreed_wait"))
    if starting and opioid == "methadone":
        said.append(Reason("methadone_higher_risk"))
    return tuple(said)
