"""Reactions: at once, by cursor, replayed, failing: the worklist is the same and nothing told is lost."""

import contextlib
import uuid
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from switchback import reactions
from switchback.care.continuing import operations as continuing
from switchback.care.continuing import queries as continuing_queries
from switchback.care.insight import operations as insight
from switchback.care.insight.queries import worklist
from switchback.care.journey import cursors
from switchback.care.journey import operations as journey
from switchback.care.journey import queries as journey_queries
from switchback.care.journey.models import SetAside
from switchback.care.people import door
from switchback.care.people.door import Actor
from switchback.care.relapse import operations as relapse
from tests.cast import DAY, NOW, Cast, gather, key


def check_in(road: Cast, *, at: Any = NOW, **answers: Any) -> None:
    continuing.check_in(actor=road.ana, person_id=road.ana_id, answers=answers, at=at, now=NOW, key=key())


def seen(road: Cast) -> list[tuple[str, int, list[str]]]:
    return [(r.chosen_name, r.urgency, [x.key for x in r.reasons]) for r in worklist(actor=road.cara, at=NOW)]


def test_a_strong_urge_reaches_the_worklist_with_what_it_saw(road: Cast) -> None:
    check_in(road, urge=1, at=NOW - DAY)
    check_in(road, urge=4)
    reactions.catch_up()
    [row] = worklist(actor=road.cara, at=NOW)
    assert [(r.key, r.saw) for r in row.reasons] == [
        ("craving_up", {"before": 1.0, "now": 4, "at": NOW.isoformat()})
    ]


def test_it_happens_at_once_without_waiting_for_the_cursor(
    road: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        check_in(road, urge=4)
    assert seen(road) == [("Ana", 2, ["craving_up"])]


def test_a_reaction_that_fails_loses_nothing_and_says_not_scored(
    road: Cast, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any, caplog: Any
) -> None:
    def fail(**_: Any) -> None:
        raise ZeroDivisionError("an answer could stand here")

    monkeypatch.setitem(reactions.REACTIONS, "insight.rescore", fail)
    with django_capture_on_commit_callbacks(execute=True):
        check_in(road, urge=4, mood=1)
    assert [c.answers for c in continuing_queries.check_ins(actor=road.ana, person_id=road.ana_id)] == [
        {"urge": 4, "mood": 1}
    ]
    assert seen(road) == [("Ana", 1, ["not_scored"])]
    assert "an answer could stand here" not in caplog.text
    monkeypatch.setitem(reactions.REACTIONS, "insight.rescore", insight.rescore)
    reactions.catch_up()
    assert seen(road) == [("Ana", 2, ["craving_up"])]


def test_an_event_that_keeps_failing_is_set_aside_and_the_others_go_on(
    road: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.cast import admit

    ben = admit(road.dee, "Ben", at=NOW - DAY)
    rescore = insight.rescore

    def fail_for_ana(*, person_id: uuid.UUID, **more: Any) -> None:
        if person_id == road.ana_id:
            raise ValueError
        rescore(person_id=person_id, **more)

    monkeypatch.setitem(reactions.REACTIONS, "insight.rescore", fail_for_ana)
    check_in(road, urge=4)
    for _ in range(cursors.TRIES + 1):
        reactions.catch_up()
    with door.as_system(Actor.system("test")):
        aside = list(SetAside.objects.values_list("person_id", "tries", "error"))
        assert {(p, t, e) for p, t, e in aside} == {(road.ana_id, cursors.TRIES, "ValueError")}
    rows = {r.person_id: r.scored for r in worklist(actor=road.noor, at=NOW)}
    assert rows == {road.ana_id: False, ben: True}


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["check_in", "lapse", "correct", "move", "cows"]),
        st.integers(0, 4),
        st.integers(0, 20),
    ),
    max_size=8,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_replaying_the_journey_gives_the_same_worklist(db: None, moves: list[tuple[str, int, int]]) -> None:
    road = gather()
    for what, number, days in moves:
        do(road, what, number, NOW - timedelta(days=days))
    reactions.catch_up()
    once = seen(road)
    reactions.catch_up()
    assert seen(road) == once
    cursors.rewind(reaction="insight.rescore")
    reactions.catch_up(batch=2)
    assert seen(road) == once


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_the_journey_only_ever_grows(db: None, moves: list[tuple[str, int, int]]) -> None:
    road = gather()
    before: list[Any] = []
    for what, number, days in moves:
        do(road, what, number, NOW - timedelta(days=days))
        rows = journey_queries.events(actor=road.noor, person_id=road.ana_id, limit=500)
        now = [(r.id, r.kind, r.at, r.detail) for r in sorted(rows, key=lambda r: r.id)]
        assert now[: len(before)] == before
        before = now


def do(road: Cast, what: str, number: int, at: Any) -> None:
    if what == "check_in":
        check_in(road, at=at, urge=number)
    elif what == "lapse":
        relapse.report_lapse(
            actor=road.ana, person_id=road.ana_id, at=at, key=key(), used_at=None, alone=None, wants_call=None,
            tell_team=number > 1,
        )  # fmt: skip
    elif what == "correct":
        rows = [
            r for r in journey_queries.events(actor=road.cara, person_id=road.ana_id)
            if not r.corrected and r.kind == "daily_check_in.recorded"
        ]  # fmt: skip
        if rows:
            journey.correct(
                actor=road.cara, person_id=road.ana_id, event_id=rows[0].id, at=at, reason="twice"
            )
    elif what == "move":
        with contextlib.suppress(journey.NotPossible):
            journey.move(actor=road.dee, person_id=road.ana_id, level="outpatient", at=at, now=NOW)
    elif what == "cows":
        from switchback.care.detox import operations as detox
        from tests.cast import COWS

        detox.assess_withdrawal(
            actor=road.noor, person_id=road.ana_id, answers=COWS, opioid="short_acting",
            last_use_at=at - timedelta(hours=14), at=at, now=NOW, key=key(),
        )  # fmt: skip
