"""Safety advice as lines to read and to press: the same lines on the public page and on the person's own."""

from collections.abc import Iterable
from typing import Any

from switchback.faces.kit import words


def safety_lines(keys: Iterable[str], *, emergency: str, clinic: str) -> list[dict[str, Any]]:
    """Each key in the person's words; the two that say "call" carry the number to press."""
    calls = {"watch_breathing": (emergency, "help"), "call_clinic_today": (clinic, "quiet")}
    found = []
    for key in keys:
        number, tone = calls.get(key, ("", ""))
        found.append({"text": words.word("person", key), "call": number, "tone": tone})
    return found
