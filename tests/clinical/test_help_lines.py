"""Which help lines are shown: never a number nobody could verify, and old checks are flagged."""

from datetime import date, timedelta

import pytest

from switchback.clinical.relapse import help_lines, lines_to_show

TODAY = date(2026, 3, 10)


def shown(*own):
    return {line.id: line for line in lines_to_show(own, today=TODAY)}


def test_what_ships_is_shown_without_the_unverified():
    assert list(shown()) == ["emergency", "lifeline_988", "samhsa"]
    assert [line["status"] for line in help_lines().body["lines"] if line["id"] not in shown()] == [
        "unverified"
    ] * 2


def test_an_unverified_line_needs_a_number_that_this_site_called():
    assert "never_use_alone" not in shown({"key": "never_use_alone", "call": "555-0100"})
    assert "crisis_text" in shown({"key": "crisis_text", "checked_on": "2026-03-01"})
    line = shown({"key": "never_use_alone", "call": "555-0100", "checked_on": "2026-03-01"})[
        "never_use_alone"
    ]
    assert (line.call, line.name, line.check_again) == ("555-0100", "Never Use Alone", False)


@pytest.mark.parametrize(("days", "again"), [(0, False), (90, False), (91, True)])
def test_a_check_lasts_ninety_days(days, again):
    on = (TODAY - timedelta(days=days)).isoformat()
    assert shown({"key": "samhsa", "checked_on": on})["samhsa"].check_again is again


def test_never_called_is_to_be_checked():
    assert [line.check_again for line in shown().values()] == [True, True, True]


def test_a_site_takes_a_line_off_adds_its_own_and_keeps_the_shipped_number_behind_a_blank():
    found = shown(
        {"key": "samhsa", "on": False},
        {"key": "lifeline_988", "call": "", "checked_on": "2026-03-01"},
        {"key": "county", "name": "County line", "call": "555-0199", "checked_on": "2026-03-01"},
    )
    assert list(found) == ["emergency", "lifeline_988", "county"]
    assert found["lifeline_988"].call == "988"
