"""Append only; corrections are later events; a double submit is one event; state is derived."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction

from switchback.care.contact import operations as contact
from switchback.care.continuing import operations as continuing
from switchback.care.continuing import queries as continuing_queries
from switchback.care.journey import operations as journey
from switchback.care.journey import queries
from switchback.care.journey.operations import NotPossible, UnknownKind
from switchback.care.people import door
from switchback.care.people.door import Actor
from tests.cast import DAY, NOW, Cast, key

ADMISSION = ["person.registered", "episode.opened", "placement.started"]


def kinds(road: Cast) -> list[str]:
    rows = queries.events(actor=road.noor, person_id=road.ana_id, limit=500)
    return [row.kind for row in sorted(rows, key=lambda row: row.id)]


def test_admission_is_one_line_of_events(road: Cast) -> None:
    assert kinds(road) == [*ADMISSION, "care_team.joined", "care_team.joined", "care_team.joined"]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE journey_event SET kind = 'x.y'", "DELETE FROM journey_event", "TRUNCATE journey_event"],
)
def test_the_program_itself_cannot_change_what_happened(road: Cast, statement: str) -> None:
    with (
        pytest.raises((ProgrammingError, InternalError)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_an_unknown_kind_is_a_mistake_in_the_program(road: Cast) -> None:
    with door.enter("chart.view", actor=road.noor, person_id=road.ana_id), pytest.raises(UnknownKind):
        journey.append(person_id=road.ana_id, kind="person.vanished", at=NOW, by=road.noor)


@pytest.mark.parametrize("typed", ["He was late", {"note": ["two words"]}, "x" * 65])
def test_what_somebody_typed_never_gets_into_the_journey(road: Cast, typed: object) -> None:
    with door.enter("chart.view", actor=road.noor, person_id=road.ana_id), pytest.raises(journey.FreeText):
        journey.append(person_id=road.ana_id, kind="visit.missed", at=NOW, by=road.noor, reason=typed)


def test_the_same_key_twice_is_one_check_in(road: Cast) -> None:
    same = key()
    first = continuing.check_in(
        actor=road.ana, person_id=road.ana_id, answers={"mood": 3}, at=NOW, now=NOW, key=same
    )
    again = continuing.check_in(
        actor=road.ana, person_id=road.ana_id, answers={"mood": 3}, at=NOW, now=NOW, key=same
    )
    assert (first.new, again.new, again.check_in_id) == (True, False, first.check_in_id)
    assert len(continuing_queries.check_ins(actor=road.ana, person_id=road.ana_id)) == 1


def test_a_future_time_is_refused_and_nothing_is_kept(road: Cast) -> None:
    before = kinds(road)
    with pytest.raises(NotPossible, match="time_in_future"):
        continuing.check_in(
            actor=road.ana,
            person_id=road.ana_id,
            answers={},
            at=NOW + timedelta(minutes=1),
            now=NOW,
            key=key(),
        )
    assert kinds(road) == before


def test_one_chart_across_levels_of_care(road: Cast) -> None:
    journey.move(actor=road.dee, person_id=road.ana_id, level="outpatient", at=NOW - DAY, now=NOW)
    where = queries.where(actor=road.cara, person_id=road.ana_id)
    assert (where.level, where.since, where.last_level, where.left_at) == (
        "outpatient", NOW - DAY, "residential", NOW - DAY,
    )  # fmt: skip
    journey.close_episode(actor=road.dee, person_id=road.ana_id, at=NOW, now=NOW, because="completed")
    where = queries.where(actor=road.cara, person_id=road.ana_id)
    assert (where.in_care, where.level, where.last_level) == (False, None, "outpatient")
    contact.readmit(actor=road.dee, person_id=road.ana_id, level="residential", at=NOW, now=NOW)
    stays = queries.stays(actor=road.cara, person_id=road.ana_id)
    assert [stay.level for stay in stays] == ["residential", "outpatient", "residential"]


def test_only_one_episode_is_open_at_a_time(road: Cast) -> None:
    with pytest.raises(NotPossible, match="episode_already_open"):
        contact.readmit(actor=road.dee, person_id=road.ana_id, level="outpatient", at=NOW, now=NOW)


def test_the_database_refuses_two_placements_at_once(road: Cast) -> None:
    from switchback.care.journey.models import Placement

    with door.enter("chart.view", actor=road.noor, person_id=road.ana_id):
        first = Placement.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            Placement.objects.create(
                person_id=road.ana_id, episode=first.episode, level="outpatient", started_at=NOW
            )


def test_a_corrected_event_stays_marked_and_no_longer_counts(road: Cast) -> None:
    continuing.check_in(
        actor=road.ana, person_id=road.ana_id, answers={"urge": 4}, at=NOW - DAY, now=NOW, key=key()
    )
    wrong = queries.events(actor=road.cara, person_id=road.ana_id)[0]
    journey.correct(actor=road.cara, person_id=road.ana_id, event_id=wrong.id, at=NOW, reason="entered_twice")
    rows = queries.events(actor=road.cara, person_id=road.ana_id, limit=2)
    assert [(row.kind, row.corrected) for row in rows] == [("event.corrected", False), (wrong.kind, True)]
    slices = queries.timeline(
        actor=road.cara, person_id=road.ana_id, start=NOW - 9 * DAY, end=NOW + DAY, slices=100
    )
    assert [mark.lane for mark in slices.marks] == []
    with pytest.raises(NotPossible, match="already_corrected"):
        journey.correct(actor=road.cara, person_id=road.ana_id, event_id=wrong.id, at=NOW, reason="again")


def test_an_event_of_another_person_cannot_be_corrected_here(road: Cast) -> None:
    from tests.cast import admit

    ben = admit(road.dee, "Ben")
    bens = queries.events(actor=road.noor, person_id=ben)[0]
    with pytest.raises(NotPossible, match="no_such_event"):
        journey.correct(actor=road.noor, person_id=road.ana_id, event_id=bens.id, at=NOW, reason="x")


def test_the_timeline_is_bounded_however_many_events(road: Cast) -> None:
    for hours in range(0, 24 * 40, 8):
        at = NOW - timedelta(hours=hours)
        continuing.check_in(
            actor=road.ana, person_id=road.ana_id, answers={"urge": 1}, at=at, now=NOW, key=key()
        )
    slices = queries.timeline(
        actor=road.cara, person_id=road.ana_id, start=NOW - 40 * DAY, end=NOW + DAY, slices=10
    )
    assert len(slices.marks) == 10
    assert sum(mark.count for mark in slices.marks) == 120


def test_drafts_are_kept_for_the_one_who_writes(road: Cast) -> None:
    journey.keep_draft(actor=road.noor, person_id=road.ana_id, form="cows", values={"pulse": "2"}, at=NOW)
    journey.keep_draft(actor=road.noor, person_id=road.ana_id, form="cows", values={"pulse": "4"}, at=NOW)
    assert queries.draft(actor=road.noor, person_id=road.ana_id, form="cows") == ({"pulse": "4"}, NOW)
    assert queries.draft(actor=road.piet, person_id=road.ana_id, form="cows") is None
    journey.drop_draft(actor=road.noor, person_id=road.ana_id, form="cows")
    assert queries.draft(actor=road.noor, person_id=road.ana_id, form="cows") is None


def test_private_events_are_hidden_from_the_team_by_the_database(road: Cast) -> None:
    with door.enter("lapse.report", actor=road.ana, person_id=road.ana_id):
        journey.append(person_id=road.ana_id, kind="lapse.reported", at=NOW, by=road.ana, private=True)
    assert "lapse.reported" not in kinds(road)
    own = queries.events(actor=road.ana, person_id=road.ana_id)
    assert own[0].kind == "lapse.reported"


def test_merging_moves_nothing_and_can_be_undone(road: Cast) -> None:
    from switchback.care.people import queries as people
    from switchback.care.people.operations import AlreadyMerged
    from tests.cast import admit

    twin = admit(road.dee, "Anna", at=NOW - 2 * DAY, level="outpatient")
    contact.merge(actor=road.dee, person_id=road.ana_id, other_id=twin, at=NOW)
    merged = people.who(actor=road.noor, person_id=twin)
    assert (merged.id, merged.merged_numbers) == (road.ana_id, ("00002",))
    assert [s.level for s in queries.stays(actor=road.noor, person_id=road.ana_id)] == [
        "residential",
        "outpatient",
    ]
    with pytest.raises(AlreadyMerged):
        contact.merge(actor=road.dee, person_id=road.ana_id, other_id=twin, at=NOW)
    contact.unmerge(actor=road.dee, person_id=road.ana_id, other_id=twin, at=NOW)
    assert people.who(actor=road.noor, person_id=twin).id == twin
    assert [s.level for s in queries.stays(actor=road.noor, person_id=road.ana_id)] == ["residential"]


def test_the_system_is_named_in_the_log(road: Cast) -> None:
    from switchback.care.people.models import AccessLogEntry

    with door.as_system(Actor.system("import:ctn0094"), action="import"):
        pass
    last = AccessLogEntry.objects.order_by("-id").values_list("actor", "action").first()
    assert last == ("system:import:ctn0094", "import")
