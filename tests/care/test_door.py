"""Who may enter, and that every pass leaves a trace."""

import pytest
from django.db import connection

from switchback.care.continuing import operations as continuing
from switchback.care.journey import operations as journey
from switchback.care.journey import queries as journey_queries
from switchback.care.medication import queries as medication
from switchback.care.people import door
from switchback.care.people import queries as people
from switchback.care.people.door import Actor, Refused
from switchback.care.people.models import AccessLogEntry, Person
from tests.cast import NOW, Cast, admit, key


def trace(**where: object) -> list[tuple[str, str, bool]]:
    rows = AccessLogEntry.objects.filter(**where).order_by("id")
    return list(rows.values_list("actor", "action", "allowed"))


def test_a_refusal_is_on_record_although_nothing_happened(road: Cast) -> None:
    ben = admit(road.dee, "Ben")
    AccessLogEntry.objects.all()
    with pytest.raises(Refused):
        journey_queries.events(actor=road.cara, person_id=ben)
    assert trace(person_id=ben, actor=str(road.cara)) == [(str(road.cara), "timeline.view", False)]


def test_someone_from_another_site_is_refused_and_cannot_tell_an_unknown_id_from_a_known_one(
    road: Cast,
) -> None:
    for person_id in (road.ana_id, key()):
        with pytest.raises(Refused) as refused:
            people.who(actor=road.olu, person_id=person_id)
        assert str(refused.value) == ""


def test_a_person_enters_their_own_door_only(road: Cast) -> None:
    ben = admit(road.dee, "Ben")
    assert people.who(actor=road.ana, person_id=road.ana_id).chosen_name == "Ana"
    with pytest.raises(Refused):
        people.who(actor=road.ana, person_id=ben)


def test_inner_doors_stand_open_with_one_line_in_the_log(road: Cast) -> None:
    before = AccessLogEntry.objects.count()
    with door.enter("chart.view", actor=road.cara, person_id=road.ana_id):
        people.who(actor=road.cara, person_id=road.ana_id)
        journey_queries.where(actor=road.cara, person_id=road.ana_id)
    assert AccessLogEntry.objects.count() == before + 1


def test_an_inner_door_for_someone_else_is_a_door(road: Cast) -> None:
    ben = admit(road.dee, "Ben")
    with door.enter("chart.view", actor=road.cara, person_id=road.ana_id), pytest.raises(Refused):
        people.who(actor=road.cara, person_id=ben)


def test_front_desk_sees_who_but_not_the_chart(road: Cast) -> None:
    assert people.who(actor=road.dee, person_id=road.ana_id).chosen_name == "Ana"
    with pytest.raises(Refused):
        journey_queries.events(actor=road.dee, person_id=road.ana_id)


def test_a_peer_specialist_does_not_see_medication(road: Cast) -> None:
    with pytest.raises(Refused):
        medication.orders(actor=road.pele, person_id=road.ana_id, now=NOW)


def test_behind_no_door_the_database_shows_nobody(road: Cast) -> None:
    with door.as_system(Actor.system("test")):
        assert Person.objects.count() == 1
    assert Person.objects.count() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journey_event")
        assert cursor.fetchone() == (0,)


def test_behind_one_door_the_database_shows_one_person(road: Cast) -> None:
    admit(road.dee, "Ben")
    with door.enter("chart.view", actor=road.noor, person_id=road.ana_id):
        assert list(Person.objects.values_list("chosen_name", flat=True)) == ["Ana"]


def test_a_caseload_is_as_wide_as_a_caseload_role_can_see(road: Cast) -> None:
    admit(road.dee, "Ben")
    assert [row.chosen_name for row in people.people_list(actor=road.cara).rows] == ["Ana"]
    assert [row.chosen_name for row in people.people_list(actor=road.noor).rows] == ["Ana", "Ben"]
    assert people.people_list(actor=road.olu).rows == ()


def test_an_action_nobody_wrote_down_lets_nobody_in(road: Cast) -> None:
    with pytest.raises(Refused), door.enter("invented.action", actor=road.dora, person_id=road.ana_id):
        pass


def test_leaving_the_care_team_shuts_the_door(road: Cast) -> None:
    from switchback.care.contact import operations as contact

    contact.leave_care_team(actor=road.dee, person_id=road.ana_id, member_id=road.cara.id, at=NOW)
    with pytest.raises(Refused):
        journey_queries.events(actor=road.cara, person_id=road.ana_id)


def test_the_key_of_another_persons_event_is_refused(road: Cast) -> None:
    ben = admit(road.dee, "Ben")
    stolen = key()
    continuing.check_in(actor=road.ana, person_id=road.ana_id, answers={}, at=NOW, now=NOW, key=stolen)
    with pytest.raises(Refused):
        continuing.check_in(
            actor=Actor("person", ben, "person"), person_id=ben, answers={}, at=NOW, now=NOW, key=stolen
        )


def test_the_log_keeps_ids_never_names(road: Cast) -> None:
    people.people_list(actor=road.noor, find="Ana")
    rows = AccessLogEntry.objects.values_list("actor", "action", "because", "detail")
    assert not any("ana" in str(row).lower().replace("manage", "") for row in rows)


def test_a_correction_needs_the_chart(road: Cast) -> None:
    with pytest.raises(Refused):
        journey.correct(actor=road.dee, person_id=road.ana_id, event_id=1, at=NOW, reason="entered_twice")


def test_what_an_inner_door_decided_stays_on_record_when_the_work_is_rolled_back(
    transactional_db: None,
) -> None:
    from tests.cast import gather

    road = gather()
    ben = admit(road.dee, "Ben")
    with pytest.raises(Refused), door.enter("chart.view", actor=road.cara, person_id=road.ana_id):
        people.who(actor=road.cara, person_id=ben)
    assert trace(person_id=ben, actor=str(road.cara)) == [(str(road.cara), "person.view", False)]


def test_a_private_row_is_not_seen_through_an_outer_door_of_the_team(road: Cast) -> None:
    with door.enter("lapse.report", actor=road.ana, person_id=road.ana_id):
        journey.append(person_id=road.ana_id, kind="lapse.reported", at=NOW, by=road.ana, private=True)
    with door.as_system(Actor.system("test")):
        with door.enter("timeline.view", actor=road.ana, person_id=road.ana_id):
            assert journey_queries.events(actor=road.ana, person_id=road.ana_id)[0].kind == "lapse.reported"
        with door.enter("timeline.view", actor=road.cara, person_id=road.ana_id):
            assert journey_queries.events(actor=road.cara, person_id=road.ana_id)[0].kind != "lapse.reported"


def test_an_inner_door_asks_its_own_question(road: Cast) -> None:
    with door.enter("chart.view", actor=road.pele, person_id=road.ana_id), pytest.raises(Refused):
        medication.orders(actor=road.pele, person_id=road.ana_id, now=NOW)
    assert trace(person_id=road.ana_id, actor=str(road.pele)) == [
        (str(road.pele), "chart.view", True),
        (str(road.pele), "medication.view", False),
    ]


def test_work_that_failed_halfway_is_not_kept_in_part_although_the_outer_work_goes_on(
    transactional_db: None,
) -> None:
    from tests.cast import gather

    road = gather()
    before = journey_queries.events(actor=road.noor, person_id=road.ana_id)

    @door.door("visit.manage")
    def half(*, actor: Actor, person_id: object) -> None:
        journey.append(person_id=person_id, kind="visit.attended", at=NOW, by=actor)  # type: ignore[arg-type]
        raise ZeroDivisionError

    with door.enter("chart.view", actor=road.noor, person_id=road.ana_id), pytest.raises(ZeroDivisionError):
        half(actor=road.noor, person_id=road.ana_id)
    assert journey_queries.events(actor=road.noor, person_id=road.ana_id) == before
