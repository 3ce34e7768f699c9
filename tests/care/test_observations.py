"""Instruments pinned to the wording that was answered; blank is not zero; legal values only."""

from decimal import Decimal
from typing import Any

import pytest

from switchback.care.assessment import operations as assessment
from switchback.care.assessment import queries as assessment_queries
from switchback.care.journey import queries as journey
from switchback.care.journey.operations import NotPossible
from switchback.care.observations import operations, queries
from switchback.care.observations.models import InstrumentVersion
from switchback.care.people.door import Refused
from switchback.clinical import instruments
from switchback.clinical.instruments import IllegalAnswer, Instrument, UnansweredItem
from tests.cast import NOW, Cast, admit, key

PHQ9 = {f"item{n}": 1 for n in range(1, 10)}


def phq9(**changed: Any) -> dict[str, Any]:
    items = [item.id for item in instruments.load("phq9").items if item.scored]
    return {**dict.fromkeys(items, 1), **changed}


def record(road: Cast, answers: dict[str, Any], **more: Any) -> operations.Recorded:
    given = {
        "actor": road.cara,
        "person_id": road.ana_id,
        "instrument": "phq9",
        "at": NOW,
        "now": NOW,
        "key": key(),
    }
    return assessment.assess(**{**given, "answers": answers, **more})


def test_a_response_is_scored_kept_and_on_the_journey(road: Cast) -> None:
    recorded = record(road, phq9())
    assert (recorded.scored.total, recorded.scored.band) == (9, "mild")
    event = journey.events(actor=road.cara, person_id=road.ana_id)[0]
    assert (event.kind, event.detail["score"], event.detail["instrument"]) == ("response.recorded", 9, "phq9")
    assert "answers" not in event.detail


def test_an_unanswered_item_has_no_score_and_keeps_nothing(road: Cast) -> None:
    answers = phq9()
    missing = answers.popitem()[0]
    with pytest.raises(UnansweredItem) as error:
        record(road, answers)
    assert error.value.items == (missing,)
    assert queries.responses(actor=road.cara, person_id=road.ana_id) == ()


def test_an_illegal_answer_is_refused(road: Cast) -> None:
    with pytest.raises(IllegalAnswer):
        record(road, {**phq9(), next(iter(phq9())): 4})


def test_it_is_rendered_for_ever_with_the_version_that_was_answered(
    road: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = record(road, phq9())
    new = {**instruments.load("phq9").content}
    new["items"] = [{**item, "text": f"Reworded {n}"} for n, item in enumerate(new["items"])]
    new["version"] = 2
    later = Instrument.from_content(new)
    monkeypatch.setattr(instruments, "load", lambda id, version=None: later)
    second = record(road, phq9())
    answered = queries.response(actor=road.cara, person_id=road.ana_id, response_id=recorded.response_id)
    assert answered.instrument.version == 1
    assert answered.items[0].text == "Little interest or pleasure in doing things"
    assert answered.items[0].answer == "Several days"
    rewritten = queries.response(actor=road.cara, person_id=road.ana_id, response_id=second.response_id)
    assert (rewritten.instrument.version, rewritten.items[0].text) == (2, "Reworded 0")
    assert InstrumentVersion.objects.filter(instrument="phq9").count() == 2


def test_another_persons_response_is_not_found_under_this_person(road: Cast) -> None:
    ben = admit(road.dee, "Ben")
    bens = operations.record_response(
        actor=road.noor, person_id=ben, instrument="phq9", answers=phq9(), at=NOW, now=NOW, key=key()
    )
    with pytest.raises(queries.NoSuchResponse):
        queries.response(actor=road.noor, person_id=road.ana_id, response_id=bens.response_id)


def test_what_is_still_to_ask(road: Cast) -> None:
    record(road, phq9())
    found = assessment_queries.assessment(actor=road.cara, person_id=road.ana_id)
    assert found.to_ask == ("gad7", "pcptsd5")
    assert found.latest["phq9"].total == 9


def test_cows_is_not_asked_in_assessment(road: Cast) -> None:
    with pytest.raises(assessment.NotAskedHere):
        record(road, {}, instrument="cows")


def test_a_measurement_has_its_unit(road: Cast) -> None:
    operations.record_measurement(
        actor=road.noor, person_id=road.ana_id, what="weight", value=Decimal("71.5"), unit="kg", at=NOW, now=NOW,
        key=key(),
    )  # fmt: skip
    found = queries.measurements(actor=road.noor, person_id=road.ana_id, what="weight")
    assert found == ((NOW, Decimal("71.5000"), "kg"),)


def test_nothing_is_positive_that_was_not_tested(road: Cast) -> None:
    with pytest.raises(NotPossible, match="positive_but_not_tested"):
        operations.record_urine_test(
            actor=road.noor, person_id=road.ana_id, tested=("opioid",), positive=("cocaine",), at=NOW, now=NOW,
            key=key(),
        )  # fmt: skip


def test_front_desk_cannot_answer_for_anybody(road: Cast) -> None:
    with pytest.raises(Refused):
        record(road, phq9(), actor=road.dee)
