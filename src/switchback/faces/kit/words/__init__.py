"""Keys become words here, once for each face. `clinical` and `journey` speak in keys; nobody on a page does.

The team reads the ward's words, shortest first (`team.py`). The person reads plain second-person sentences, and never
a number that grades them (`person.py`).
"""

import re
from datetime import date, datetime
from functools import cache
from string import Formatter
from typing import Any

from switchback.faces.kit import dates
from switchback.faces.kit.words.person import PERSON
from switchback.faces.kit.words.team import TEAM

FACES = ("person", "team")
IN_TIME = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d.*)?")


def word(face: str, key: str, *, zone: dates.Zone = "UTC", **saw: Any) -> str:
    """The words for a key on a face, with what the reason saw.

    Words come as one sentence or as several, fullest first: the first whose every blank was seen is said, so nothing
    unseen is ever guessed at.
    """
    if face not in FACES:
        raise ValueError(f"no such face: {face}")
    said = PERSON.get(key) if face == "person" else None
    said = said or TEAM.get(key)
    if said is None:
        raise KeyError(f"no words for {key!r}: add a line to faces/kit/words/{face}.py")
    seen = {name: _plain(face, value, zone) for name, value in saw.items() if value is not None}
    choices = (said,) if isinstance(said, str) else said
    return next((one for one in choices if _blanks(one) <= seen.keys()), choices[-1]).format_map(_Seen(seen))


@cache
def _blanks(sentence: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name)


def _plain(face: str, value: Any, zone: dates.Zone) -> str:
    """Days instead of time stamps, words instead of keys, whole numbers without a point."""
    if isinstance(value, float):
        short = round(value, 1)  # 30.6 hours, but 2.04 hours where more than 2 matters
        return f"{short if short == value or short % 1 else round(value, 2):g}"
    if not isinstance(value, str):
        return dates.short_day(value, zone) if isinstance(value, (date, datetime)) else str(value)
    if IN_TIME.fullmatch(value):
        return dates.short_day(
            datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value), zone
        )
    said = (PERSON.get(value) if face == "person" else None) or TEAM.get(value)
    return said if isinstance(said, str) else value


class _Seen(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "—"
