"""Giving a dose: it is checked against the order, the clock of the clinic and what was given that day."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from switchback.clinical.values import Reason, check_aware, in_force, load_content

from .orders import is_dose

DAYS_BETWEEN = 28  # what an order "every 28 days" says


class DoseForbidden(ValueError):
    """This dose cannot be recorded as given."""

    def __init__(self, because: Reason) -> None:
        self.because = because
        super().__init__(because.key)


def check_dose(
    *,
    ordered_mg: Decimal,
    given_mg: Decimal,
    ordered_at: datetime,
    given_at: datetime,
    now: datetime,
    order_stopped_at: datetime | None,
    discharged_at: datetime | None,
    given_today_mg: Decimal,
    daily_max_mg: Decimal | None,
    times: str = "daily",
    service_day: date | None = None,
    last_given_on: date | None = None,
    drug: str = "",
    missed_days: int = 0,
    settings: Mapping[str, Any] | None = None,
) -> None:
    """Raise DoseForbidden, with the first thing wrong, or return nothing.

    `given_today_mg`: already given in the service day of this dose. `daily_max_mg`: None for once a day, when
    the ordered dose is the day's maximum; what was left of a dose given in part may still be given.
    `last_given_on`: the service day this order was last given on: an order for once is done after one dose, one for
    every 28 days rests until the 28th day. `missed_days`: service days of a daily order that passed without a dose;
    after several of methadone tolerance has fallen, and the prescriber orders anew before the next.
    A dose given before the order ended or the person left may be written down later.
    """
    check_aware(ordered_at=ordered_at, given_at=given_at, now=now, order_stopped_at=order_stopped_at)
    check_aware(discharged_at=discharged_at)
    because = (
        _wrong_time(ordered_at, given_at, now)
        or _order_over(given_at, order_stopped_at, discharged_at)
        or _too_soon(times, service_day, last_given_on)
        or _missed_too_many(
            drug, times, missed_days, in_force(load_content("medication", "orders"), settings)
        )
        or _wrong_amount(ordered_mg, given_mg, given_today_mg, daily_max_mg)
    )
    if because:
        raise DoseForbidden(because)


def _wrong_time(ordered_at: datetime, given_at: datetime, now: datetime) -> Reason | None:
    if given_at > now:
        return Reason("given_in_the_future", {"given_at": given_at.isoformat(), "now": now.isoformat()})
    # Times are typed to the minute: a dose in the minute of its order came after it.
    if given_at < ordered_at.replace(second=0, microsecond=0):
        return Reason(
            "given_before_order", {"given_at": given_at.isoformat(), "ordered_at": ordered_at.isoformat()}
        )
    return None


def _order_over(
    given_at: datetime, stopped_at: datetime | None, discharged_at: datetime | None
) -> Reason | None:
    if discharged_at is not None and given_at >= discharged_at:
        return Reason(
            "person_discharged",
            {"given_at": given_at.isoformat(), "discharged_at": discharged_at.isoformat()},
        )
    if stopped_at is not None and given_at >= stopped_at:
        return Reason(
            "order_stopped", {"given_at": given_at.isoformat(), "stopped_at": stopped_at.isoformat()}
        )
    return None


def _too_soon(times: str, service_day: date | None, last_given_on: date | None) -> Reason | None:
    if service_day is None or last_given_on is None or service_day == last_given_on:
        return None
    if times == "once":
        return Reason("ordered_once_and_given", {"on": last_given_on.isoformat()})
    if times == "every_28_days" and 0 < (service_day - last_given_on).days < DAYS_BETWEEN:
        again_on = last_given_on + timedelta(days=DAYS_BETWEEN)
        return Reason("given_too_soon", {"on": last_given_on.isoformat(), "again_on": again_on.isoformat()})
    return None


def _missed_too_many(drug: str, times: str, missed_days: int, numbers: Mapping[str, Any]) -> Reason | None:
    limit = numbers["methadone_missed_days_prescriber_from"]
    if drug != "methadone" or times != "daily" or missed_days < limit:
        return None
    return Reason("missed_days_prescriber_first", {"missed": missed_days, "from": limit})


def _wrong_amount(
    ordered_mg: Decimal, given_mg: Decimal, given_today_mg: Decimal, daily_max_mg: Decimal | None
) -> Reason | None:
    if not is_dose(given_mg):
        return Reason("dose_not_above_zero")
    if given_mg > ordered_mg:
        return Reason("more_than_ordered", {"given_mg": str(given_mg), "ordered_mg": str(ordered_mg)})
    most = ordered_mg if daily_max_mg is None else daily_max_mg
    if given_today_mg + given_mg > most:
        saw = {"given_mg": str(given_mg), "given_today_mg": str(given_today_mg), "daily_max_mg": str(most)}
        return Reason("already_given_today", saw)
    return None
