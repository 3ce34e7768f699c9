"""A plan: what it needs before it is agreed, what is malformed, what changed between versions."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchback.clinical.plan import Change, PlanInvalid, changes, check_plan, missing_parts
from switchback.clinical.values import load_content

from .few import few

PLAN = {
    "goals": [
        {
            "words": "I want to see my daughter on Sundays.",
            "objective": "Three Sundays in April",
            "steps": [{"what": "Call her mother", "who": "Ana", "by_on": "2026-04-01"}],
            "review_on": "2026-05-01",
        },
        {
            "words": "Sleep",
            "objective": "Six hours, five nights a week",
            "steps": [{"what": "No phone in bed", "who": "Ana", "by_on": ""}],
            "review_on": "2026-05-01",
        },
    ],
    "relapse_prevention": {
        "triggers": ["payday"],
        "early_signs": ["I stop answering"],
        "helps": ["the river", "calling Rosa"],
        "people": [{"name": "Rosa", "how": "call"}],
        "reasons": ["my daughter"],
    },
    "safety": {"naloxone_place": "kitchen drawer, left"},
}
EVERY_PART = (
    "goals",
    "relapse_prevention.triggers",
    "relapse_prevention.early_signs",
    "relapse_prevention.helps",
    "relapse_prevention.people",
    "relapse_prevention.reasons",
    "safety.naloxone_place",
)


def changed(path, value):
    """The plan with one part replaced."""
    plan = deepcopy(PLAN)
    *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
    within = plan
    for step in way:
        within = within[step]
    within[last] = value
    return plan


def test_a_whole_plan_misses_nothing_and_is_well_formed():
    assert missing_parts(PLAN) == ()
    assert check_plan(PLAN) is None


@pytest.mark.parametrize(
    "plan",
    [
        {},
        {"goals": []},
        {"goals": [{}], "safety": None, "relapse_prevention": {}},
        {"goals": [{"steps": [{"what": " "}]}]},
    ],
)
def test_an_empty_plan_misses_every_part_each_named_once(plan):
    assert missing_parts(plan) == EVERY_PART


@pytest.mark.parametrize(
    ("path", "empty"),
    [
        ("goals.0.words", ""),
        ("goals.1.objective", "  "),
        ("goals.0.steps", []),
        ("goals.0.steps.0.what", ""),
        ("goals.1.steps.0.who", None),
        ("goals.1.review_on", ""),
        ("relapse_prevention.triggers", [""]),
        ("relapse_prevention.people", [{"name": "", "how": ""}]),
        ("safety.naloxone_place", ""),
    ],
)
def test_one_gap_is_named_by_its_place(path, empty):
    assert missing_parts(changed(path, empty)) == (path,)


def test_a_step_needs_no_day_and_a_blank_row_of_a_form_is_no_gap():
    assert missing_parts(changed("goals.0.steps.0.by_on", "")) == ()
    plan = deepcopy(PLAN)
    plan["goals"].append(
        {"words": "", "objective": "", "steps": [{"what": "", "who": "", "by_on": ""}], "review_on": ""}
    )
    plan["goals"][0]["steps"].append({"what": "", "who": "", "by_on": ""})
    assert missing_parts(plan) == ()


def test_what_a_plan_needs_is_a_cited_list():
    for said in load_content("plan", "parts").body["needed"].values():
        assert said["status"] and said["source"]


@pytest.mark.parametrize(
    ("path", "value", "errors"),
    [
        ("goals", {}, {"goals": "not_a_list"}),
        ("goals", "sleep", {"goals": "not_a_list"}),
        ("goals.0", "sleep", {"goals.0": "not_a_group"}),
        ("goals.0.words", 3, {"goals.0.words": "not_text"}),
        ("goals.0.words", "x" * 2001, {"goals.0.words": "too_long"}),
        ("goals.0.review_on", "2026-02-30", {"goals.0.review_on": "no_such_day"}),
        ("goals.0.review_on", "20260501", {"goals.0.review_on": "no_such_day"}),
        ("goals.0.review_on", "soon", {"goals.0.review_on": "no_such_day"}),
        ("goals.0.steps.0.by_on", "1 May", {"goals.0.steps.0.by_on": "no_such_day"}),
        ("goals.0.score", "x", {"goals.0.score": "unknown_part"}),
        ("risk", 3, {"risk": "unknown_part"}),
        ("relapse_prevention.triggers", [["payday"]], {"relapse_prevention.triggers.0": "not_text"}),
        ("relapse_prevention.triggers", ["x"] * 51, {"relapse_prevention.triggers": "too_many"}),
        ("safety", [], {"safety": "not_a_group"}),
    ],
)
def test_a_malformed_part_is_named_by_its_place(path, value, errors):
    with pytest.raises(PlanInvalid) as wrong:
        check_plan(changed(path, value))
    assert wrong.value.errors == errors


@pytest.mark.parametrize("plan", [None, [], "plan", 3])
def test_something_else_than_a_plan_is_refused(plan):
    with pytest.raises(PlanInvalid) as wrong:
        check_plan(plan)
    assert wrong.value.errors == {"plan": "not_a_group"}


def test_everything_wrong_is_said_at_once_without_the_persons_words():
    plan = changed("goals.0.review_on", "a private thing")
    plan["safety"]["naloxone_place"] = 7
    with pytest.raises(PlanInvalid) as wrong:
        check_plan(plan)
    assert wrong.value.errors == {"goals.0.review_on": "no_such_day", "safety.naloxone_place": "not_text"}
    assert "private" not in str(wrong.value)


@pytest.mark.parametrize(
    "draft", [{}, {"goals": None}, {"goals": [{"words": None, "review_on": ""}]}, {"safety": {}}]
)
def test_a_draft_may_have_gaps(draft):
    assert check_plan(draft) is None


def test_nothing_changed():
    assert (
        changes(PLAN, deepcopy(PLAN))
        == changes(None, None)
        == changes({}, {"goals": [], "safety": {"naloxone_place": ""}})
        == ()
    )


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (
            changed("safety.naloxone_place", "bag"),
            [Change("safety.naloxone_place", "changed", "kitchen drawer, left", "bag")],
        ),
        (
            changed("safety.naloxone_place", ""),
            [Change("safety.naloxone_place", "removed", "kitchen drawer, left", None)],
        ),
        (
            changed("goals.0.objective", "Four"),
            [Change("goals.0.objective", "changed", "Three Sundays in April", "Four")],
        ),
        (changed("goals.1.words", "Rest"), [Change("goals.1.words", "changed", "Sleep", "Rest")]),
        (changed("goals", PLAN["goals"][1:]), [Change("goals.0", "removed", PLAN["goals"][0], None)]),
        (changed("goals", PLAN["goals"][::-1]), []),
        (
            changed("relapse_prevention.helps", ["calling Rosa", "yoga"]),
            [
                Change("relapse_prevention.helps.1", "added", None, "yoga"),
                Change("relapse_prevention.helps.0", "removed", "the river", None),
            ],
        ),
        (
            changed("relapse_prevention.people", [{"name": "Rosa", "how": "text"}]),
            [Change("relapse_prevention.people.0.how", "changed", "call", "text")],
        ),
        (
            changed(
                "goals.0.steps",
                [{"what": "Write her", "who": "Ana", "by_on": ""}, *PLAN["goals"][0]["steps"]],
            ),
            [Change("goals.0.steps.0", "added", None, {"what": "Write her", "who": "Ana", "by_on": ""})],
        ),
    ],
)
def test_a_change_is_said_once_by_its_place(after, expected):
    assert list(changes(PLAN, after)) == expected


def test_a_first_version_is_all_added_and_a_withdrawn_one_all_removed():
    assert {change.kind for change in changes({}, PLAN)} == {"added"}
    assert [change.path for change in changes(None, PLAN)] == [
        "goals.0",
        "goals.1",
        "relapse_prevention.triggers.0",
        "relapse_prevention.early_signs.0",
        "relapse_prevention.helps.0",
        "relapse_prevention.helps.1",
        "relapse_prevention.people.0",
        "relapse_prevention.reasons.0",
        "safety.naloxone_place",
    ]
    assert {change.kind for change in changes(PLAN, {})} == {"removed"}


text = st.sampled_from(["", "a", "b", "c"])
plans = st.fixed_dictionaries(
    {},
    optional={
        "goals": st.lists(
            st.fixed_dictionaries(
                {"words": text},
                optional={
                    "objective": text,
                    "steps": st.lists(st.fixed_dictionaries({"what": text, "who": text}), max_size=2),
                },
            ),
            max_size=3,
        ),
        "relapse_prevention": st.fixed_dictionaries(
            {}, optional={"triggers": st.lists(text, max_size=3), "helps": st.lists(text, max_size=3)}
        ),
        "safety": st.fixed_dictionaries({"naloxone_place": text}),
    },
)


@few
@given(plans, plans)
def test_a_plan_is_unchanged_against_itself_and_a_difference_shows_from_both_sides(before, after):
    assert changes(before, before) == ()
    assert bool(changes(before, after)) == bool(changes(after, before))
    check_plan(before)
    missing_parts(before)
