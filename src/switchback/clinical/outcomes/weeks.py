"""What can be asked of a person's weeks: the words in which every outcome is defined.

A set of weeks is a whole number whose bit n − 1 stands for week n, so "and", "or" and "the week after" are `&`, `|`
and a shift. One person is five Python integers; a population is five columns of them. The same definition therefore
answers for both: only counting and choosing differ, and those are the two methods of `Arithmetic`.
"""

from dataclasses import dataclass
from typing import Any, Protocol

# A set of weeks, a number or a yes/no: a plain value for one person, a column of them for a table.
WeekSet = Any
Number = Any
YesNo = Any

NOT_A_NUMBER = float("nan")


class Arithmetic(Protocol):
    def count(self, weeks: WeekSet) -> Number:
        """How many weeks are in the set."""

    def choose(self, condition: YesNo, yes: Number, no: Number) -> Number:
        """`yes` where the condition holds, else `no`."""


class OnePerson:
    """Python's own integers, as long as the history needs."""

    def count(self, weeks: int) -> int:
        return weeks.bit_count()

    def choose(self, condition: bool, yes: Any, no: Any) -> Any:
        return yes if condition else no


@dataclass(frozen=True, kw_only=True)
class TimeToEvent:
    """In which week it happened; when it never did, the last week in which it could have been seen."""

    week: Number
    happened: YesNo


@dataclass(frozen=True, kw_only=True)
class Weeks:
    """The weeks with each result. `widest` is the longest history here; `length` is each person's own."""

    positive: WeekSet
    negative: WeekSet
    mixed: WeekSet
    missing: WeekSet
    length: Number
    widest: int
    arithmetic: Arithmetic

    @property
    def use(self) -> WeekSet:
        """A positive result in the week, a mixed week included."""
        return self.positive | self.mixed

    @property
    def use_or_missing(self) -> WeekSet:
        """Missing counted as positive."""
        return self.use | self.missing

    @property
    def tested(self) -> WeekSet:
        return self.use | self.negative

    @property
    def due(self) -> WeekSet:
        """Every week but those in which no sample was required."""
        return self.tested | self.missing

    @property
    def until_last_attended(self) -> WeekSet:
        """Every week up to the last one with a sample."""
        reached, step = self.tested, 1
        while step < self.widest:
            reached, step = reached | (reached >> step), step * 2
        return reached

    @property
    def last_attended(self) -> Number:
        """The last week with a sample, 0 if there never was one."""
        return self.count(self.until_last_attended)

    def count(self, weeks: WeekSet) -> Number:
        return self.arithmetic.count(weeks)

    def choose(self, condition: YesNo, yes: Number, no: Number) -> Number:
        return self.arithmetic.choose(condition, yes, no)

    def negatives(self, among: WeekSet) -> Number:
        """Negative weeks, a mixed week as half of one."""
        return self.count(self.negative & among) + self.count(self.mixed & among) / 2

    def positives(self, among: WeekSet) -> Number:
        """Positive weeks, a mixed week as half of one."""
        return self.count(self.positive & among) + self.count(self.mixed & among) / 2

    def share(self, part: Number, of: Number, *, of_none: float = NOT_A_NUMBER) -> Number:
        """`part / of`; where there is nothing to divide by, `of_none`: "no answer" unless a paper says else."""
        nothing = of == 0
        return self.choose(nothing, of_none, part / self.choose(nothing, 1, of))

    def share_negative(self, among: WeekSet) -> Number:
        """Of the weeks due, those negative: missing counts as positive."""
        return self.share(self.negatives(among), self.count(self.due & among))

    def share_negative_of_tested(self, among: WeekSet) -> Number:
        """Of the samples given, those negative; 0 for who never gave one."""
        return self.share(self.negatives(among), self.count(self.tested & among), of_none=0.0)

    def runs(self, weeks: WeekSet, *, of: int) -> WeekSet:
        """Where a run of so many weeks in a row begins."""
        begins = weeks
        for later in range(1, of):
            begins = begins & (weeks >> later)
        return begins

    def longest_run(self, weeks: WeekSet, *, through: WeekSet = 0) -> Number:
        """Most weeks of the set in a row; the weeks of `through` neither count nor end a row."""
        longest = row = self.count(weeks & 0)
        for place in range(self.widest):
            one = 1 << place
            row = self.choose(weeks & one != 0, row + 1, self.choose(through & one != 0, row, 0))
            longest = self.choose(row > longest, row, longest)
        return longest

    def first(self, weeks: WeekSet, *, else_: Number) -> Number:
        """The number of the first week in the set."""
        alone = weeks ^ (weeks & (weeks - 1))
        return self.choose(weeks != 0, self.count(alone - 1) + 1, else_)

    def first_few(self, weeks: WeekSet, few: int) -> WeekSet:
        """The earliest so many weeks of the set, wherever they lie."""
        later = weeks
        for _ in range(few):
            later = later & (later - 1)
        return weeks ^ later

    def the_last(self, weeks: WeekSet, few: int) -> WeekSet:
        """The end of the history, moved to the front: bit 0 is the first of the last `few` weeks."""
        return weeks >> self.choose(self.length > few, self.length - few, 0)

    def time_to(self, weeks: WeekSet, *, last_seen: Number, later: int = 0) -> TimeToEvent:
        """Time to the first week of the set, counted `later` weeks on; else up to the last it could be seen in."""
        return TimeToEvent(week=self.first(weeks, else_=last_seen - later) + later, happened=weeks != 0)


def stretch(first: int, last: int) -> int:
    """The weeks from one to another, both included."""
    return ((1 << (last - first + 1)) - 1) << (first - 1)


def only(*numbers: int) -> int:
    return sum(1 << (number - 1) for number in numbers)


def since(weeks: WeekSet, first: int) -> WeekSet:
    """The weeks of the set from that one on."""
    return (weeks >> (first - 1)) << (first - 1)
