"""What makes a function an outcome: the columns it fills, and its citation."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .weeks import Weeks

Define = Callable[[Weeks], Any]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One published definition. A history shorter than `needs_weeks` has no answer yet."""

    columns: tuple[str, ...]
    kind: str  # "yes or no", "number" or "time to event"
    needs_weeks: int
    define: Define

    @property
    def name(self) -> str:
        return self.define.__name__

    @property
    def measures(self) -> str:
        return self.define.__module__.rpartition(".")[2]

    @property
    def says(self) -> str:
        """What it asks, in a sentence or two, without the citation."""
        return " ".join(str(self.define.__doc__).split("\n\n")[0].split())

    @property
    def paper(self) -> str:
        return str(self.define.__doc__).strip().rsplit("\n\n", 1)[-1].strip()

    @property
    def doi(self) -> str | None:
        found = re.search(r"doi:(\S+?)\.?$", self.paper)
        return found[1] if found else None


def yes_or_no(column: str, *, needs_weeks: int = 1) -> Callable[[Define], Outcome]:
    return _outcome((column,), "yes or no", needs_weeks)


def number(column: str, *, needs_weeks: int = 1) -> Callable[[Define], Outcome]:
    return _outcome((column,), "number", needs_weeks)


def time_to_event(measure: str, study: str, *, needs_weeks: int = 1) -> Callable[[Define], Outcome]:
    """Two columns: `AbT_…`, the week, and `AbE_…`, whether it happened."""
    return _outcome((f"{measure}T_{study}", f"{measure}E_{study}"), "time to event", needs_weeks)


def _outcome(columns: tuple[str, ...], kind: str, needs_weeks: int) -> Callable[[Define], Outcome]:
    def make(define: Define) -> Outcome:
        return Outcome(columns=columns, kind=kind, needs_weeks=needs_weeks, define=define)

    return make
