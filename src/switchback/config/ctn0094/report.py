"""What became of every row: read, used, left out and why."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Tally:
    """One table. What was read is either used or left out; events were new, or had been written by an earlier run."""

    read: int = 0
    used: int = 0
    events: int = 0
    new: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Tally") -> None:
        self.used += other.used
        self.events += other.events
        self.new += other.new
        self.left_out.update(other.left_out)

    @property
    def unaccounted(self) -> int:
        return self.read - self.used - self.left_out.total()


@dataclass
class Report:
    tables: dict[str, Tally]
    people: int = 0
    sites: Counter[tuple[str, str]] = field(default_factory=Counter)  # people at each, by (id, name)
    not_read: tuple[str, ...] = ()

    @classmethod
    def about(cls, counts: Iterable[tuple[str, int]]) -> "Report":
        return cls({name: Tally(read=count) for name, count in counts})

    def add(self, tallies: dict[str, Tally]) -> None:
        for name, tally in tallies.items():
            self.tables[name].add(tally)

    @property
    def read(self) -> int:
        return sum(t.read for t in self.tables.values())

    @property
    def used(self) -> int:
        return sum(t.used for t in self.tables.values())

    @property
    def events(self) -> int:
        return sum(t.events for t in self.tables.values())

    @property
    def new(self) -> int:
        return sum(t.new for t in self.tables.values())

    @property
    def left_out(self) -> int:
        return sum(t.left_out.total() for t in self.tables.values())

    @property
    def unaccounted(self) -> tuple[str, ...]:
        """Tables whose sums do not add up: a mistake of the import, never of the data."""
        return tuple(name for name, tally in self.tables.items() if tally.unaccounted)
