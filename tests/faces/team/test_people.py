"""The list, intake, two records that are one person, sign-in codes, stays, care team, the access log."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from switchback.care.contact import operations as contact
from switchback.care.contact import queries as enquiries
from switchback.care.journey import queries as journeys
from switchback.care.people import operations as people_operations
from switchback.care.people import queries as people
from tests import cast
from tests.faces.team.conftest import Team, messages_of


def someone(**more: Any) -> dict[str, Any]:
    return {"key": str(cast.key()), "chosen_name": "Lee Park", "level": "residential", **more}


def numbers(team: Team) -> list[str]:
    return [row.record_number for row in people.people_list(actor=team.cast.dee).rows]


def test_found_as_typed_and_the_name_is_in_no_address(team: Team) -> None:
    cast.admit(team.cast.dee, "Lee Park")
    dee = team.as_(team.cast.dee)
    whole = dee.post("/team/people/", {"find": "lee"})
    part = dee.post("/team/people/", {"find": "le"}, headers={"HX-Request": "true", "HX-Target": "people"})
    assert [row.chosen_name for row in whole.context["page"].rows] == ["Lee Park"]
    assert "<html" in whole.content.decode() and "<html" not in part.content.decode()
    assert "Lee Park" in part.content.decode() and "Ana" not in part.content.decode()
    assert "Nobody found" in dee.post("/team/people/", {"find": "zed"}).content.decode()
    assert dee.get("/team/people/", {"find": "lee"}).context["find"] == ""


def test_pages_of_the_list_follow_one_another(team: Team) -> None:
    for n in range(60):
        cast.admit(team.cast.dee, f"Person {n:02}")
    dee = team.as_(team.cast.dee)
    first = dee.get("/team/people/").context["page"]
    second = dee.post("/team/people/", {"find": "", "after": first.next_after}).context["page"]
    names = [row.chosen_name for row in (*first.rows, *second.rows)]
    assert names == sorted(names) and len(set(names)) == 61 and second.next_after is None


def test_an_enquiry_becomes_a_person_with_an_open_chart(team: Team) -> None:
    asked = cast.key()
    contact.receive_enquiry(
        site_id=team.cast.site_id, name="Lee Park", how_to_reach="555 012 3456", safe_to_leave_message=True,
        about="me", words="I want to stop.", at=cast.NOW - cast.DAY, enquiry_id=asked,
    )  # fmt: skip
    dee = team.as_(team.cast.dee)
    assert "I want to stop." in dee.get("/team/").content.decode()
    assert "I want to stop." in dee.get(f"/team/enquiries/{asked}/").content.decode()
    form = dee.get("/team/people/new/", {"enquiry": str(asked)}).context["form"]
    assert [form[name].value() for name in ("chosen_name", "phone")] == ["Lee Park", "555 012 3456"]
    answer = dee.post("/team/people/new/", someone(enquiry_id=str(asked)))
    person = UUID(answer.headers["Location"].split("/")[-2])
    kinds = [row.kind for row in journeys.events(actor=team.cast.noor, person_id=person)]
    assert sorted(kinds) == ["enquiry.received", "episode.opened", "person.registered", "placement.started"]
    assert enquiries.enquiries(actor=team.cast.dee) == ()


def test_an_enquiry_is_answered(team: Team) -> None:
    asked = cast.key()
    code = contact.receive_enquiry(
        site_id=team.cast.site_id, name="", how_to_reach="", safe_to_leave_message=False, about="other", words="Hello",
        at=cast.NOW, enquiry_id=asked,
    )  # fmt: skip
    dee = team.as_(team.cast.dee)
    assert dee.post(f"/team/enquiries/{asked}/", {"answer": " "}).status_code == 422
    assert dee.post(f"/team/enquiries/{asked}/", {"answer": "Come on Tuesday."}).status_code == 303
    assert enquiries.status(code=code).answer == "Come on Tuesday."


def test_registered_once_however_often_the_button_is_pressed(team: Team) -> None:
    form = someone()
    answers = [team.as_(team.cast.dee).post("/team/people/new/", {**form, "others": ""}) for _ in range(2)]
    assert answers[0].status_code == 303
    assert numbers(team) == ["00001", "00002"]


def test_who_may_be_known_already_is_shown_before_anything_is_written(team: Team) -> None:
    known = cast.admit(team.cast.dee, "Lee Park", born_on=date(1990, 5, 1))
    form = someone(chosen_name="Lea Park", born_on="1990-05-01")
    dee = team.as_(team.cast.dee)
    warned = dee.post("/team/people/new/", form)
    page = warned.content.decode()
    assert warned.status_code == 422
    assert "Nothing is written yet" in page and "a name much alike" in page and "the same birth date" in page
    assert 'value="Lea Park"' in page
    assert len(numbers(team)) == 2
    somebody_else = dee.post("/team/people/new/", {**form, "others": str(known)})
    assert somebody_else.status_code == 303
    assert len(numbers(team)) == 3


def test_the_same_person_comes_back_to_the_same_chart(team: Team) -> None:
    known = cast.admit(team.cast.dee, "Lee Park", born_on=date(1990, 5, 1))
    contact.journey.close_episode(
        actor=team.cast.dee, person_id=known, at=cast.NOW, now=cast.NOW, because="completed"
    )
    path = team.page("person/stay/", known)
    answer = team.as_(team.cast.dee).post(path, {"what": "open", "open-level": "outpatient", "open-at": ""})
    assert answer.status_code == 303
    where = journeys.where(actor=team.cast.dee, person_id=known)
    assert (where.in_care, where.level) == (True, "outpatient")
    again = team.as_(team.cast.dee).post(path, {"what": "open", "open-level": "outpatient", "open-at": ""})
    assert (again.status_code, "in care already" in again.content.decode()) == (422, True)


def test_the_enquiry_of_somebody_who_comes_back_waits_no_longer(team: Team) -> None:
    known, asked = cast.admit(team.cast.dee, "Lee Park", born_on=date(1990, 5, 1)), cast.key()
    contact.journey.close_episode(
        actor=team.cast.dee, person_id=known, at=cast.NOW, now=cast.NOW, because="completed"
    )
    contact.receive_enquiry(
        site_id=team.cast.site_id, name="Lee Park", how_to_reach="", safe_to_leave_message=False, about="self",
        words="May I come back?", at=cast.NOW, enquiry_id=asked,
    )  # fmt: skip
    dee = team.as_(team.cast.dee)
    warned = dee.post(
        "/team/people/new/", someone(born_on="1990-05-01", enquiry_id=str(asked))
    ).content.decode()
    assert f'name="open-enquiry_id" value="{asked}"' in warned
    form = {"what": "open", "open-level": "outpatient", "open-at": "", "open-enquiry_id": str(asked)}
    assert dee.post(team.page("person/stay/", known), form).status_code == 303
    assert enquiries.enquiries(actor=team.cast.dee) == ()
    assert enquiries.enquiry(actor=team.cast.dee, enquiry_id=asked).person_id == known
    kinds = [row.kind for row in journeys.events(actor=team.cast.noor, person_id=known)]
    assert kinds.count("enquiry.received") == 1


def test_whether_check_ins_are_looked_out_for_is_agreed(team: Team) -> None:
    dee = team.as_(team.cast.dee)
    assert "silence shows on the worklist" in dee.get(team.page("person/")).content.decode()
    assert dee.post(team.page("person/check-ins/"), {}).status_code == 422
    said = dee.post(team.page("person/check-ins/"), {"expected": "no"}, follow=True)
    assert messages_of(said) == ["Saved, as agreed."]
    assert "Not looked out for" in said.content.decode()
    assert dee.get(team.page("person/check-ins/")).context["form"].initial == {"expected": "no"}
    dee.post(team.page("person/check-ins/"), {"expected": "yes"})
    assert "Not looked out for" not in dee.get(team.page("person/")).content.decode()


def test_an_episode_is_not_closed_without_saying_why(team: Team) -> None:
    answer = team.as_(team.cast.dee).post(team.page("person/stay/"), {"what": "close", "close-because": ""})
    assert answer.status_code == 422
    assert journeys.where(actor=team.cast.dee, person_id=team.cast.ana_id).in_care


def test_a_colleague_of_both_joined_records_is_named_once(team: Team) -> None:
    other = cast.admit(team.cast.dee, "Anna")
    cara = team.cast.cara.id
    for person_id in (other, team.cast.ana_id):
        contact.join_care_team(actor=team.cast.dee, person_id=person_id, member_id=cara, at=cast.NOW)
    contact.merge(actor=team.cast.dee, person_id=team.cast.ana_id, other_id=other, at=cast.NOW)
    for page in ("person/", "person/care-team/"):
        shown = team.as_(team.cast.dee).get(team.page(page)).content.decode()
        assert shown.count("counsellor") - shown.count("counsellor</option>") == 1


def test_what_is_wrong_at_intake_is_said_beside_it_and_kept(team: Team) -> None:
    form = someone(chosen_name="", phone="555 0199", born_on="soon", at="2026-03-10T23:00")
    page = team.as_(team.cast.dee).post("/team/people/new/", form).content.decode()
    assert "Please fill this in." in page and "Enter a valid date." in page and 'value="555 0199"' in page
    future = team.as_(team.cast.dee).post("/team/people/new/", someone(at="2026-03-10T23:00"))
    assert "This time has not come yet" in future.content.decode()
    assert numbers(team) == ["00001"]


def test_two_records_are_joined_and_parted_again(team: Team) -> None:
    other = cast.admit(team.cast.dee, "Anna", pronouns="she/her")
    dee = team.as_(team.cast.dee)
    shown = dee.post(team.page("person/join/"), {"number": "00002"})
    assert "Are these one person?" in shown.content.decode()
    assert numbers(team) == ["00001", "00002"]
    assert dee.post(team.page("person/join/"), {"number": "00002", "join": "1"}).status_code == 303
    assert numbers(team) == ["00001"]
    both = dee.get(team.page("person/", other)).context["person"].who
    assert (both.record_number, both.merged_numbers) == ("00001", ("00002",))
    part = team.page(f"person/part/{other}/")
    assert "Part record 00002" in dee.get(part).content.decode()
    assert numbers(team) == ["00001"]  # a page to read first
    assert dee.post(part).status_code == 303
    assert numbers(team) == ["00001", "00002"]
    assert dee.get(part).status_code == 404


@pytest.mark.parametrize(
    ("number", "said"),
    [("00001", "whose page this is"), ("99999", "Nobody at this site"), ("", "fill this in")],
)
def test_joining_with_nobody(team: Team, number: str, said: str) -> None:
    answer = team.as_(team.cast.dee).post(team.page("person/join/"), {"number": number, "join": "1"})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)


def test_a_sign_in_code_is_shown_once_and_works(team: Team) -> None:
    dee = team.as_(team.cast.dee)
    assert dee.get(team.page("person/sign-in-code/")).context["code"] == ""
    code = dee.post(team.page("person/sign-in-code/")).context["code"]
    assert people_operations.use_sign_in_code(code=code, at=cast.NOW).person_id == team.cast.ana_id
    assert dee.get(team.page("person/sign-in-code/")).context["code"] == ""


def test_moved_and_closed(team: Team) -> None:
    path, noor = team.page("person/stay/"), team.as_(team.cast.noor)
    assert noor.post(path, {"what": "move", "move-level": "outpatient"}).status_code == 303
    before = noor.post(path, {"what": "move", "move-level": "aftercare", "move-at": "2026-03-10T10:00"})
    assert "This is before the stay began" in before.content.decode()
    assert noor.post(path, {"what": "close", "close-because": "completed"}).status_code == 303
    assert not journeys.where(actor=team.cast.noor, person_id=team.cast.ana_id).in_care
    assert "Not in care now" in noor.get(path).content.decode()


def test_a_colleague_joins_and_leaves_the_care_team(team: Team) -> None:
    dee, path = team.as_(team.cast.dee), team.page("person/care-team/")
    assert dee.post(path, {"member_id": str(team.cast.noor.id)}).status_code == 303
    assert dee.post(path, {"member_id": str(team.cast.olu.id)}).status_code == 422  # of another site
    assert dee.post(path, {"leave": str(team.cast.cara.id)}).status_code == 303
    members = people.care_team(actor=team.cast.dee, person_id=team.cast.ana_id)
    assert {row.name for row in members} == {"pele", "hale", "noor"}


def test_names_and_pronouns_are_changed(team: Team) -> None:
    answer = team.as_(team.cast.dee).post(
        team.page("person/edit/"), {"chosen_name": "Annie", "pronouns": "they/them", "phone": ""}, follow=True
    )
    assert messages_of(answer) == ["Saved."]
    assert "Annie" in answer.content.decode() and "they/them" in answer.content.decode()


def test_who_looked_is_shown_to_those_who_may_see_it(team: Team) -> None:
    team.as_(team.cast.noor).get(team.page())
    team.as_(team.cast.olu).get(team.page())
    rows = team.as_(team.cast.dora).get(team.page("person/access/")).context["rows"]
    seen = {(one["row"].actor, one["what"], one["row"].allowed) for one in rows}
    assert (str(team.cast.noor), "Looked at the chart", True) in seen
    assert (str(team.cast.olu), "Looked at the chart", False) in seen
