"""Where our weekly word and the published one are known to differ, and why: the reason is the data, not the rule."""

import csv
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("known_differences.csv")


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One week of one person; every outcome cell of theirs that this week decides differs with it."""

    who: int
    rule: str
    week: int
    published: str
    ours: str
    reason: str


def known_differences() -> tuple[Difference, ...]:
    with FILE.open(encoding="utf-8", newline="") as rows:
        return tuple(
            Difference(
                who=int(row["who"]), rule=row["rule"], week=int(row["week"]), published=row["published"],
                ours=row["ours"], reason=row["reason"],
            )
            for row in csv.DictReader(rows)
        )  # fmt: skip
