"""Every content file says where it comes from, how far it was checked, and which version it is."""

import json
import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from switchback.clinical.values import (
    HERE,
    STATUSES,
    Content,
    ContentError,
    Reason,
    SettingError,
    fingerprint,
    in_force,
    load_content,
    local_day,
)

FILES = sorted((path.parent.name, path.name.removesuffix(".yaml")) for path in HERE.rglob("*.yaml"))
GOOD = {"id": "x", "version": 1, "title": "X", "source": {"title": "A paper"}, "status": "verified"}


def test_these_are_the_content_files():
    assert FILES == [
        ("detox", "buprenorphine_start"),
        ("instruments", "cows.v1"),
        ("instruments", "daily_check_in.v1"),
        ("instruments", "gad7.v1"),
        ("instruments", "pcptsd5.v1"),
        ("instruments", "phq9.v1"),
        ("medication", "orders"),
        ("plan", "parts"),
        ("relapse", "after_use"),
        ("relapse", "help_lines"),
        ("relapse", "overdose_card"),
        ("risk", "rules"),
        ("sharing", "access"),
    ]


def test_a_content_file_has_source_status_and_version():
    for topic, name in FILES:
        content = load_content(topic, name)
        assert content.source["title"].strip(), name
        assert content.status in STATUSES, name
        assert type(content.version) is int and content.version >= 1, name
        assert re.fullmatch(r"[0-9a-f]{64}", content.hash), name


def everything_within(part, path=""):
    yield path, part
    for key, inner in (
        part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    ):
        yield from everything_within(inner, f"{path}/{key}")


def test_whatever_states_a_status_inside_a_file_uses_the_three_words_and_names_a_source():
    for topic, name in FILES:
        for path, part in everything_within(load_content(topic, name).document):
            if isinstance(part, dict) and "status" in part:
                assert part["status"] in STATUSES, (name, path)
                # An alternative number names who says so; codes belong to the instrument's own source.
                assert part.get("source") or part.get("who") or path == "/codes", (name, path)


def test_every_setting_lies_within_what_it_allows_and_so_do_its_alternatives():
    for topic, name in FILES:
        for setting, said in load_content(topic, name).body.get("settings", {}).items():
            low, high = said["allowed"]
            for value in [said["value"], *(other["value"] for other in said.get("alternatives", ()))]:
                assert low <= value <= high, (name, setting)


@pytest.mark.parametrize("part", ["id", "version", "title", "source", "status"])
def test_content_without_one_of_its_parts_is_refused(part):
    with pytest.raises(ContentError, match=f"{part} is missing"):
        Content.from_document({name: value for name, value in GOOD.items() if name != part})


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": 0},
        {"version": "1"},
        {"version": True},
        {"status": "n/a"},
        {"source": "a paper"},
        {"source": {"year": 2003}},
        {"settings": {"wait": {"value": 12, "status": "verified"}}},
        {"settings": {"wait": {"value": 12, "source": "a paper"}}},
        {"settings": {"wait": {"source": "a paper", "status": "verified"}}},
        {"settings": {"wait": {"value": 12, "source": "a paper", "status": "sure"}}},
    ],
)
def test_content_that_says_them_wrongly_is_refused(wrong):
    with pytest.raises(ContentError):
        Content.from_document({**GOOD, **wrong})


@pytest.mark.parametrize(
    ("topic", "name"), [("detox", "nothing"), ("..", "values"), ("detox", "../values"), ("", "")]
)
def test_there_is_no_content_of_that_name(topic, name):
    with pytest.raises(ContentError, match="no such content"):
        load_content(topic, name)


@pytest.mark.parametrize("text", ["id: [", "- a list", "", "\xff"])
def test_a_file_that_cannot_be_read_is_a_content_error(tmp_path, monkeypatch, text):
    monkeypatch.setattr("switchback.clinical.values.HERE", tmp_path)
    (tmp_path / "topic").mkdir()
    (tmp_path / "topic" / "broken.yaml").write_bytes(text.encode("latin-1"))
    with pytest.raises(ContentError):
        load_content.__wrapped__("topic", "broken")


def test_the_fingerprint_survives_a_json_column():
    for topic, name in FILES:
        content = load_content(topic, name)
        stored = json.loads(json.dumps(content.document))
        shuffled = dict(reversed(stored.items()))
        assert fingerprint(shuffled) == content.hash
        assert Content.from_document(shuffled) == content


def test_the_fingerprint_changes_with_one_letter_of_the_content():
    assert Content.from_document(GOOD).hash != Content.from_document({**GOOD, "title": "x"}).hash


def test_a_site_setting_replaces_the_default():
    protocol = load_content("detox", "buprenorphine_start")
    assert in_force(protocol)["cows_at_least"] == 12
    assert in_force(protocol, {"cows_at_least": 8})["cows_at_least"] == 8
    assert in_force(protocol)["cows_at_least"] == 12


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cows_at_least", 4),
        ("cows_at_least", 25),
        ("cows_at_least", "12"),
        ("cows_at_least", True),
        ("cows", 12),
    ],
)
def test_a_site_setting_outside_its_sources_is_refused(name, value):
    with pytest.raises(SettingError) as refused:
        in_force(load_content("detox", "buprenorphine_start"), {name: value})
    assert (refused.value.name, refused.value.value) == (name, value)


def test_a_reason_is_a_value():
    reason = Reason("cows_too_low", {"cows": 11, "needed": 12})
    assert reason == Reason("cows_too_low", {"cows": 11, "needed": 12})
    assert {reason: 1}[Reason.from_json(reason.to_json())] == 1
    assert reason.saw == {"cows": 11, "needed": 12}
    reason.saw["cows"] = 40
    assert reason.saw["cows"] == 11


def test_the_day_is_the_clinics_day():
    at = datetime(2026, 3, 2, 4, 59, tzinfo=UTC)
    assert local_day(at, "America/New_York") == date(2026, 3, 1)
    assert local_day(at, ZoneInfo("UTC")) == date(2026, 3, 2)
    with pytest.raises(ValueError, match="no time zone"):
        local_day(datetime(2026, 3, 2), "UTC")
