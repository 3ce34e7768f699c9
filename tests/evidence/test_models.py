"""The cohort, its figures and the shipped models on the trials' own files; skipped where these are not."""

import json

import numpy as np
import pytest

from evidence import command
from evidence.checking import scores
from evidence.external import external_checks
from evidence.figures import auroc
from evidence.fitting import folds
from evidence.questions import LEAK_ABOVE, PEOPLE, WEEKLY, landmarks
from evidence.validation import cohort as figures_of_cohort
from evidence.validation import out_of_fold, permuted, simple_score
from switchback.clinical.risk import model as scoring


@pytest.fixture(scope="module")
def marks(cohort):
    return landmarks(cohort, weeks=(0, 3))


@pytest.fixture
def week3(marks):
    return marks.rows(PEOPLE[3])


def test_the_cohort_is_the_published_one_or_a_part_of_it(marks):
    found = figures_of_cohort(marks)
    assert 0 < found["people"] <= found["published"]
    assert found["rate"] == pytest.approx(0.478, abs=0.03)
    assert found["person_weeks"] == found["people"] * 11


def test_the_simple_score_orders_as_published(marks):
    rates = [row["rate"] for row in simple_score(marks)]
    assert rates == sorted(rates)
    assert rates == pytest.approx([0.137, 0.232, 0.539, 0.851], abs=0.06)


def test_at_week_three_the_small_model_is_as_good_as_published_and_not_too_good(week3, marks):
    sites = np.array([marks.histories[i].site for i in week3.person])
    found = auroc(out_of_fold(week3, "default", folds(sites, 10, seed=3)), week3.y)
    assert 0.82 < found < LEAK_ABOVE


def test_the_shipped_models_are_not_too_good_and_score_everybody_or_say_why(week3):
    for size in ("default", "research"):
        p, why = scores(scoring.model(f"week3.{size}"), week3)
        scored = ~np.isnan(p)
        assert sum(why.values()) == (~scored).sum() < len(p) * 0.02
        assert 0.8 < auroc(p[scored], week3.y[scored]) < 0.9


def test_shuffled_answers_are_not_predicted(marks):
    assert permuted(marks)["auroc"] == pytest.approx(0.5, abs=0.06)


def test_the_landmark_questions_are_asked_of_whom_they_should_be(cohort):
    words = ["-" * 12, "--oooo------", "+-+-+-------"]
    slip, relapse = WEEKLY[2], WEEKLY[1]
    assert [w for w in slip.weeks if slip.asked(words[2], w) and slip.happens(words[2], w)] == [2, 4]
    assert [w for w in relapse.weeks if relapse.asked(words[1], w)] == [2, 3, 4, 5]
    assert all(relapse.happens(words[1], w) for w in (2, 3, 4, 5))
    assert not any(relapse.happens(words[0], w) for w in relapse.weeks)


def test_external_checks_agree_with_the_papers(trials, cohort):
    found = {check.name: check.found for check in external_checks(trials, cohort)}
    share = float(found["CTN-30, randomised people who entered its second phase"].split("(")[1].strip(")"))
    assert share == pytest.approx(0.551, abs=0.05)
    methadone = found["Last attended week at least 4/12/20, methadone"]
    assert [float(f"0{part}") for part in methadone.split("/")] == pytest.approx(
        [0.905, 0.822, 0.754], abs=0.04
    )


def test_a_folder_without_the_files_is_told(tmp_path, capsys):
    for arguments in (["fit", tmp_path, "--out", tmp_path / "m"], ["check", tmp_path, "--json"]):
        assert command.main([str(a) for a in arguments]) == 2
        assert "has no everybody.rda" in capsys.readouterr().err


def test_check_says_how_the_shipped_models_do_as_json(trials, capsys, monkeypatch, marks):
    from evidence import checking, model_command

    monkeypatch.setattr(checking, "QUESTIONS", PEOPLE[3:])
    monkeypatch.setattr(model_command, "read_landmarks", lambda folder, progress: marks)
    assert command.main(["check", str(trials), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    one = found["models"]["week3"]["default"]
    names = ("n", "events", "auroc", "auprc", "brier", "slope", "intercept")
    assert all(name in one for name in names)
    assert all(len(one[f"{name}_ci"]) == 2 for name in names[2:])
    assert one["auroc_ci"][0] < one["auroc"] < one["auroc_ci"][1]
    assert set(one["subgroups"]) == {"sex", "race_ethnicity", "age", "medication", "trial"}
