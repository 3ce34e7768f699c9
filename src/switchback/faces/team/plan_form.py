"""The plan between its page and its record: names of boxes to the plan's parts, and back."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from switchback.clinical.plan.shape import is_empty
from switchback.faces.kit.words import word
from switchback.faces.team.fields import without_nul

LISTS = ("triggers", "early_signs", "helps", "reasons")
MORE_GOALS, MORE_STEPS, MORE_PEOPLE = (
    1,
    1,
    2,
)  # empty boxes after those that are filled, so that no script is needed
NUMBER = re.compile(r"\.\d+")


def body_of(typed: QueryDict) -> dict[str, Any]:
    """What was typed, as a plan. Empty goals, steps and people fall out; nothing else is changed."""
    goals = [
        {
            "words": _text(typed, f"goals-{g}-words"), "objective": _text(typed, f"goals-{g}-objective"),
            "steps": _entries(typed, f"goals-{g}-steps", ("what", "who", "by_on")),
            "review_on": _text(typed, f"goals-{g}-review_on"),
        }
        for g in _numbers(typed, "goals")
    ]  # fmt: skip
    prevention: dict[str, Any] = {name: _lines(_text(typed, f"rp-{name}")) for name in LISTS}
    prevention["people"] = _entries(typed, "rp-people", ("name", "how"))
    return {
        "goals": [goal for goal in goals if not is_empty(goal)],
        "relapse_prevention": {
            k: prevention[k] for k in ("triggers", "early_signs", "helps", "people", "reasons")
        },
        "safety": {"naloxone_place": _text(typed, "naloxone_place")},
    }


def boxes(body: Mapping[str, Any], errors: Mapping[str, str], *, more: int = 0) -> dict[str, Any]:
    """The plan as boxes to draw: each with its name, what stands in it, and what is wrong with it."""
    goals = list(body.get("goals") or []) + [{}] * (MORE_GOALS if not body.get("goals") or more else 0)
    prevention = body.get("relapse_prevention") or {}
    people = list(prevention.get("people") or []) + [{}] * MORE_PEOPLE
    return {
        "goals": [_goal(goal, g, errors) for g, goal in enumerate(goals)],
        "lists": [
            {
                "name": f"rp-{name}", "label": word("team", f"relapse_prevention.{name}"),
                "text": "\n".join(prevention.get(name) or []), "error": _error(errors, f"relapse_prevention.{name}"),
            }
            for name in LISTS
        ],
        "people": [
            {
                "name": f"rp-people-{n}", "row": entry, "number": n + 1,
                "error": _error(errors, f"relapse_prevention.people.{n}"),
            }
            for n, entry in enumerate(people)
        ],
        "naloxone_place": (body.get("safety") or {}).get("naloxone_place") or "",
        "naloxone_error": _error(errors, "safety"),
    }  # fmt: skip


def missing_words(paths: tuple[str, ...]) -> list[str]:
    """`goals.1.review_on` -> 'When we look again (goal 2)'."""
    return list(dict.fromkeys(_missing(path) for path in paths))


def _missing(path: str) -> str:
    said = word("team", NUMBER.sub("", path))
    at = re.match(r"goals\.(\d+)", path)
    return f"{said} (goal {int(at[1]) + 1})" if at else said


def _goal(goal: Mapping[str, Any], g: int, errors: Mapping[str, str]) -> dict[str, Any]:
    steps = list(goal.get("steps") or []) + [{}] * MORE_STEPS
    return {
        "name": f"goals-{g}", "number": g + 1, "row": goal,
        "errors": {part: _error(errors, f"goals.{g}.{part}") for part in ("words", "objective", "review_on")},
        "steps": [
            {
                "name": f"goals-{g}-steps-{s}", "number": s + 1, "row": step,
                "error": _error(errors, f"goals.{g}.steps.{s}"),
            }
            for s, step in enumerate(steps)
        ],
    }  # fmt: skip


def _error(errors: Mapping[str, str], path: str) -> str:
    key = next((key for at, key in errors.items() if at == path or at.startswith(f"{path}.")), None)
    return f"{word('team', key)}." if key else ""


def _numbers(typed: QueryDict, prefix: str) -> list[int]:
    found = {int(m[1]) for name in typed if (m := re.match(rf"{prefix}-(\d{{1,3}})-", name))}
    return sorted(found)


def _entries(typed: QueryDict, prefix: str, parts: tuple[str, ...]) -> list[dict[str, str]]:
    rows = [{part: _text(typed, f"{prefix}-{n}-{part}") for part in parts} for n in _numbers(typed, prefix)]
    return [row for row in rows if not is_empty(row)]


def _text(typed: QueryDict, name: str) -> str:
    return without_nul(typed.get(name, "")).replace("\r\n", "\n").strip()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
