"""The fit is the one it says it is, and learns nothing outside its fold."""

import numpy as np
import pytest

from evidence.feature_words import WORDS
from evidence.figures import auprc, auroc, brier, curve, decision_curve, figures, observed_expected
from evidence.fitting import Recipe, calibration, expit, fit, folds, logit
from evidence.fitting import _fit as fit_with_left_out
from evidence.fitting import _newton as newton
from evidence.model_files import document_of
from evidence.questions import PEOPLE, Rows
from evidence.validation import leaks
from switchback.clinical.risk import model as scoring

NAMES = ("age", "heroin_days", "morphine_urine_at_entry")


@pytest.fixture(scope="module")
def invented():
    random = np.random.default_rng(4)
    x = np.column_stack(
        [random.normal(35, 10, 900), random.integers(0, 31, 900), random.integers(0, 2, 900)]
    ).astype(float)
    y = (random.random(900) < expit(-2 + 0.08 * np.minimum(x[:, 1], 15) + 0.8 * x[:, 2])).astype(float)
    x[::50, 0] = np.nan
    return x, y


def test_the_fit_is_where_the_gradient_is_zero(invented):
    x, y = invented
    design = np.column_stack([np.ones(len(y)), np.nan_to_num(x) / 30])
    penalties = np.array([0, 2.0, 2.0, 2.0])
    weights, _ = newton(design, y, penalties)
    assert np.abs(design.T @ (y - expit(design @ weights)) - penalties * weights).max() < 1e-6


def test_the_fit_finds_what_was_put_in(invented):
    x, y = invented
    found = fit(Recipe(features=NAMES, bent=True, penalty=1.0), x, y)
    p = found.predict(x)
    assert 0.68 < auroc(p, y) < 0.80
    intercept, slope = calibration(found.log_odds(x), y)
    assert abs(intercept) < 1e-6
    assert 0.8 < slope < 1.25


def test_each_row_left_out_is_what_fitting_without_it_says(invented):
    x, y = invented
    recipe = Recipe(features=NAMES, penalty=5.0)
    _, left_out = fit_with_left_out(recipe, x, y)
    for row in (0, 1, 2, 3, 50):
        others = np.arange(len(y)) != row
        without, _ = fit_with_left_out(recipe, x[others], y[others])
        assert left_out[row] == pytest.approx(without.log_odds(x[[row]])[0], abs=2e-3)


@pytest.mark.parametrize("bent", [False, True])
def test_the_file_scores_in_plain_python_what_was_fitted(invented, bent):
    x, y = invented
    found = fit(Recipe(features=NAMES, bent=bent), x, y)
    rows = Rows(
        question=PEOPLE[0], names=NAMES, x=x, y=y, person=np.arange(len(y)), week=np.zeros(len(y), int)
    )
    model = scoring.read(document_of(found, rows, size="default", data={}, metrics={}), name="invented")
    scored = [
        model.score({n: None if v != v else v for n, v in zip(NAMES, row, strict=True)}) for row in x.tolist()
    ]
    assert np.allclose([one.probability for one in scored], found.predict(x), atol=1e-6)


def test_a_fold_learns_nothing_from_the_rest(invented):
    x, y = invented
    recipe = Recipe(features=NAMES, bent=True)
    (fold, *_) = folds(np.arange(len(y)), 5, seed=1)
    elsewhere, answers = x.copy(), y.copy()
    elsewhere[fold], answers[fold] = 1e6, 1 - y[fold]
    one, other = (fit(recipe, a[~fold], b[~fold]) for a, b in ((x, y), (elsewhere, answers)))
    assert np.array_equal(one.log_odds(x), other.log_odds(x))


def test_folds_keep_people_whole_and_cover_everybody_once():
    people = np.repeat(np.arange(40), 3)
    parts = folds(people, 5, seed=2)
    assert (np.sum(parts, axis=0) == 1).all()
    assert all(len(set(people[part]) & set(people[~part])) == 0 for part in parts)


def test_measures_of_small_cases_known_by_hand():
    p, y = np.array([0.1, 0.4, 0.4, 0.8]), np.array([0.0, 0.0, 1.0, 1.0])
    assert auroc(p, y) == pytest.approx(3.5 / 4)
    assert brier(p, y) == pytest.approx((0.01 + 0.16 + 0.36 + 0.04) / 4)
    assert auprc(p, y) == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)
    assert np.isnan(auroc(p, np.ones(4)))
    assert observed_expected(p, y)["observed_over_expected"] == pytest.approx(2 / 1.7, abs=1e-4)
    assert [c["n"] for c in curve(p, y, groups=2)] == [2, 2]
    assert decision_curve(p, y, at=[0.5])[0]["model"] == pytest.approx(0.25)


def test_a_calibrated_prediction_has_slope_one_and_intercept_zero():
    random = np.random.default_rng(0)
    odds = random.normal(0, 1.5, 40_000)
    y = (random.random(40_000) < expit(odds)).astype(float)
    assert calibration(odds, y) == (pytest.approx(0, abs=0.04), pytest.approx(1, abs=0.04))
    assert calibration(odds * 2 + 1, y)[1] == pytest.approx(0.5, abs=0.03)
    assert np.allclose(logit(expit(odds)), odds)


def test_where_everything_happened_nothing_is_answered():
    found = figures(np.array([0.2, 0.7]), np.ones(2), np.arange(2))
    assert (found["n"], found["events"], found["auroc"], found["auroc_ci"]) == (2, 2, None, None)


@pytest.mark.parametrize(
    ("auroc_", "chance", "many"), [(0.87, 0.5, 0), (0.8701, 0.5, 1), (0.84, 0.57, 1), (0.9, 0.4, 2)]
)
def test_a_figure_too_good_is_an_alarm(auroc_, chance, many):
    found = {"models": {"week3": {"default": {"auroc": auroc_}}}, "permuted": {"auroc": chance}}
    assert len(leaks(found)) == many


def test_words_say_nothing_that_hurts():
    assert not [words for words in WORDS.values() if "fail" in words]
