"""Return to use or lost contact, and leaving. Times are weeks; a mixed week counts as positive.

Where missing counts as positive, lost contact is counted as return to use: screens say so.
"""

from .definition import time_to_event, yes_or_no
from .weeks import TimeToEvent, Weeks, YesNo, since


@time_to_event("Rs", "ctnNinetyFour_2023", needs_weeks=4)
def four_weeks_of_use_in_a_row(weeks: Weeks) -> TimeToEvent:
    """Weeks to return to use: the first of four weeks in a row positive; missing counts as positive.

    CTN-0094, 2023.
    """
    return weeks.time_to(weeks.runs(weeks.use_or_missing, of=4), last_seen=weeks.length - 3)


@time_to_event("Dr", "ctnNinetyFour_2023", needs_weeks=4)
def four_weeks_missing_in_a_row(weeks: Weeks) -> TimeToEvent:
    """Weeks to leaving: the first of four weeks in a row without a sample.

    CTN-0094, 2023.
    """
    return weeks.time_to(weeks.runs(weeks.missing, of=4), last_seen=weeks.length - 3)


@yes_or_no("Rs_johnson_1992", needs_weeks=5)
def two_weeks_of_use_in_a_row_after_induction(weeks: Weeks) -> YesNo:
    """Two weeks in a row positive from week 4 on; missing counts as positive.

    Johnson et al., 1992, doi:10.1001/jama.1992.03480200058024
    """
    return weeks.runs(since(weeks.use_or_missing, 4), of=2) != 0


@yes_or_no("Rs_krupitsky_2004", needs_weeks=3)
def three_weeks_of_use_in_a_row(weeks: Weeks) -> YesNo:
    """Three weeks in a row positive; missing counts as positive. Used by Krupitsky et al. in 2004 and again in 2006.

    Krupitsky et al., 2006, doi:10.1016/j.jsat.2006.05.005

    Krupitsky et al., 2004, doi:10.1016/j.jsat.2004.02.002
    """
    return weeks.runs(weeks.use_or_missing, of=3) != 0


@time_to_event("Rs", "lee_2016", needs_weeks=4)
def ten_days_of_use_in_28(weeks: Weeks) -> TimeToEvent:
    """Weeks to ten days of use within 28, a positive week standing for five: two positive weeks among four.

    Counted at the third week of the first such four; missing counts as positive.

    Lee et al., 2016, doi:10.1056/nejmoa1505409
    """
    one, two, three, four = (weeks.use_or_missing >> later for later in range(4))
    two_of_four = one & (two | three | four) | two & (three | four) | three & four
    return weeks.time_to(two_of_four, last_seen=weeks.length - 1, later=2)


@time_to_event("Rs", "ctnFiftyOne_2018", needs_weeks=6)
def four_weeks_of_use_in_a_row_from_week_3(weeks: Weeks) -> TimeToEvent:
    """Weeks to the first of four weeks in a row positive, from day 21 on; missing counts as positive.

    Lee et al., 2018 (CTN-0051), doi:10.1016/S0140-6736(17)32812-X
    """
    return weeks.time_to(since(weeks.runs(weeks.use_or_missing, of=4), 3), last_seen=weeks.length - 3)


@time_to_event("Rs", "schottenfeld_2008", needs_weeks=3)
def three_samples_of_use_in_a_row(weeks: Weeks) -> TimeToEvent:
    """Time to the first of three positive samples in a row; missing counts as positive.

    Schottenfeld et al., 2008, doi:10.1016/S0140-6736(08)60954-X
    """
    return weeks.time_to(weeks.runs(weeks.use_or_missing, of=3), last_seen=weeks.length - 2)
