"""The public face: asking for help, its answer, and help now."""

import re
import uuid
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from switchback.care.contact import operations as contact
from switchback.care.contact import queries as enquiries
from switchback.care.people import queries as people
from switchback.care.people.models import AccessLogEntry, Site
from tests import cast
from tests.faces.person import own

pytestmark = pytest.mark.django_db
HELP = ("/help/", "/help/overdose/", "/help/wait/", "/help/after/")


@pytest.fixture
def road() -> cast.Cast:
    return own.centre()


def code_on(page: Any) -> str:
    found = re.search(r'id="code">([A-Z0-9 ]+)<', page.content.decode())
    return found[1] if found else ""


def ask(client: Client, **said: str) -> Any:
    return client.post("/ask/", {"enquiry_id": str(uuid.uuid4()), **said})


def test_the_front_page_says_what_this_centre_offers(road: cast.Cast, client: Client) -> None:
    Site.objects.filter(id=road.site_id).update(offers=["Detox with a nurse", "Sober living"])
    page = client.get("/").content.decode()
    assert [offer in page for offer in ("Anchor Ridge Center", "Detox with a nurse", "Sober living")] == [
        True
    ] * 3


def test_the_front_page_before_there_is_a_site(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "not set up yet" in page and 'href="/help/"' in page
    assert client.get("/ask/").status_code == 200
    assert "911" in client.get("/help/").content.decode()


def test_asking_without_a_name_gives_a_code_that_opens_the_answer(road: cast.Cast, client: Client) -> None:
    code = code_on(ask(client, words="I want to stop"))
    assert re.fullmatch(r"[A-Z0-9]{5} [A-Z0-9]{5}", code)
    waiting = client.post("/ask/status/", {"code": code.lower()}).content.decode()
    assert "We have your message" in waiting and "I want to stop" not in waiting
    [row] = enquiries.enquiries(actor=road.dee)
    assert (row.name, row.words, row.safe_to_leave_message) == ("", "I want to stop", False)
    contact.answer_enquiry(
        actor=road.dee, enquiry_id=row.id, answer="Come on Monday at 9.", at=timezone.now()
    )
    assert "Come on Monday at 9." in client.post("/ask/status/", {"code": code}).content.decode()


def test_the_form_says_when_somebody_reads_it(road: cast.Cast, client: Client) -> None:
    page = client.get("/ask/").content.decode()
    assert "No one reads this right away." in page and "Monday to Friday, 8 am to 6 pm" in page


def test_sent_twice_is_one_enquiry_and_tells_the_second_sender_no_code(
    road: cast.Cast, client: Client
) -> None:
    said = {"enquiry_id": str(uuid.uuid4()), "words": "help"}
    first, second = client.post("/ask/", said), client.post("/ask/", said)
    assert code_on(first) and not code_on(second)
    assert "You sent this before" in second.content.decode()
    assert len(enquiries.enquiries(actor=road.dee)) == 1


def test_nothing_at_all_is_asked_again_and_what_was_typed_is_kept(road: cast.Cast, client: Client) -> None:
    page = ask(client, name="Jo")
    assert page.status_code == 422
    assert 'value="Jo"' in page.content.decode() and "Write a few words" in page.content.decode()
    assert enquiries.enquiries(actor=road.dee) == ()


def test_a_code_that_is_not_ours(road: cast.Cast, client: Client) -> None:
    page = client.post("/ask/status/", {"code": "ABCDEFGHJK"})
    assert page.status_code == 422 and "We do not know this code" in page.content.decode()


@pytest.mark.parametrize("path", ["/", "/ask/", "/ask/status/", *HELP, "/leave/"])
def test_no_public_page_sets_a_cookie_or_loads_from_elsewhere(
    road: cast.Cast, client: Client, path: str
) -> None:
    page = client.get(path)
    assert page.cookies == {}
    assert re.findall(r'(?:src|href)="((?:https?:)?//[^"]+)"', page.content.decode()) == []


@pytest.mark.parametrize("path", HELP)
def test_help_does_not_look_at_who_asks(
    road: cast.Cast, path: str, django_assert_max_num_queries: Any
) -> None:
    client = own.client_of(road)
    before = AccessLogEntry.objects.count()
    with django_assert_max_num_queries(1) as asked:
        page = client.get(path)
    assert not any("session" in q["sql"] or "people_user" in q["sql"] for q in asked.captured_queries)
    assert AccessLogEntry.objects.count() == before
    assert "Cookie" not in page.headers.get("Vary", "")


@pytest.mark.parametrize("path", HELP)
def test_help_answers_when_the_database_does_not(client: Client, path: str) -> None:
    with patch.object(people, "site", side_effect=OperationalError("down")):
        page = client.get(path)
    assert page.status_code == 200


def test_help_now_keeps_the_order_that_was_agreed(road: cast.Cast, client: Client) -> None:
    checked = timezone.now().date().isoformat()
    Site.objects.filter(id=road.site_id).update(
        help_lines=[{"key": "never_use_alone", "call": "555-0100", "checked_on": checked}]
    )
    page = client.get("/help/").content.decode().split("<main")[1]
    wanted = [
        "cannot breathe", "/help/overdose/", "tel:988", "sms:988", "My people", "tel:5550100", "/help/wait/",
        "/help/after/", "tel:5550104477", "tel:18006624357",
    ]  # fmt: skip
    assert sorted(wanted, key=page.index) == wanted


def test_the_overdose_card_is_the_cited_one(client: Client) -> None:
    from switchback.clinical.relapse import overdose_card

    page = client.get("/help/overdose/").content.decode()
    for step in overdose_card().body["steps"]:
        assert step["head"] in page and step["text"] in page


def test_the_page_after_leaving_says_nothing(client: Client) -> None:
    page = client.get("/leave/").content.decode()
    assert re.sub(r"<[^>]+>", "", page) == "Blank page"


def test_many_messages_from_one_place_have_to_wait_and_nothing_typed_is_lost(road: cast.Cast) -> None:
    here, elsewhere = Client(REMOTE_ADDR="192.0.2.1"), Client(REMOTE_ADDR="192.0.2.2")
    assert [ask(here, words="help").status_code for _ in range(10)] == [200] * 10
    page = ask(here, words="my own words", name="Jo")
    said = page.content.decode()
    assert page.status_code == 429
    assert [
        part in said for part in ("Please wait 10 minutes", "my own words", 'value="Jo"', 'href="/help/"')
    ] == [True] * 4
    assert len(enquiries.enquiries(actor=road.dee)) == 10
    assert ask(elsewhere, words="help").status_code == 200


def test_codes_cannot_be_guessed_by_machine_and_a_right_one_costs_no_try(road: cast.Cast) -> None:
    here = Client(REMOTE_ADDR="192.0.2.1")
    code = code_on(ask(here, words="help"))
    assert [here.post("/ask/status/", {"code": code}).status_code for _ in range(12)] == [200] * 12
    wrong = [here.post("/ask/status/", {"code": f"WRONG{n}"}).status_code for n in range(10)]
    assert wrong == [422] * 10
    locked = here.post("/ask/status/", {"code": code})
    assert (locked.status_code, "We have your message" in locked.content.decode()) == (429, False)


def test_where_somebody_wrote_from_is_not_kept(road: cast.Cast) -> None:
    ask(Client(REMOTE_ADDR="192.0.2.77"), words="help")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE cache_key LIKE '%192.0.2.77%') FROM cache_entries"
        )
        kept, in_clear = cursor.fetchone()
    assert (kept > 0, in_clear) == (True, 0)
