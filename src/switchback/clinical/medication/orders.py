"""Ordering a dose. The prescriber decides; the impossible is forbidden, the unusual asks for a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from switchback.clinical.values import Reason, in_force, load_content

DRUGS: tuple[str, ...] = tuple(load_content("medication", "orders").body["drugs"])


class Suggested(Protocol):
    """What an order is compared with: a protocol's suggestion, whichever protocol made it."""

    @property
    def action(self) -> str: ...
    @property
    def drug(self) -> str: ...
    @property
    def dose_mg(self) -> Decimal | None: ...


@dataclass(frozen=True, slots=True)
class OrderCheck:
    """`because`: what is unusual. `needs_reason`: it is unusual and the prescriber has not said why yet."""

    needs_reason: bool
    because: tuple[Reason, ...]


class OrderForbidden(ValueError):
    """This order cannot be saved, with or without a reason."""

    def __init__(self, because: tuple[Reason, ...]) -> None:
        self.because = because
        super().__init__(", ".join(reason.key for reason in because))


def check_order(
    *,
    drug: str,
    dose_mg: Decimal,
    suggested: Suggested | None,
    reason: str,
    first_day: bool,
    discharged: bool,
    also_ordered: tuple[str, ...] = (),
    settings: Mapping[str, Any] | None = None,
) -> OrderCheck:
    """Raise OrderForbidden for what can never be right; otherwise say what is unusual and asks for a reason.

    Forbidden: an order for a discharged person, an unknown drug, a dose that is not above zero.
    Asks for a reason: another drug or dose than suggested, an order while the protocol waits or asks for the
    prescriber, a first buprenorphine dose without any suggestion, a dose above the site's first-day or usual
    one, another of these medicines ordered at the same time (`also_ordered`), a first extended-release naltrexone
    (was the body free of opioids long enough?). There is no upper limit: none is published for buprenorphine.
    """
    forbidden = _forbidden(drug, dose_mg, discharged=discharged)
    if forbidden:
        raise OrderForbidden(forbidden)
    numbers = in_force(load_content("medication", "orders"), settings)
    because = _against_suggestion(drug, dose_mg, suggested, first_day=first_day)
    because += _against_usual(drug, dose_mg, numbers, first_day=first_day)
    because += _against_others(drug, also_ordered, numbers, first_day=first_day)
    return OrderCheck(needs_reason=bool(because) and not reason.strip(), because=because)


def _forbidden(drug: str, dose_mg: Decimal, *, discharged: bool) -> tuple[Reason, ...]:
    found = []
    if discharged:
        found.append(Reason("person_discharged"))
    if drug not in DRUGS:
        found.append(Reason("drug_unknown", {"drug": drug}))
    if not is_dose(dose_mg):
        found.append(Reason("dose_not_above_zero"))
    return tuple(found)


def is_dose(mg: Decimal | float | None) -> bool:
    """A real amount above zero. Infinity, NaN and nothing at all are not."""
    if mg is None:
        return False
    exact = Decimal(str(mg))
    return exact.is_finite() and exact > 0


def _against_suggestion(
    drug: str, dose_mg: Decimal, suggested: Suggested | None, *, first_day: bool
) -> tuple[Reason, ...]:
    if suggested is None:
        unseen = first_day and drug == "buprenorphine"
        return (Reason("first_dose_without_suggestion"),) if unseen else ()
    if drug != suggested.drug:
        return (Reason("other_drug_than_suggested", {"ordered": drug, "suggested": suggested.drug}),)
    if suggested.action != "start":
        return (Reason("protocol_did_not_suggest_start", {"action": suggested.action}),)
    if dose_mg != suggested.dose_mg:
        return (
            Reason(
                "other_dose_than_suggested",
                {"ordered_mg": str(dose_mg), "suggested_mg": str(suggested.dose_mg)},
            ),
        )
    return ()


def _against_usual(
    drug: str, dose_mg: Decimal, numbers: Mapping[str, Any], *, first_day: bool
) -> tuple[Reason, ...]:
    if drug == "naltrexone_xr":
        usual = numbers["naltrexone_xr_mg"]
        unusual = dose_mg != usual
        key = "not_the_labelled_dose"
    else:
        usual = numbers[f"{drug}_first_day_mg" if first_day else f"{drug}_usual_mg"]
        unusual = dose_mg > usual
        key = "above_first_day_dose" if first_day else "above_usual_dose"
    return (Reason(key, {"ordered_mg": str(dose_mg), "usual_mg": usual}),) if unusual else ()


def _against_others(
    drug: str, also_ordered: tuple[str, ...], numbers: Mapping[str, Any], *, first_day: bool
) -> tuple[Reason, ...]:
    """What one medicine does to another: naltrexone throws someone on an agonist into withdrawal."""
    found = [Reason("another_medicine_ordered", {"drug": other}) for other in also_ordered if other != drug]
    if drug == "naltrexone_xr" and first_day:
        found.append(
            Reason("opioid_free_days_asked", {"days": numbers["opioid_free_days_before_naltrexone"]})
        )
    return tuple(found)
