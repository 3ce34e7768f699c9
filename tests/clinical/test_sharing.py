"""Who may enter. The golden table is what a director signs; a change of it is the review."""

import csv
from pathlib import Path

import pytest

from switchback.clinical.sharing import ACTIONS, ROLES, Decision, may_enter, reach

GOLDEN = Path(__file__).parent / "access.golden.csv"


def enter(action, kind="team", role="nurse", *, same_site=False, in_care_team=False, is_self=False):
    return may_enter(
        action=action, kind=kind, role=role, same_site=same_site, in_care_team=in_care_team, is_self=is_self
    )


def reached(action, role):
    """What the rule answers when only one thing is true."""
    found = [
        name for name in ("same_site", "in_care_team") if enter(action, role=role, **{name: True}).allowed
    ]
    return {(): "-", ("same_site",): "site", ("in_care_team",): "care_team"}[tuple(found)]


def table():
    rows = [["action", *ROLES, "person"]]
    for action in ACTIONS:
        own = "self" if enter(action, "person", "person", is_self=True).allowed else "-"
        rows.append([action, *(reached(action, role) for role in ROLES), own])
    return rows


def test_the_rule_is_the_signed_table():
    with GOLDEN.open(newline="") as golden:
        assert table() == list(csv.reader(golden))


PAIRS = [(action, role) for action in ACTIONS for role in ROLES]


def test_nobody_enters_for_someone_elsewhere_and_not_in_their_care():
    assert [pair for pair in PAIRS if enter(pair[0], role=pair[1]).allowed] == []


def test_being_oneself_opens_nothing_for_a_team_member():
    assert [pair for pair in PAIRS if enter(pair[0], role=pair[1], is_self=True).allowed] == []


def test_a_person_never_enters_for_another_person():
    assert [
        action
        for action in ACTIONS
        if enter(action, "person", "person", same_site=True, in_care_team=True).allowed
    ] == []


AREAS = [
    "chart",
    "timeline",
    "response",
    "cows",
    "measurement",
    "urine",
    "use",
    "plan",
    "medication",
    "check_in",
    "lapse",
    "worklist",
]
CLINICAL = [action for action in ACTIONS if action.split(".")[0] in AREAS]


@pytest.mark.parametrize("role", ["front_desk", "administrator"])
def test_front_desk_and_administrator_see_nothing_clinical(role):
    assert len(CLINICAL) == 19
    assert [action for action in CLINICAL if reached(action, role) != "-"] == []


def test_only_prescribers_order_and_only_these_give():
    assert [role for role in ROLES if reached("medication.order", role) != "-"] == [
        "prescriber",
        "medical_director",
    ]
    assert [role for role in ROLES if reached("medication.give", role) != "-"] == [
        "nurse",
        "prescriber",
        "medical_director",
    ]


def test_a_house_manager_may_do_four_things():
    assert [action for action in ACTIONS if reached(action, "house_manager") != "-"] == [
        "person.view",
        "visit.manage",
        "check_in.view",
        "worklist.view",
    ]


def test_a_peer_specialist_sees_no_medication_and_rates_no_withdrawal():
    less = [
        a for a in ACTIONS if (reached(a, "counsellor"), reached(a, "peer_specialist")) == ("care_team", "-")
    ]
    assert less == ["cows.record", "medication.view"]
    assert [
        a for a in ACTIONS if reached(a, "peer_specialist") != "-" and reached(a, "counsellor") == "-"
    ] == []


def test_no_one_signed_in_exports_or_imports():
    for action in ("export", "import"):
        assert [role for role in ROLES if reach(action, role)] == []
        assert enter(action, "person", "person", is_self=True).allowed is False


def test_the_system_enters_always_and_the_log_says_so():
    assert {enter(action, "system", "system") for action in (*ACTIONS, "export")} == {
        Decision(True, "system")
    }


def test_a_decision_says_which_rule_it_followed():
    for decision, expected in (
        (enter("cows.record", same_site=True), Decision(True, "site")),
        (enter("cows.record", in_care_team=True), Decision(False, "other_site")),
        (enter("cows.record", role="counsellor", in_care_team=True), Decision(True, "care_team")),
        (enter("cows.record", role="counsellor", same_site=True), Decision(False, "not_in_care_team")),
        (
            enter("cows.record", role="front_desk", same_site=True, in_care_team=True),
            Decision(False, "role_may_not"),
        ),
        (enter("plan.view", "person", "person", is_self=True), Decision(True, "self")),
        (enter("plan.view", "person", "person"), Decision(False, "not_self")),
        (enter("chart.view", "person", "person", is_self=True), Decision(False, "person_may_not")),
        (enter("chart.burn", same_site=True), Decision(False, "unknown_action")),
        (enter("chart.view", role="wizard", same_site=True), Decision(False, "unknown_role")),
        (enter("chart.view", role="self", same_site=True), Decision(False, "unknown_role")),
        (enter("chart.view", role="person", same_site=True), Decision(False, "unknown_role")),
        (enter("chart.view", "visitor", "nurse", same_site=True), Decision(False, "unknown_role")),
    ):
        assert decision == expected
