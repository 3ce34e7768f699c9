"""COWS → suggestion → order → dose, and everything that must not happen on the way."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from switchback.care.detox import operations as detox
from switchback.care.detox import queries as detox_queries
from switchback.care.journey import operations as journey
from switchback.care.journey import queries as journey_queries
from switchback.care.medication import operations, queries
from switchback.care.people.door import Refused
from switchback.clinical.medication import DoseForbidden, OrderForbidden
from tests.cast import COWS, DAY, NOW, Cast, admit, key

HOUR = timedelta(hours=1)


def assess(road: Cast, *, at: datetime = NOW, **more: Any) -> detox.Assessed:
    given = {
        "actor": road.noor, "person_id": road.ana_id, "answers": COWS, "opioid": "short_acting",
        "last_use_at": at - 14 * HOUR, "at": at, "now": at, "key": key(),
    }  # fmt: skip
    return detox.assess_withdrawal(**{**given, **more})


def order(road: Cast, *, mg: str = "4", at: datetime = NOW, **more: Any) -> UUID:
    given = {
        "actor": road.piet, "person_id": road.ana_id, "drug": "buprenorphine", "dose_mg": Decimal(mg),
        "times": "daily", "at": at, "now": at, "key": key(), "reason": "",
    }  # fmt: skip
    return operations.order_dose(**{**given, **more})


def give(road: Cast, order_id: UUID, *, mg: str = "4", at: datetime = NOW, **more: Any) -> UUID:
    given = {
        "actor": road.noor, "person_id": road.ana_id, "order_id": order_id, "given_mg": Decimal(mg), "at": at,
        "now": at, "key": key(),
    }  # fmt: skip
    return operations.give_dose(**{**given, **more})


@pytest.fixture
def ordered(road: Cast) -> UUID:
    return order(road, assessment_id=assess(road).assessment_id)


def test_the_flow_leaves_three_events(road: Cast) -> None:
    assessed = assess(road)
    assert (assessed.scored.total, assessed.suggestion.action, assessed.suggestion.dose_mg) == (
        14,
        "start",
        Decimal(4),
    )
    order_id = order(road, assessment_id=assessed.assessment_id, at=NOW + HOUR / 2)
    give(road, order_id, at=NOW + HOUR)
    kinds = [e.kind for e in journey_queries.events(actor=road.noor, person_id=road.ana_id, limit=3)]
    assert kinds == ["dose.given", "medication.ordered", "cows.recorded"]


def test_the_suggestion_is_worked_out_again_when_ordering(road: Cast) -> None:
    assessed = assess(road)
    stale = NOW + 5 * HOUR
    suggestion = detox_queries.assessment(
        actor=road.piet, person_id=road.ana_id, assessment_id=assessed.assessment_id, now=stale
    ).suggestion
    assert suggestion.action == "wait"
    with pytest.raises(operations.ReasonNeeded):
        order(road, assessment_id=assessed.assessment_id, at=stale)


def test_another_dose_needs_a_reason_which_is_kept(road: Cast) -> None:
    assessed = assess(road)
    with pytest.raises(operations.ReasonNeeded):
        order(road, mg="8", assessment_id=assessed.assessment_id)
    order(road, mg="8", assessment_id=assessed.assessment_id, reason="high tolerance, fentanyl for years")
    [row] = queries.orders(actor=road.piet, person_id=road.ana_id, now=NOW)
    assert (row.dose_mg, row.differs_because) == (Decimal("8.00"), "high tolerance, fentanyl for years")


def test_an_order_of_nothing_cannot_be_saved(road: Cast) -> None:
    with pytest.raises(OrderForbidden):
        order(road, mg="0", reason="none")


def test_a_nurse_does_not_order(road: Cast) -> None:
    with pytest.raises(Refused):
        order(road, actor=road.noor)


def test_an_assessment_of_someone_else_advises_nothing_here(road: Cast) -> None:
    ben = admit(road.dee, "Ben")
    bens = assess(road, person_id=ben)
    with pytest.raises(detox_queries.NoSuchAssessment):
        order(road, assessment_id=bens.assessment_id)


def test_no_dose_after_discharge(road: Cast, ordered: UUID) -> None:
    journey.close_episode(
        actor=road.dee, person_id=road.ana_id, at=NOW + HOUR, now=NOW + HOUR, because="completed"
    )
    with pytest.raises(DoseForbidden):
        give(road, ordered, at=NOW + 2 * HOUR)
    with pytest.raises(OrderForbidden):
        order(road, at=NOW + 2 * HOUR, reason="again")
    assert queries.doses(actor=road.noor, person_id=road.ana_id) == ()


def test_a_dose_in_the_hour_before_discharge_can_still_be_written_down(road: Cast, ordered: UUID) -> None:
    journey.close_episode(
        actor=road.dee, person_id=road.ana_id, at=NOW + 2 * HOUR, now=NOW + 2 * HOUR, because="completed"
    )
    give(road, ordered, at=NOW + HOUR, now=NOW + 3 * HOUR)
    assert len(queries.doses(actor=road.noor, person_id=road.ana_id)) == 1


def test_no_future_dose(road: Cast, ordered: UUID) -> None:
    with pytest.raises(DoseForbidden):
        give(road, ordered, at=NOW + HOUR, now=NOW)


def test_not_more_than_ordered(road: Cast, ordered: UUID) -> None:
    with pytest.raises(DoseForbidden):
        give(road, ordered, mg="4.01")


def test_one_dose_a_day_and_no_event_without_a_dose(road: Cast, ordered: UUID) -> None:
    give(road, ordered)
    with pytest.raises((operations.AlreadyDecided, DoseForbidden)):
        give(road, ordered, at=NOW + HOUR)
    given = [
        e for e in journey_queries.events(actor=road.noor, person_id=road.ana_id) if e.kind == "dose.given"
    ]
    assert len(given) == 1


def test_a_double_submit_is_one_dose(road: Cast, ordered: UUID) -> None:
    same = key()
    assert give(road, ordered, key=same) == give(road, ordered, key=same)
    assert len(queries.doses(actor=road.noor, person_id=road.ana_id)) == 1


def test_an_order_of_someone_else_is_no_order_here(road: Cast, ordered: UUID) -> None:
    ben = admit(road.dee, "Ben")
    with pytest.raises(operations.NoSuchOrder):
        give(road, ordered, person_id=ben)


def test_a_change_is_a_stop_and_a_new_order_in_one_step(road: Cast, ordered: UUID) -> None:
    changed = order(road, mg="8", replaces=ordered, reason="still in withdrawal", at=NOW + HOUR)
    rows = queries.orders(actor=road.noor, person_id=road.ana_id, now=NOW + HOUR)
    assert [(r.id, r.stopped_at) for r in rows] == [(changed, None), (ordered, NOW + HOUR)]
    with pytest.raises(DoseForbidden):
        give(road, ordered, at=NOW + 2 * HOUR)


def test_two_active_orders_of_one_drug_are_not_possible(road: Cast, ordered: UUID) -> None:
    with pytest.raises(journey.NotPossible, match="order_already_active"):
        order(road, mg="8", reason="more")


def test_a_missed_dose_has_a_reason_and_decides_the_day(road: Cast, ordered: UUID) -> None:
    with pytest.raises(journey.NotPossible, match="reason_needed"):
        operations.record_not_given(
            actor=road.noor, person_id=road.ana_id, order_id=ordered, outcome="held", reason=" ", at=NOW, now=NOW,
            key=key(),
        )  # fmt: skip
    operations.record_not_given(
        actor=road.noor, person_id=road.ana_id, order_id=ordered, outcome="held", reason="drowsy", at=NOW, now=NOW,
        key=key(),
    )  # fmt: skip
    [due] = queries.due_today(actor=road.noor, now=NOW, zone="America/New_York")
    assert (due.chosen_name, due.done) == ("Ana", "held")


def test_the_day_of_a_dose_is_the_day_where_the_person_lives(road: Cast) -> None:
    # 03:30 UTC on 11 March is still the evening of 10 March in New York, whose clocks changed on 8 March 2026.
    evening = NOW.replace(day=11, hour=3, minute=30)
    order_id = order(road, assessment_id=assess(road, at=NOW).assessment_id)
    give(road, order_id, at=evening, now=evening)
    [due] = queries.due_today(actor=road.noor, now=NOW, zone="America/New_York")
    assert due.done == "given"
    give(road, order_id, at=NOW + DAY, now=NOW + DAY)
    assert len(queries.doses(actor=road.noor, person_id=road.ana_id)) == 2


def test_an_order_for_once_is_done_after_one_dose(road: Cast) -> None:
    order_id = order(road, times="once", reason="test dose")
    give(road, order_id)
    with pytest.raises(DoseForbidden, match="ordered_once_and_given"):
        give(road, order_id, at=NOW + DAY)


@pytest.mark.parametrize(("days", "given"), [(27, False), (28, True)])
def test_an_order_every_28_days_rests_until_the_28th_day(road: Cast, days: int, given: bool) -> None:
    order_id = order(road, drug="naltrexone_xr", mg="380", times="every_28_days", reason="monthly")
    give(road, order_id, mg="380")
    at = NOW + days * DAY
    if given:
        give(road, order_id, mg="380", at=at)
    else:
        with pytest.raises(DoseForbidden, match="given_too_soon"):
            give(road, order_id, mg="380", at=at)


def test_another_medicine_on_order_asks_the_prescriber_why(road: Cast, ordered: UUID) -> None:
    with pytest.raises(operations.ReasonNeeded) as asked:
        order(road, drug="methadone", mg="20")
    assert [r.key for r in asked.value.because] == ["another_medicine_ordered"]
    changed = order(road, drug="methadone", mg="20", replaces=ordered, reason="", at=NOW + HOUR)
    assert changed


def test_a_first_naltrexone_asks_about_the_days_without_opioids(road: Cast) -> None:
    with pytest.raises(operations.ReasonNeeded) as asked:
        order(road, drug="naltrexone_xr", mg="380", times="every_28_days")
    assert [(r.key, r.saw) for r in asked.value.because] == [("opioid_free_days_asked", {"days": 10})]


def test_a_dose_raised_before_the_first_one_is_still_a_first_day(road: Cast, ordered: UUID) -> None:
    with pytest.raises(operations.ReasonNeeded) as asked:
        order(road, mg="16", replaces=ordered, at=NOW + HOUR)
    assert "above_first_day_dose" in [r.key for r in asked.value.because]


@pytest.mark.parametrize(("days", "first"), [(5, False), (6, True)])
def test_after_days_without_a_dose_it_is_a_first_day_again(
    road: Cast, ordered: UUID, days: int, first: bool
) -> None:
    give(road, ordered)
    at = NOW + days * DAY
    with pytest.raises(operations.ReasonNeeded) as asked:
        order(road, mg="32", replaces=ordered, at=at)
    keys = [r.key for r in asked.value.because]
    assert ("above_first_day_dose" in keys, "above_usual_dose" in keys) == (first, not first)


@pytest.mark.parametrize(("missed", "given"), [(2, True), (3, False)])
def test_after_missed_days_of_methadone_the_prescriber_comes_first(
    road: Cast, missed: int, given: bool
) -> None:
    order_id = order(road, drug="methadone", mg="30")
    give(road, order_id, mg="30")
    at = NOW + (missed + 1) * DAY
    if given:
        give(road, order_id, mg="30", at=at)
        return
    with pytest.raises(DoseForbidden, match="missed_days_prescriber_first"):
        give(road, order_id, mg="30", at=at)
    anew = order(road, drug="methadone", mg="15", replaces=order_id, at=at)
    give(road, anew, mg="15", at=at)
