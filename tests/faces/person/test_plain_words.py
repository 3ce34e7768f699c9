"""What a person reads: short sentences, easy words, and none of the words that judge."""

import re
from typing import Any

import pytest
from django.test import Client

from switchback.faces.kit.words.person import PERSON
from switchback.faces.person import says
from tests import cast
from tests.browser.person_centre import OWN, PUBLIC, agree_plan
from tests.faces.person import own
from tests.faces.person.reading_grade import reading_grade

pytestmark = pytest.mark.django_db

BANNED = re.compile(
    r"\b(addict\w*|junkie|abus\w+|dirty|clean|fail\w*|relaps\w+|non-?complian\w+|should|must|reset\w*|start(ing)? over|"
    r"streak|risk score|user|patient|client)\b",
    re.I,
)
MOST_WORDS, HIGHEST_GRADE = 15, 5.0
# Numbers, names of lines and of the centre, a source's title: not ours to make easier.
NOT_OURS = ("From:", "Anchor Ridge", "Monday to Friday")


def words(sentence: str) -> list[str]:
    return re.findall(r"[A-Za-z][A-Za-z'’-]*|\d[\d.,:-]*", sentence)


@pytest.fixture
def pages() -> dict[str, list[str]]:
    road = own.centre()
    agree_plan(road)
    for days in (5, 4, 3, 2):
        own.check_in(road, days_ago=days, urge=3, used="no", mood=0)
    told = own.use(road, days_ago=1)
    client, anyone = own.client_of(road), Client()
    paths: dict[str, Any] = dict.fromkeys(PUBLIC, anyone)
    paths |= dict.fromkeys((*OWN, f"/me/bend/{told.lapse_id}/", f"/me/bend/{told.lapse_id}/look/"), client)
    found = {path: own.read(who.get(path).content.decode()) for path, who in paths.items()}
    sent = {"words": "help", "enquiry_id": str(cast.key())}
    found["/ask/ sent"] = own.read(anyone.post("/ask/", sent).content.decode())
    found["/ask/ sent twice"] = own.read(anyone.post("/ask/", sent).content.decode())
    found["/ask/ empty"] = own.read(anyone.post("/ask/", {"enquiry_id": str(cast.key())}).content.decode())
    return {
        path: [s for s in said if not any(name in s for name in NOT_OURS)] for path, said in found.items()
    }


def test_no_sentence_is_longer_than_fifteen_words(pages: dict[str, list[str]]) -> None:
    long = {path: [s for s in said if len(words(s)) > MOST_WORDS] for path, said in pages.items()}
    assert {path: said for path, said in long.items() if said} == {}
    assert all(pages.values())


def test_a_child_of_ten_could_read_it(pages: dict[str, list[str]]) -> None:
    """Flesch-Kincaid, over whole sentences: labels and buttons would make any page look easy."""
    grades = {}
    for path, said in pages.items():
        sentences = [s if s[-1] in ".!?:" else f"{s}." for s in said if len(words(s)) >= 4]
        grades[path] = reading_grade(" ".join(sentences)) if sentences else 0
    print(grades)
    assert {path: grade for path, grade in grades.items() if grade > HIGHEST_GRADE} == {}


def test_no_word_that_judges(pages: dict[str, list[str]]) -> None:
    found = {path: [s for s in said if BANNED.search(s)] for path, said in pages.items()}
    assert {path: said for path, said in found.items() if said} == {
        # An instruction for somebody who watches an overdose, in the words of the cited card.
        "/help/overdose/": ["They must not use more."]
    }


def test_every_word_the_person_may_see_is_without_judgement() -> None:
    said = [s for value in PERSON.values() for s in ((value,) if isinstance(value, str) else value)]
    assert [s for s in said if BANNED.search(s)] == []


def test_headlines_come_from_a_list_and_count_nothing() -> None:
    assert [
        h for h in says.HEADLINES if re.search(r"\d|reset|start over|fail|relapse|zero|broken|lost", h, re.I)
    ] == []


def test_no_percentage_and_no_score_anywhere(pages: dict[str, list[str]]) -> None:
    shown = {
        path: [s for s in said if "%" in s or re.search(r"\b(score|percent)\b", s, re.I)]
        for path, said in pages.items()
    }
    assert {path: said for path, said in shown.items() if said} == {}
