"""What an order asks a reason for, and which doses can never be recorded as given."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchback.clinical.medication import (
    DRUGS,
    DoseForbidden,
    OrderCheck,
    OrderForbidden,
    check_dose,
    check_order,
)
from switchback.clinical.values import Reason

from .few import few

START = SimpleNamespace(action="start", drug="buprenorphine", dose_mg=Decimal("4"))
WAIT = SimpleNamespace(action="wait", drug="buprenorphine", dose_mg=None)
ASK = SimpleNamespace(action="ask_prescriber", drug="buprenorphine", dose_mg=None)


def order(**facts):
    usual = {
        "drug": "buprenorphine",
        "dose_mg": Decimal("4"),
        "suggested": START,
        "reason": "",
        "first_day": True,
        "discharged": False,
    }
    return check_order(**{**usual, **facts})


def test_the_suggested_dose_needs_no_reason():
    assert order() == OrderCheck(needs_reason=False, because=())
    assert order(dose_mg=Decimal("4.0")) == OrderCheck(False, ())


@pytest.mark.parametrize(
    ("facts", "because"),
    [
        (
            {"dose_mg": Decimal("2")},
            Reason("other_dose_than_suggested", {"ordered_mg": "2", "suggested_mg": "4"}),
        ),
        (
            {"dose_mg": Decimal("8")},
            Reason("other_dose_than_suggested", {"ordered_mg": "8", "suggested_mg": "4"}),
        ),
        ({"suggested": WAIT}, Reason("protocol_did_not_suggest_start", {"action": "wait"})),
        ({"suggested": ASK}, Reason("protocol_did_not_suggest_start", {"action": "ask_prescriber"})),
        ({"suggested": None}, Reason("first_dose_without_suggestion")),
        (
            {"drug": "methadone", "dose_mg": Decimal("20")},
            Reason("other_drug_than_suggested", {"ordered": "methadone", "suggested": "buprenorphine"}),
        ),
    ],
)
def test_going_another_way_than_the_protocol_needs_a_reason(facts, because):
    assert order(**facts) == OrderCheck(True, (because,))
    assert order(**facts, reason="   ") == OrderCheck(True, (because,))
    assert order(**facts, reason="Steady on this at home.") == OrderCheck(False, (because,))


@pytest.mark.parametrize(
    ("drug", "first_day", "mg", "key"),
    [
        ("buprenorphine", False, "24", None),
        ("buprenorphine", False, "24.5", "above_usual_dose"),
        ("methadone", True, "30", None),
        ("methadone", True, "31", "above_first_day_dose"),
        ("methadone", False, "120", None),
        ("methadone", False, "121", "above_usual_dose"),
        ("naltrexone_xr", False, "380", None),
        ("naltrexone_xr", False, "190", "not_the_labelled_dose"),
        ("naltrexone_xr", False, "381", "not_the_labelled_dose"),
    ],
)
def test_an_unusual_dose_needs_a_reason(drug, first_day, mg, key):
    checked = order(drug=drug, first_day=first_day, dose_mg=Decimal(mg), suggested=None)
    assert ([reason.key for reason in checked.because], checked.needs_reason) == (
        [key] if key else [],
        key is not None,
    )


def test_both_ways_of_being_unusual_are_said():
    checked = order(dose_mg=Decimal("16"))
    assert [reason.key for reason in checked.because] == ["other_dose_than_suggested", "above_first_day_dose"]


def test_a_high_dose_is_never_forbidden_because_no_maximum_is_published():
    assert (
        order(
            dose_mg=Decimal("200"), first_day=False, suggested=None, reason="Split dose, fentanyl."
        ).needs_reason
        is False
    )


def test_a_site_may_ask_from_the_federal_limit_instead_of_the_label():
    site = {"methadone_first_day_mg": 50}
    for mg, asks in ((50, False), (51, True)):
        assert (
            order(drug="methadone", dose_mg=Decimal(mg), suggested=None, settings=site).needs_reason is asks
        )


@pytest.mark.parametrize(
    ("facts", "keys"),
    [
        ({"discharged": True}, ["person_discharged"]),
        ({"drug": "heroin"}, ["drug_unknown"]),
        ({"dose_mg": Decimal("0")}, ["dose_not_above_zero"]),
        ({"dose_mg": Decimal("-4")}, ["dose_not_above_zero"]),
        ({"dose_mg": Decimal("NaN")}, ["dose_not_above_zero"]),
        ({"dose_mg": Decimal("Infinity")}, ["dose_not_above_zero"]),
        ({"dose_mg": None}, ["dose_not_above_zero"]),
        (
            {"discharged": True, "drug": "", "dose_mg": Decimal(0)},
            ["person_discharged", "drug_unknown", "dose_not_above_zero"],
        ),
    ],
)
def test_some_orders_cannot_be_saved_with_any_reason(facts, keys):
    with pytest.raises(OrderForbidden) as forbidden:
        order(**facts, reason="Because.")
    assert [reason.key for reason in forbidden.value.because] == keys


def test_these_drugs_can_be_ordered():
    assert DRUGS == ("buprenorphine", "methadone", "naltrexone_xr")


NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def give(**facts):
    usual = {
        "ordered_mg": Decimal("4"),
        "given_mg": Decimal("4"),
        "ordered_at": NOW - timedelta(hours=1),
        "given_at": NOW,
        "now": NOW,
        "order_stopped_at": None,
        "discharged_at": None,
        "given_today_mg": Decimal("0"),
        "daily_max_mg": None,
    }
    return check_dose(**{**usual, **facts})


def forbidden(**facts):
    with pytest.raises(DoseForbidden) as refused:
        give(**facts)
    return refused.value.because.key


def test_the_ordered_dose_can_be_given_now():
    assert give() is None


def test_less_than_ordered_can_be_given():
    assert give(given_mg=Decimal("0.5")) is None


def test_a_dose_is_not_given_in_the_future():
    assert forbidden(given_at=NOW + SECOND) == "given_in_the_future"


def test_a_dose_is_not_given_before_its_order_but_may_be_in_the_same_minute():
    ordered_at = NOW - timedelta(minutes=5) + timedelta(seconds=40)
    assert give(ordered_at=ordered_at, given_at=NOW - 5 * MINUTE) is None
    assert forbidden(ordered_at=ordered_at, given_at=NOW - 5 * MINUTE - SECOND) == "given_before_order"


def test_no_dose_on_a_stopped_order_but_one_given_before_may_be_written_down():
    stopped_at = NOW - 10 * MINUTE
    assert forbidden(order_stopped_at=stopped_at, given_at=stopped_at) == "order_stopped"
    assert forbidden(order_stopped_at=stopped_at) == "order_stopped"
    assert give(order_stopped_at=stopped_at, given_at=stopped_at - SECOND) is None


def test_no_dose_after_discharge_but_one_given_before_may_be_written_down():
    discharged_at = NOW - 10 * MINUTE
    assert forbidden(discharged_at=discharged_at, given_at=discharged_at) == "person_discharged"
    assert give(discharged_at=discharged_at, given_at=discharged_at - SECOND) is None


def test_never_more_than_ordered():
    assert forbidden(given_mg=Decimal("4.01")) == "more_than_ordered"


@pytest.mark.parametrize("mg", ["0", "-1", "NaN", "Infinity"])
def test_a_dose_is_above_zero(mg):
    assert forbidden(given_mg=Decimal(mg)) == "dose_not_above_zero"


def test_once_a_day_is_once_in_a_service_day():
    assert forbidden(given_today_mg=Decimal("4")) == "already_given_today"
    assert forbidden(given_today_mg=Decimal("4"), given_mg=Decimal("0.1")) == "already_given_today"


def test_what_was_left_of_a_dose_given_in_part_can_still_be_given():
    assert give(given_today_mg=Decimal("2"), given_mg=Decimal("2")) is None
    assert forbidden(given_today_mg=Decimal("2.5"), given_mg=Decimal("2")) == "already_given_today"


def test_a_day_with_several_doses_has_its_own_maximum():
    assert give(given_today_mg=Decimal("4"), daily_max_mg=Decimal("8")) is None
    assert forbidden(given_today_mg=Decimal("8"), daily_max_mg=Decimal("8")) == "already_given_today"


@pytest.mark.parametrize("name", ["given_at", "now", "ordered_at", "order_stopped_at", "discharged_at"])
def test_a_time_without_a_zone_is_a_bug_not_a_guess(name):
    with pytest.raises(ValueError, match=f"{name} has no time zone"):
        give(**{name: datetime(2026, 3, 2, 9)})


@few
@given(
    st.decimals(0, 50, places=1),
    st.decimals(0, 50, places=1),
    st.decimals(0, 50, places=1),
    st.decimals(0, 50, places=1) | st.none(),
)
def test_whatever_is_allowed_stays_within_the_order_and_the_day(ordered, given_mg, today, most):
    try:
        give(ordered_mg=ordered, given_mg=given_mg, given_today_mg=today, daily_max_mg=most)
    except DoseForbidden:
        return
    assert 0 < given_mg <= ordered
    assert today + given_mg <= (ordered if most is None else most)


def test_a_first_naltrexone_asks_about_the_days_without_opioids():
    check = order(drug="naltrexone_xr", dose_mg=Decimal(380), suggested=None, first_day=True)
    assert check == OrderCheck(True, (Reason("opioid_free_days_asked", {"days": 10}),))


def test_another_medicine_on_order_needs_a_reason():
    also = order(
        drug="methadone", dose_mg=Decimal(20), suggested=None, also_ordered=("buprenorphine", "methadone")
    )
    assert also == OrderCheck(True, (Reason("another_medicine_ordered", {"drug": "buprenorphine"}),))


@pytest.mark.parametrize(
    ("times", "last", "key"),
    [
        ("daily", 1, None),
        ("once", 1, "ordered_once_and_given"),
        ("every_28_days", 27, "given_too_soon"),
        ("every_28_days", 28, None),
    ],
)
def test_an_order_keeps_to_its_rhythm(times, last, key):
    today = NOW.date()
    rhythm = {"times": times, "service_day": today, "last_given_on": today - timedelta(days=last)}
    if key is None:
        assert give(**rhythm) is None
    else:
        with pytest.raises(DoseForbidden, match=key):
            give(**rhythm)
