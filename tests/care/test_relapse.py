"""A return to use: safety first, nothing reset, nobody told without a yes."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from switchback import reactions
from switchback.care.continuing import operations as continuing
from switchback.care.continuing import queries as continuing_queries
from switchback.care.insight.queries import worklist
from switchback.care.journey import operations as journey
from switchback.care.journey import queries as journey_queries
from switchback.care.observations import queries as observations
from switchback.care.people import queries as people_queries
from switchback.care.plan import queries as plan
from switchback.care.relapse import operations, queries
from switchback.clinical.relapse import Road
from tests.cast import DAY, NOW, Cast, gather, key


def tell(road: Cast, *, tell_team: bool, at: Any = NOW, **more: Any) -> operations.Reported:
    given = {
        "used_at": at - timedelta(hours=3),
        "alone": True,
        "wants_call": True,
        "words": "after payday",
        "key": key(),
    }
    return operations.report_lapse(
        actor=road.ana, person_id=road.ana_id, at=at, tell_team=tell_team, **{**given, **more}
    )


def check_in(road: Cast, *, days_ago: int, **answers: Any) -> None:
    at = NOW - days_ago * DAY
    continuing.check_in(actor=road.ana, person_id=road.ana_id, answers=answers, at=at, now=NOW, key=key())


def walked(road: Cast) -> Road:
    return continuing_queries.own_journey(actor=road.ana, person_id=road.ana_id, now=NOW).road


def test_advice_comes_before_any_question_and_writes_nothing(road: Cast) -> None:
    before = journey_queries.events(actor=road.ana, person_id=road.ana_id)
    advice = operations.advise(actor=road.ana, person_id=road.ana_id, at=NOW)
    assert advice.keys
    assert journey_queries.events(actor=road.ana, person_id=road.ana_id) == before


def test_told_to_the_team_it_is_two_events_longer_and_a_revision_is_open(road: Cast) -> None:
    reported = tell(road, tell_team=True)
    kinds = [e.kind for e in journey_queries.events(actor=road.cara, person_id=road.ana_id, limit=3)]
    assert set(kinds) == {"lapse.reported", "use.reported", "plan.revision_opened"}
    view = plan.plan(actor=road.ana, person_id=road.ana_id)
    assert view.revision and view.revision.id == reported.revision_id
    reactions.catch_up()
    [row] = worklist(actor=road.cara, at=NOW)
    assert (row.urgency, row.reasons[0].key) == (3, "lapse_reported")


def test_kept_to_oneself_no_path_of_the_team_shows_it(road: Cast) -> None:
    reported = tell(road, tell_team=False)
    assert (
        queries.lapse(actor=road.ana, person_id=road.ana_id, lapse_id=reported.lapse_id).words
        == "after payday"
    )
    reactions.catch_up()
    [row] = worklist(actor=road.cara, at=NOW)
    assert "lapse_reported" not in [r.key for r in row.reasons]
    assert queries.lapses(actor=road.cara, person_id=road.ana_id) == ()
    assert observations.use_days(actor=road.cara, person_id=road.ana_id) == ()
    kinds = {e.kind for e in journey_queries.events(actor=road.cara, person_id=road.ana_id)}
    assert not kinds & {"lapse.reported", "use.reported"}
    with pytest.raises(queries.NoSuchLapse):
        operations.acknowledge(actor=road.cara, person_id=road.ana_id, lapse_id=reported.lapse_id, at=NOW)
    revision = plan.plan(actor=road.cara, person_id=road.ana_id).revision
    assert revision and revision.opened_because in ("first", "asked")


def test_kept_to_oneself_the_access_log_does_not_tell_the_team_either(road: Cast) -> None:
    tell(road, tell_team=False)
    operations.advise(actor=road.cara, person_id=road.ana_id, at=NOW)
    told = [
        (row.actor, row.action) for row in people_queries.accesses(actor=road.dora, person_id=road.ana_id)
    ]
    assert [row for row in told if row[1] == "lapse.report"] == [(str(road.cara), "lapse.report")]


def test_a_fresh_yes_later_tells_the_team(road: Cast) -> None:
    reported = tell(road, tell_team=False)
    operations.tell_team(actor=road.ana, person_id=road.ana_id, lapse_id=reported.lapse_id, at=NOW, key=key())
    assert [x.id for x in queries.lapses(actor=road.cara, person_id=road.ana_id)] == [reported.lapse_id]
    assert len(walked(road).bends) == 1


def test_acknowledged_and_reviewed(road: Cast) -> None:
    reported = tell(road, tell_team=True)
    operations.acknowledge(actor=road.cara, person_id=road.ana_id, lapse_id=reported.lapse_id, at=NOW)
    operations.review(
        actor=road.ana, person_id=road.ana_id, lapse_id=reported.lapse_id, before="payday", helped_stop="called Rosa",
        learned="payday is a trigger", at=NOW,
    )  # fmt: skip
    reactions.catch_up()
    [row] = worklist(actor=road.cara, at=NOW)
    assert "lapse_reported" not in [r.key for r in row.reasons]
    assert walked(road).learned == 1


def test_what_was_learned_later_counts_once(road: Cast) -> None:
    lapse_id = tell(road, tell_team=True).lapse_id
    for learned in ("", "payday is a trigger", "payday and the station"):
        operations.review(
            actor=road.ana,
            person_id=road.ana_id,
            lapse_id=lapse_id,
            before="",
            helped_stop="",
            learned=learned,
            at=NOW,
        )
    assert walked(road).learned == 1


def test_a_double_tap_is_one_report(road: Cast) -> None:
    same = key()
    first, again = tell(road, tell_team=True, key=same), tell(road, tell_team=True, key=same)
    assert (first.lapse_id, first.new, again.new) == (again.lapse_id, True, False)
    assert len(queries.lapses(actor=road.ana, person_id=road.ana_id)) == 1


STEPS = st.lists(
    st.tuples(st.sampled_from(["free", "skip", "urge", "use", "told use", "correct"]), st.integers(0, 40)),
    max_size=10,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_nothing_resets(db: None, steps: list[tuple[str, int]]) -> None:
    """Whatever happens and whatever is corrected: no number falls, no milestone goes or changes its date."""
    road = gather(admitted=NOW - 45 * DAY)
    before = walked(road)
    for what, days_ago in steps:
        if what == "free":
            check_in(road, days_ago=days_ago, used="no")
        elif what == "skip":
            check_in(road, days_ago=days_ago)
        elif what == "urge":
            check_in(road, days_ago=days_ago, urge=4, used="no")
        elif what == "use":
            check_in(road, days_ago=days_ago, used="yes")
        elif what == "told use":
            tell(road, tell_team=bool(days_ago % 2), at=NOW - days_ago * DAY)
        else:
            rows = journey_queries.events(actor=road.cara, person_id=road.ana_id)
            told = [r for r in rows if r.kind == "use.reported" and not r.corrected]
            if told:
                journey.correct(
                    actor=road.cara, person_id=road.ana_id, event_id=told[0].id, at=NOW, reason="x"
                )
        after = walked(road)
        assert all(now >= then for now, then in zip(after.never_fall, before.never_fall, strict=True))
        assert set(before.milestones) <= set(after.milestones)
        before = after


def test_told_to_the_team_later_it_is_news_then_whatever_was_looked_at_meanwhile(road: Cast) -> None:
    kept = tell(road, tell_team=False, at=NOW - timedelta(hours=10))
    other = tell(road, tell_team=True, at=NOW - timedelta(hours=6))
    operations.acknowledge_all(actor=road.cara, person_id=road.ana_id, at=NOW - timedelta(hours=3))
    operations.review(
        actor=road.cara, person_id=road.ana_id, lapse_id=other.lapse_id, before="", helped_stop="", learned="Call",
        at=NOW - timedelta(hours=2),
    )  # fmt: skip
    reactions.catch_up()
    [row] = worklist(actor=road.cara, at=NOW)
    assert "lapse_reported" not in [r.key for r in row.reasons]
    operations.tell_team(actor=road.ana, person_id=road.ana_id, lapse_id=kept.lapse_id, at=NOW, key=key())
    reactions.catch_up()
    [row] = worklist(actor=road.cara, at=NOW)
    assert (row.urgency, row.reasons[0].key) == (3, "lapse_reported")
