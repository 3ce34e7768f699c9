"""What is asked of the models, of whom, and with which features: one table that fit, validate and check all read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .features import Features, at_week
from .fitting import Recipe
from .histories import BAD, FIRST_WEEK, RUN, WEEKS, History, first_run, returned

Array = np.ndarray
DEFAULT, RESEARCH = "default", "research"
SIZES = (DEFAULT, RESEARCH)
# Above this at week 3 something that lies ahead has slipped into the features.
LEAK_ABOVE = 0.87

# Luo 2024's four predictors at entry.
AT_ENTRY = ("heroin_days", "morphine_urine_at_entry", "cocaine_urine_at_entry", "heroin_injected")


def _back(weeks: int) -> tuple[str, ...]:
    return tuple(f"{kind}_{back}_back" for back in range(1, weeks + 1) for kind in ("missed", "positive"))


def default_features(week: int) -> tuple[str, ...]:
    since = ("days_since_visit", "told_opioid_14") if week else ()
    return (*AT_ENTRY, *_back(week), *since)


WEEKLY_DEFAULT = (
    *AT_ENTRY, *_back(2), "recent_bad", "recent_missed", "good_run", "positive_weeks", "days_since_visit",
    "days_since_told_use", "told_opioid_14", "cocaine_urine_since", "week",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Question:
    """One thing asked. `weeks`: at the end of which weeks; `asked`: of whom then; `happens`: the answer."""

    id: str
    title: str
    target: str
    weeks: tuple[int, ...]
    asked: Callable[[str, int], bool]
    happens: Callable[[str, int], bool]
    default: tuple[str, ...]
    # Of the research model; with `core` its features of the small model are held by a lighter one.
    penalty: float
    core: bool = False

    @property
    def weekly(self) -> bool:
        return len(self.weeks) > 1


RETURN = "return to use or lost contact: four positive or missing weeks in a row within weeks 3-12"


def _everybody(word: str, week: int) -> bool:
    return True


def _at(week: int) -> Question:
    return Question(
        id=f"week{week}" if week else "entry", weeks=(week,), target=RETURN,
        title=f"Return to use or lost contact, known after week {week}" if week
        else "Return to use or lost contact, known at entry",
        asked=_everybody, happens=lambda word, week: returned(word), default=default_features(week),
        penalty=500.0 if week else 30.0, core=week > 0,
    )  # fmt: skip


def _next_bad(word: str, week: int) -> bool:
    return word[week] in BAD


# Before week 6 no run of four within weeks 3-12 can be complete, so it is asked from week 2 on: week 1 would be a gift.
_RELAPSE_WEEKS = tuple(range(FIRST_WEEK + RUN - 1 - 4, WEEKS - 4 + 1))
PEOPLE = tuple(_at(week) for week in (0, 1, 2, 3))
WEEKLY = (
    Question(
        id="next_week", title="Next week positive or missing", target="the next week's urine positive or missing",
        weeks=tuple(range(1, WEEKS)), asked=_everybody, happens=_next_bad, default=WEEKLY_DEFAULT, penalty=30.0,
    ),
    Question(
        id="relapse_4_weeks", title="Return to use or lost contact completed within four weeks",
        target="the fourth bad week in a row (within weeks 3-12) within the next four weeks", weeks=_RELAPSE_WEEKS,
        asked=lambda word, week: (first_run(word) or WEEKS + 1) > week,
        happens=lambda word, week: (first_run(word) or WEEKS + 1) <= week + 4,
        default=(*WEEKLY_DEFAULT, "bad_run"), penalty=300.0,
    ),
    Question(
        id="slip", title="A slip: positive next week by someone negative now who attends",
        target="next week positive or mixed, of those negative now and tested next week", weeks=tuple(range(1, WEEKS)),
        asked=lambda word, week: word[week - 1] == "-" and word[week] != "o",
        happens=lambda word, week: word[week] in "+*",
        default=(*WEEKLY_DEFAULT, "morphine_urine_since", "dose_days_7"), penalty=300.0,
    ),
    Question(
        id="negative_now", title="Positive or missing next week, negative now",
        target="the next week's urine positive or missing, of those negative now", weeks=tuple(range(1, WEEKS)),
        asked=lambda word, week: word[week - 1] == "-", happens=_next_bad, default=WEEKLY_DEFAULT, penalty=300.0,
    ),
)  # fmt: skip
QUESTIONS = (*PEOPLE, *WEEKLY)


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Answers and features of everybody asked; one row per person and week."""

    question: Question
    names: tuple[str, ...]
    x: Array
    y: Array
    # For each row, the place of the person in the list of histories, and the week.
    person: Array
    week: Array

    def columns(self, names: Sequence[str]) -> Array:
        return self.x[:, [self.names.index(name) for name in names]]

    def some(self, rows: Array) -> "Rows":
        return Rows(
            question=self.question, names=self.names, x=self.x[rows], y=self.y[rows], person=self.person[rows],
            week=self.week[rows],
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Landmarks:
    """Everybody's features at the end of every week, worked out once."""

    histories: Sequence[History]
    words: tuple[str, ...]
    names: tuple[str, ...]
    x: Array  # person, week, feature

    def rows(self, question: Question) -> Rows:
        pairs = [(person, week) for person, word in enumerate(self.words) for week in question.weeks
                 if question.asked(word, week)]  # fmt: skip
        person, week = np.array(pairs, dtype=int).reshape(-1, 2).T
        happened = [question.happens(self.words[p], w) for p, w in pairs]
        return Rows(
            question=question, names=self.names, x=self.x[person, week], y=np.array(happened, dtype=float),
            person=person, week=week,
        )  # fmt: skip


def landmarks(
    histories: Sequence[History],
    *,
    weeks: Sequence[int] = range(WEEKS),
    done: Callable[[int], None] = lambda n: None,
) -> Landmarks:
    if not histories:
        raise ValueError("nobody in the cohort")
    names = tuple(at_week(histories[0], 0))
    x = np.full((len(histories), WEEKS, len(names)), np.nan)
    for place, history in enumerate(histories):
        for week in weeks:
            x[place, week] = _numbers(at_week(history, week), names)
        done(1)
    return Landmarks(histories=histories, words=tuple(h.word() for h in histories), names=names, x=x)


def _numbers(features: Features, names: Sequence[str]) -> list[float]:
    return [np.nan if (value := features[name]) is None else value for name in names]


def recipe(question: Question, size: str, names: Sequence[str]) -> Recipe:
    calibrate = not question.weekly
    if size == DEFAULT:
        return Recipe(
            features=question.default, penalty=10.0, required=question.default, recalibrated=calibrate
        )
    core = question.default if question.core else ()
    return Recipe(
        features=tuple(names), bent=True, penalty=question.penalty, core=core, recalibrated=calibrate
    )
