"""What a model file says is what is scored; what cannot be used is not scored, and never low."""

import json
import math
import time

import pytest

from switchback.clinical.risk import model as scoring
from switchback.clinical.risk.model import BadModel, NotEnough, NotScored, OwnIntercept, Scored


def feature(name, *, terms, filled=None, lowest=0.0, highest=30.0, usual=0.0):
    return {"name": name, "words": f"words of {name}", "lowest": lowest, "highest": highest, "usual": usual,
            "filled": filled, "terms": terms}  # fmt: skip


def document(**changes):
    found = {
        "format": 1, "id": "small", "version": 3, "title": "A small one", "target": "return to use or lost contact",
        "intercept": -1.0, "card": {"limits": ["few people"]},
        "features": [
            feature("missed", terms=[{"form": "line", "weight": 2.0}], highest=1.0, usual=0.5),
            feature("days", terms=[{"form": "line", "weight": 0.1}, {"form": "above", "knot": 10.0, "weight": -0.1}],
                    filled=5.0, usual=5.0),
        ],
    } | changes  # fmt: skip
    return found | {"hash": scoring.hash_of(found)}


def small(**changes):
    return scoring.read(document(**changes), name="small.json")


def logistic(x):
    return 1 / (1 + math.exp(-x))


@pytest.mark.parametrize(
    ("given", "log_odds"),
    [
        ({"missed": 0, "days": 0}, -1.0),
        ({"missed": 1, "days": 0}, 1.0),
        ({"missed": 0, "days": 10}, 0.0),
        ({"missed": 0, "days": 11}, 0.0),  # above the knot the line is flat
        ({"missed": 0, "days": 31}, 0.0),
        ({"missed": 1, "days": None}, 1.5),  # not known: filled in
        ({"missed": 1}, 1.5),
        ({"missed": 7, "days": 0}, 1.0),  # never beyond what was seen in fitting
        ({"missed": True, "days": 0}, 1.0),
    ],
)
def test_a_score_is_the_sum_the_file_says(given, log_odds):
    assert small().score(given).probability == pytest.approx(logistic(log_odds), abs=1e-12)


def test_reasons_are_what_differs_from_the_usual_largest_first_in_words():
    (first, second) = small().score({"missed": 1, "days": 0}).reasons
    assert (first.feature, first.words, first.value, first.weight) == ("missed", "words of missed", 1.0, 1.0)
    assert (second.feature, second.weight) == ("days", -0.5)


def test_what_is_filled_in_is_no_reason():
    assert [because.feature for because in small().score({"missed": 1}).reasons] == ["missed"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "missed is not known (words of missed)"),
        ({"missed": None, "days": 3}, "missed is not known"),
        ({"missed": "often", "days": 3}, "missed is 'often', which is not a number"),
        ({"missed": float("nan"), "days": 3}, "missed is nan, which is not a number"),
        ({"missed": 1, "days": float("inf")}, "days is inf, which is not a number"),
    ],
)
def test_whom_the_model_cannot_use_is_not_scored_with_why(given, says):
    answer = small().score(given)
    assert isinstance(answer, NotScored)
    assert says in answer.why


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda d: d.update(intercept=-2.0), "its hash does not match"),
        (lambda d: d["features"][0]["terms"][0].update(weight=1.9), "its hash does not match"),
        (lambda d: d.pop("hash"), "its hash does not match"),
        (lambda d: d.update(format=2), "not a model file of format 1"),
    ],
)
def test_a_changed_file_is_refused(change, says):
    changed = document()
    change(changed)
    with pytest.raises(BadModel, match=says):
        scoring.read(changed, name="small.json")


def test_another_version_or_features_nobody_computes_are_refused():
    with pytest.raises(BadModel, match="is version 3, and version 4 was asked for"):
        scoring.read(document(), name="small.json", version=4)
    with pytest.raises(BadModel, match="asks for days, which this program does not compute"):
        scoring.read(document(), name="small.json", available=["missed"])


@pytest.mark.parametrize(
    "features",
    [
        [feature("missed", terms=[{"form": "curve", "weight": 1.0}])],
        [feature("missed", terms=[{"form": "line", "weight": None}])],
        [feature("missed", terms=[], lowest=2.0, highest=1.0)],
        [feature("missed", terms=[]), feature("missed", terms=[])],
        [{"name": "missed"}],
    ],
)
def test_a_file_that_misstates_a_part_is_refused(features):
    with pytest.raises(BadModel, match="lacks or misstates a part"):
        small(features=features)


def test_a_file_that_is_not_there_or_not_json(tmp_path):
    with pytest.raises(BadModel, match="There is no model file gone.json"):
        scoring.load(tmp_path / "gone.json")
    (tmp_path / "half.json").write_text('{"format": 1, "id"')
    with pytest.raises(BadModel, match="half.json cannot be read"):
        scoring.load(tmp_path / "half.json")


def test_the_shipped_models_are_these_and_each_is_whole():
    asked = ("entry", "week1", "week2", "week3", "next_week", "relapse_4_weeks", "slip", "negative_now")
    assert scoring.shipped() == tuple(
        sorted(f"{name}.{size}" for name in asked for size in ("default", "research"))
    )
    for name in scoring.shipped():
        card = scoring.model(name).card
        assert {"data", "people", "events", "metrics", "limits", "source"} <= set(card), name


def test_small_models_are_small_and_no_model_looks_at_whom():
    never = ("race", "ethnic", "hispanic", "depress", "anx", "trial", "site", "who")
    for name in scoring.shipped():
        names = scoring.model(name).feature_names
        assert not [n for n in names if any(n.startswith(word) for word in never)], name
        assert len(names) <= 22 or name.endswith(".research"), name


def test_after_three_weeks_missed_and_positive_weeks_raise_the_score():
    steady = dict.fromkeys(scoring.model("week3.default").feature_names, 0.0)
    low = scoring.model("week3.default").score(steady)
    bad = steady | {
        "missed_1_back": 1.0,
        "positive_2_back": 1.0,
        "positive_3_back": 1.0,
        "days_since_visit": 10.0,
    }
    high = scoring.model("week3.default").score(bad)
    assert low.probability < 0.15 < 0.6 < high.probability
    assert "no urine sample in the latest week" in [because.words for because in high.reasons]


def test_golden_scores(request):
    """When a shipped model changes, this diff is the review."""
    golden = json.loads((request.path.parent / "golden_scores.json").read_text())
    assert {name: _scores(name) for name in scoring.shipped()} == golden


def _scores(name):
    """Of three invented people: everything lowest, halfway, highest."""
    model = scoring.model(name)
    people = [
        {f.name: f.lowest + part * (f.highest - f.lowest) for f in model.features} for part in (0, 0.5, 1)
    ]
    return [round(model.score(given).probability, 6) for given in people]


def test_one_score_takes_at_most_a_tenth_of_a_millisecond():
    for name in scoring.shipped():
        model = scoring.model(name)
        given = {f.name: f.usual for f in model.features}
        best = min(_seconds(model, given) for _ in range(30))
        assert best <= 100e-6, (name, best)


def _seconds(model, given):
    started = time.perf_counter()
    for _ in range(10):
        answer = model.score(given)
    assert isinstance(answer, Scored)
    return (time.perf_counter() - started) / 10


def test_a_sites_own_intercept_moves_the_level_and_nothing_else():
    predicted = [0.2, 0.4, 0.6, 0.8] * 50
    happened = [False, False, True, True] * 25 + [False, True, True, True] * 25
    own = scoring.own_intercept(predicted=predicted, happened=happened)
    assert isinstance(own, OwnIntercept)
    moved = [logistic(math.log(p / (1 - p)) + own.change) for p in predicted]
    assert sum(moved) == pytest.approx(sum(happened), abs=1e-6)
    assert own.interval[0] < own.change < own.interval[1]
    model = small().with_intercept(own.change)
    assert model.score({"missed": 0, "days": 0}).probability == pytest.approx(logistic(-1 + own.change))


@pytest.mark.parametrize(("people", "events"), [(0, 0), (99, 50), (100, 19), (100, 81)])
def test_too_few_of_its_own_is_said_with_the_numbers(people, events):
    found = scoring.own_intercept(predicted=[0.5] * people, happened=[n < events for n in range(people)])
    assert isinstance(found, NotEnough)
    assert found.why.startswith(f"{people} people with {events} events")


def test_just_enough_is_enough():
    found = scoring.own_intercept(predicted=[0.5] * 100, happened=[n < 20 for n in range(100)])
    assert found.change == pytest.approx(math.log(0.25), abs=1e-6)


def test_predictions_without_their_outcomes_are_refused():
    with pytest.raises(ValueError, match="2 predictions and 1 outcomes"):
        scoring.own_intercept(predicted=[0.5, 0.5], happened=[True])
