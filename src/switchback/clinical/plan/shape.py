"""What a plan looks like. A draft may have gaps, it may not be malformed; an agreed plan has neither."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from switchback.clinical.values import in_force, load_content

TEXT, DAY = "text", "day"
STEP = {"what": TEXT, "who": TEXT, "by_on": DAY}
GOAL = {"words": TEXT, "objective": TEXT, "steps": [STEP], "review_on": DAY}
PLAN: dict[str, Any] = {
    "goals": [GOAL],
    "relapse_prevention": {
        "triggers": [TEXT],
        "early_signs": [TEXT],
        "helps": [TEXT],
        "people": [{"name": TEXT, "how": TEXT}],
        "reasons": [TEXT],
    },
    "safety": {"naloxone_place": TEXT},
}


class PlanInvalid(ValueError):
    """`errors`: where in the plan (`goals.0.review_on`), and the key of the sentence saying what is wrong."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        # Paths and keys only: what the person wrote stays out of messages and logs.
        super().__init__(", ".join(f"{path}: {key}" for path, key in self.errors.items()))


def check_plan(plan: Any) -> None:
    """Raise PlanInvalid with everything wrong at once: kind of value, unknown part, no such day, too long.

    Gaps are allowed here (see missing_parts): blank text, absent parts and None.
    """
    numbers = in_force(load_content("plan", "parts"))
    errors = dict(_wrong(plan, PLAN, "", numbers))
    if errors:
        raise PlanInvalid(errors)


def _wrong(value: Any, shape: Any, path: str, numbers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if value is None and path:
        return
    if isinstance(shape, dict):
        yield from _wrong_parts(value, shape, path, numbers)
    elif isinstance(shape, list):
        yield from _wrong_list(value, shape[0], path, numbers)
    elif not isinstance(value, str):
        yield path, "not_text"
    elif len(value) > numbers["longest_text"]:
        yield path, "too_long"
    elif shape == DAY and value and not _is_day(value):
        yield path, "no_such_day"


def _wrong_parts(
    value: Any, shape: Mapping[str, Any], path: str, numbers: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    if not isinstance(value, Mapping):
        yield path or "plan", "not_a_group"
        return
    for name, part in value.items():
        here = f"{path}.{name}" if path else str(name)
        if name in shape:
            yield from _wrong(part, shape[name], here, numbers)
        else:
            yield here, "unknown_part"


def _wrong_list(value: Any, shape: Any, path: str, numbers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if not isinstance(value, list | tuple):
        yield path, "not_a_list"
        return
    if len(value) > numbers["most_in_a_list"]:
        yield path, "too_many"
        return
    for place, entry in enumerate(value):
        yield from _wrong(entry, shape, f"{path}.{place}", numbers)


def _is_day(text: str) -> bool:
    try:
        # "20261123" is a day to Python and to nobody else.
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def missing_parts(plan: Mapping[str, Any]) -> tuple[str, ...]:
    """What the plan still needs before it can be agreed, as paths (`goals.0.review_on`), in page order."""
    missing = []
    for part in load_content("plan", "parts").body["needed"]:
        missing += _gaps(plan, part.split("."), "")
    return tuple(missing)


def _gaps(within: Any, steps: list[str], path: str) -> list[str]:
    """Follow the path; in a list follow it in every entry that says something. A gap above is named once."""
    if isinstance(within, list | tuple):
        filled = [(place, entry) for place, entry in enumerate(within) if not is_empty(entry)]
        return [gap for place, entry in filled for gap in _gaps(entry, steps, f"{path}.{place}")]
    here = f"{path}.{steps[0]}".lstrip(".")
    value = within.get(steps[0]) if isinstance(within, Mapping) else None
    if len(steps) == 1:
        return [here] if is_empty(value) else []
    if is_empty(value):
        # An empty list of goals is named by "goals"; an absent group has no other part to name it.
        return [] if steps[0] in ("goals", "steps") else [".".join((here, *steps[1:]))]
    return _gaps(value, steps[1:], here)


def is_empty(value: Any) -> bool:
    """Says nothing: blank text, None, or a list or group of such."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, Mapping):
        return all(is_empty(part) for part in value.values())
    if isinstance(value, list | tuple):
        return all(is_empty(entry) for entry in value)
    return value is None
