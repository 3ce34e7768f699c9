"""From the first call to an open chart."""

from datetime import date

import pytest

from switchback.care.contact import operations, queries
from switchback.care.insight.queries import worklist
from switchback.care.journey import queries as journey
from switchback.care.people import operations as people_operations
from switchback.care.people import queries as people
from switchback.care.people.door import Refused
from tests.cast import DAY, NOW, Cast, admit, key


def ask(road: Cast, **more: object) -> str:
    given = {
        "name": "Sam", "how_to_reach": "0155 0100", "safe_to_leave_message": False, "about": "self",
        "words": "I need help", "at": NOW - DAY, "enquiry_id": key(),
    }  # fmt: skip
    return operations.receive_enquiry(site_id=road.site_id, **{**given, **more})


def test_asked_answered_and_looked_up_by_code(road: Cast) -> None:
    code = ask(road)
    [waiting] = queries.enquiries(actor=road.dee)
    operations.answer_enquiry(actor=road.dee, enquiry_id=waiting.id, answer="Come any morning.", at=NOW)
    assert queries.status(code=code.lower()) == queries.EnquiryStatus(NOW - DAY, "Come any morning.", NOW)
    assert queries.enquiries(actor=road.dee) == ()


def test_a_wrong_code_opens_nothing(road: Cast) -> None:
    ask(road)
    with pytest.raises(queries.NoSuchEnquiry):
        queries.status(code="AAAAAAAAAA")


def test_sent_twice_it_is_one_enquiry(road: Cast) -> None:
    same = key()
    assert ask(road, enquiry_id=same) and ask(road, enquiry_id=same) == ""
    assert len(queries.enquiries(actor=road.dee)) == 1


def test_a_nurse_does_not_read_enquiries_and_another_site_sees_none(road: Cast) -> None:
    ask(road)
    with pytest.raises(Refused):
        queries.enquiries(actor=road.noor)
    from switchback.care.people.models import Role
    from tests.cast import member

    assert queries.enquiries(actor=member(road.olu.site_id, "x", Role.FRONT_DESK)) == ()  # type: ignore[arg-type]


def test_admission_takes_the_enquiry_along(road: Cast) -> None:
    ask(road)
    [waiting] = queries.enquiries(actor=road.dee)
    sam = admit(road.dee, "Sam", at=NOW, enquiry_id=waiting.id)
    rows = journey.events(actor=road.noor, person_id=sam)
    assert sorted(r.kind for r in rows) == [
        "enquiry.received", "episode.opened", "person.registered", "placement.started",
    ]  # fmt: skip
    assert queries.enquiries(actor=road.dee) == ()


def test_likely_duplicates_are_named_with_what_is_alike(road: Cast) -> None:
    first = admit(
        road.dee, "Katie", legal_given_name="Katherine", legal_family_name="Moss", born_on=date(1990, 4, 1),
        phone="0155 0199",
    )  # fmt: skip
    admit(road.dee, "Bo", born_on=date(1990, 4, 1))
    found = people.alike(
        actor=road.dee, chosen_name="Katy", legal_given_name="Katherine", legal_family_name="Moss",
        born_on=date(1990, 4, 1),
    )  # fmt: skip
    assert [(a.id, a.because) for a in found] == [(first, ("alike_name", "same_birth_date"))]
    assert [a.because for a in people.alike(actor=road.dee, chosen_name="Zed", phone="0155 0199")] == [
        ("same_phone",)
    ]
    assert people.alike(actor=road.dee, chosen_name="Zed", born_on=date(1991, 1, 1)) == ()


def test_the_list_pages_by_key_and_finds_by_the_start_of_a_name(road: Cast) -> None:
    for name in ("Bea", "Bob", "Cy"):
        admit(road.dee, name)
    first = people.people_list(actor=road.dee, limit=2)
    assert [r.chosen_name for r in first.rows] == ["Ana", "Bea"]
    assert first.next_after
    second = people.people_list(actor=road.dee, limit=2, after=first.next_after)
    assert ([r.chosen_name for r in second.rows], second.next_after) == (["Bob", "Cy"], None)
    assert [r.chosen_name for r in people.people_list(actor=road.dee, find="b").rows] == ["Bea", "Bob"]


def test_a_one_time_code_is_used_once_and_ages(road: Cast) -> None:
    code = people_operations.make_sign_in_code(actor=road.dee, person_id=road.ana_id, at=NOW)
    user = people_operations.use_sign_in_code(code=code.lower(), at=NOW)
    assert user.person_id == road.ana_id
    with pytest.raises(people_operations.NoSignIn):
        people_operations.use_sign_in_code(code=code, at=NOW)
    code = people_operations.make_sign_in_code(actor=road.dee, person_id=road.ana_id, at=NOW)
    with pytest.raises(people_operations.NoSignIn):
        people_operations.use_sign_in_code(code=code, at=NOW + 2 * DAY)
    with pytest.raises(Refused):
        people_operations.make_sign_in_code(actor=road.noor, person_id=road.ana_id, at=NOW)


def test_the_worklist_asks_the_same_of_the_database_for_1_and_3_people(
    road: Cast, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from switchback import reactions

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            worklist(actor=road.noor, at=NOW)
        return len(captured)

    reactions.catch_up()
    one = statements()
    admit(road.dee, "Bea")
    admit(road.dee, "Cy")
    reactions.catch_up()
    assert len(worklist(actor=road.noor, at=NOW)) == 3
    assert statements() == one
