"""Staying in treatment, seen from the weekly word: the trials' own retention figures, beside the published columns."""

from .weeks import Number, Weeks, YesNo


def weeks_retained(weeks: Weeks) -> Number:
    """The last week with a sample."""
    return weeks.last_attended


def retained_until(weeks: Weeks, *, week: int) -> YesNo:
    """Still attending in that week or later."""
    return weeks.last_attended >= week
