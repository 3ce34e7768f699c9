"""Scores of fitted models: coefficients from a file, arithmetic in plain Python, every score with its reasons.

What is scored is "return to use or lost contact". A score orders a team's attention; it lowers nobody's care, orders
nothing and is never shown to the person it is about. Whom the model cannot use is not scored, with why: never "low".
"""

import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

FORMAT = 1
MODELS = Path(__file__).with_name("models")
# A term of a sum: x itself, or how far x lies above a knot (the joints of a bent line).
LINE, ABOVE = "line", "above"
# In log-odds: what moves a score by less is not named as a reason.
WORTH_SAYING = 0.05


class BadModel(ValueError):
    """A model file is missing, changed, of another format, or asks for features the program does not have."""


@dataclass(frozen=True, kw_only=True)
class Because:
    """One feature's part in a score. `weight` is in log-odds against the average person of the trials."""

    feature: str
    value: float
    words: str
    weight: float


@dataclass(frozen=True, kw_only=True)
class Scored:
    probability: float
    reasons: tuple[Because, ...]
    model: str
    version: int


@dataclass(frozen=True, kw_only=True)
class NotScored:
    """No number, and why, as one sentence for the team."""

    why: str
    model: str
    version: int


@dataclass(frozen=True, kw_only=True)
class Feature:
    """`lowest` and `highest` were seen in fitting: beyond them is not extrapolated. `filled` None means required."""

    name: str
    words: str
    lowest: float
    highest: float
    usual: float
    filled: float | None
    terms: tuple[tuple[float | None, float], ...]

    def adds(self, value: float) -> float:
        """Its part of the log-odds, the value held within what was seen."""
        if value < self.lowest:
            value = self.lowest
        elif value > self.highest:
            value = self.highest
        total = 0.0
        for above, weight in self.terms:
            if above is None:
                total += weight * value
            elif value > above:
                total += weight * (value - above)
        return total


@dataclass(frozen=True, kw_only=True)
class Model:
    id: str
    version: int
    title: str
    target: str
    intercept: float
    features: tuple[Feature, ...]
    card: Mapping[str, Any]
    hash: str
    # So many of the features that move a score furthest from the usual are named.
    reasons: int = 4
    usual: tuple[float, ...] = field(default=(), repr=False)

    @property
    def feature_names(self) -> tuple[str, ...]:
        return tuple(feature.name for feature in self.features)

    def score(self, given: Mapping[str, float | None]) -> Scored | NotScored:
        """The probability of the target, and the features that move it most from the usual; or why there is none."""
        total, parts = self.intercept, []
        for feature, usual in zip(self.features, self.usual, strict=True):
            value = given.get(feature.name)
            if value is None:
                if feature.filled is None:
                    return self._not(f"{feature.name} is not known ({feature.words})")
                total += feature.adds(feature.filled)
                continue
            if not _is_finite(value):
                return self._not(f"{feature.name} is {value!r}, which is not a number")
            part = feature.adds(value)
            total += part
            weight = part - usual
            if weight >= WORTH_SAYING or weight <= -WORTH_SAYING:
                parts.append((weight, value, feature))
        parts.sort(key=_size)
        reasons = tuple(
            Because(feature=f.name, value=float(value), words=f.words, weight=round(weight, 4))
            for weight, value, f in parts[: self.reasons]
        )
        return Scored(probability=probability_of(total), reasons=reasons, model=self.id, version=self.version)

    def with_intercept(self, change: float) -> "Model":
        """The same model where people fare better or worse on the whole; its hash stays that of the shipped file."""
        return replace(self, intercept=self.intercept + change)

    def _not(self, why: str) -> NotScored:
        return NotScored(why=why, model=self.id, version=self.version)


def _is_finite(value: Any) -> bool:
    # Infinite less infinite is no number; half the time of math.isfinite(float(value)).
    try:
        return bool(value - value == 0)
    except TypeError:
        return False


def _size(part: tuple[float, float, Feature]) -> float:
    return -abs(part[0])


def probability_of(log_odds: float) -> float:
    if log_odds >= 0:
        return 1 / (1 + math.exp(-log_odds))
    odds = math.exp(log_odds)
    return odds / (1 + odds)


@cache
def model(name: str) -> Model:
    """A shipped model by its name, such as "week3.default"."""
    return load(MODELS / f"{name}.json")


def shipped() -> tuple[str, ...]:
    return tuple(sorted(file.stem for file in MODELS.glob("*.json")))


def load(file: Path, *, version: int | None = None, available: Sequence[str] | None = None) -> Model:
    """Read and check a model file; with `version` and `available`, also against what the caller counts on."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadModel(f"There is no model file {file.name}.") from None
    except (OSError, ValueError) as problem:
        raise BadModel(f"{file.name} cannot be read: {problem}") from None
    return read(document, name=file.name, version=version, available=available)


def read(
    document: Any, *, name: str, version: int | None = None, available: Sequence[str] | None = None
) -> Model:
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise BadModel(f"{name} is not a model file of format {FORMAT}.")
    if document.get("hash") != hash_of(document):
        raise BadModel(f"{name} was changed after it was fitted: its hash does not match. Fit it again.")
    if version is not None and document.get("version") != version:
        raise BadModel(f"{name} is version {document.get('version')}, and version {version} was asked for.")
    try:
        found = _model(document)
    except (KeyError, TypeError, ValueError) as problem:
        raise BadModel(f"{name} lacks or misstates a part: {problem!r}.") from None
    absent = sorted(set(found.feature_names) - set(available)) if available is not None else []
    if absent:
        raise BadModel(f"{name} asks for {', '.join(absent)}, which this program does not compute.")
    return found


def hash_of(document: Mapping[str, Any]) -> str:
    rest = {key: value for key, value in document.items() if key != "hash"}
    told = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(told.encode()).hexdigest()


def _model(document: Mapping[str, Any]) -> Model:
    features = tuple(_feature(given) for given in document["features"])
    if len({feature.name for feature in features}) != len(features):
        raise ValueError("a feature is there twice")
    return Model(
        id=document["id"], version=document["version"], title=document["title"], target=document["target"],
        intercept=_finite(document["intercept"]), features=features, card=document["card"], hash=document["hash"],
        usual=tuple(feature.adds(feature.usual) for feature in features),
    )  # fmt: skip


def _feature(given: Mapping[str, Any]) -> Feature:
    terms = tuple(
        (None if t["form"] == LINE else _finite(_knot(t)), _finite(t["weight"])) for t in given["terms"]
    )
    lowest, highest = _finite(given["lowest"]), _finite(given["highest"])
    if lowest > highest:
        raise ValueError(f"{given['name']}: lowest is above highest")
    filled = given["filled"]
    return Feature(
        name=given["name"], words=given["words"], lowest=lowest, highest=highest, usual=_finite(given["usual"]),
        filled=None if filled is None else _finite(filled), terms=terms,
    )  # fmt: skip


def _knot(term: Mapping[str, Any]) -> float:
    if term["form"] != ABOVE:
        raise ValueError(f"a term of form {term['form']!r}")
    return term["knot"]


def _finite(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{value!r} is not a finite number")
    return number


# --- the site's own intercept -------------------------------------------------------------------------------------

# Fewer than this and the interval of an intercept is wider than what moved it.
ENOUGH_PEOPLE, ENOUGH_OF_EACH = 100, 20


@dataclass(frozen=True, kw_only=True)
class OwnIntercept:
    """How much higher (or lower) this site's log-odds are than the model says, with a 95 % interval."""

    change: float
    interval: tuple[float, float]
    people: int
    events: int


@dataclass(frozen=True, kw_only=True)
class NotEnough:
    why: str
    people: int
    events: int


def own_intercept(
    *, predicted: Sequence[float], happened: Sequence[bool],
    enough_people: int = ENOUGH_PEOPLE, enough_of_each: int = ENOUGH_OF_EACH,
) -> OwnIntercept | NotEnough:  # fmt: skip
    """Re-estimate the intercept from people of this site whose twelve weeks are over; the weights stay as they are.

    Only the level is moved: it is what did not carry over between trials (EVIDENCE: −1.20 on the trial left out),
    while the order of people did.
    """
    if len(predicted) != len(happened):
        raise ValueError(f"{len(predicted)} predictions and {len(happened)} outcomes")
    people, events = len(happened), sum(map(bool, happened))
    least = min(events, people - events)
    if people < enough_people or least < enough_of_each:
        return NotEnough(
            why=f"{people} people with {events} events; it takes {enough_people}, with {enough_of_each} of each kind",
            people=people, events=events,
        )  # fmt: skip
    odds = [_log_odds(p) for p in predicted]
    change = _solve(lambda shift: sum(probability_of(o + shift) for o in odds) - events)
    information = sum(p * (1 - p) for p in (probability_of(o + change) for o in odds))
    wide = 1.96 / math.sqrt(information)
    return OwnIntercept(change=change, interval=(change - wide, change + wide), people=people, events=events)


def _log_odds(probability: float) -> float:
    if not 0 < probability < 1:
        raise ValueError(f"{probability!r} is not a probability between 0 and 1")
    return math.log(probability / (1 - probability))


def _solve(rising: Callable[[float], float]) -> float:
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2
