"""Abstinence from opioids that are not part of treatment.

Windows are those the CTN-0094 team used for its own harmonised trials, where the shortest history has 15 weeks: a
paper's "weeks 5 to 24" is read as weeks 5 to 15, and its visits between weekly samples fall on the weeks named.
"""

from .definition import number, time_to_event, yes_or_no
from .weeks import Number, TimeToEvent, Weeks, YesNo, only, stretch


@yes_or_no("Ab_ctnNinetyFour_2023", needs_weeks=15)
def negative_at_the_end_of_fifteen_weeks(weeks: Weeks) -> YesNo:
    """No positive or mixed week among weeks 12 to 15, and at most one of them missing.

    CTN-0094, 2023.
    """
    end = stretch(12, 15)
    return (weeks.use & end == 0) & (weeks.count(weeks.missing & end) <= 1)


@number("Ab_fiellin_2006")
def negative_weeks(weeks: Weeks) -> Number:
    """Weeks of confirmed abstinence: all samples negative.

    Fiellin et al., 2006, doi:10.1056/nejmoa055255
    """
    return weeks.count(weeks.negative)


@yes_or_no("Ab_kosten_1993", needs_weeks=3)
def three_weeks_negative_in_a_row(weeks: Weeks) -> YesNo:
    """At least three negative weeks in a row, at any time. A missing week breaks the row.

    Kosten et al., 1993, doi:10.1097/00005053-199306000-00004
    """
    return weeks.runs(weeks.negative, of=3) != 0


@yes_or_no("Ab_krupitskyA_2011", needs_weeks=15)
def negative_from_week_5(weeks: Weeks) -> YesNo:
    """Every week from 5 to 15 negative; missing counts as positive.

    Krupitsky et al., 2011, doi:10.1016/S0140-6736(11)60358-9
    """
    window = stretch(5, 15)
    return (weeks.use_or_missing & window == 0) & (weeks.negative & window != 0)


@number("Ab_krupitskyB_2011", needs_weeks=15)
def negative_weeks_from_week_5(weeks: Weeks) -> Number:
    """Weeks of confirmed abstinence among weeks 5 to 15; missing counts as positive.

    Krupitsky et al., 2011, doi:10.1016/S0140-6736(11)60358-9
    """
    return weeks.count(weeks.negative & stretch(5, 15))


@yes_or_no("Ab_ling_1998", needs_weeks=4)
def four_weeks_negative_in_a_row(weeks: Weeks) -> YesNo:
    """Thirteen negative samples in a row at three a week: four negative weeks in a row.

    Ling et al., 1998, doi:10.1046/j.1360-0443.1998.9344753.x
    """
    return weeks.runs(weeks.negative, of=4) != 0


@yes_or_no("Ab_lofwall_2018", needs_weeks=13)
def little_evidence_of_use(weeks: Weeks) -> YesNo:
    """At most one positive among ten samples: weeks 5 and 6 once, weeks 7, 9, 11 and 13 twice. Missing is positive.

    A week sampled twice has no room for use, so those four are negative, and one of weeks 5 and 6.

    Lofwall et al., 2018, doi:10.1001/jamainternmed.2018.1052
    """
    later = only(7, 9, 11, 13)
    return (weeks.negative & later == later) & (weeks.negative & only(5, 6) != 0)


@time_to_event("Ab", "mokri_2016")
def first_sample_not_negative_twice_a_week(weeks: Weeks) -> TimeToEvent:
    """Time to the first positive sample; missing counts as positive.

    Mokri et al., 2016, doi:10.1111/add.13259
    """
    return weeks.time_to(weeks.use_or_missing, last_seen=weeks.length)


@number("Ab_schottenfeld_2005")
def longest_abstinence_in_weeks(weeks: Weeks) -> Number:
    """The longest row of negative weeks; a missing week neither counts nor ends the row.

    Schottenfeld et al., 2005, doi:10.1176/appi.ajp.162.2.340
    """
    return weeks.longest_run(weeks.negative, through=weeks.missing)


@time_to_event("Ab", "schottenfeldA_2008")
def first_sample_not_negative(weeks: Weeks) -> TimeToEvent:
    """Time from randomisation to the first positive sample; missing counts as positive.

    Schottenfeld et al., 2008, doi:10.1016/S0140-6736(08)60954-X
    """
    return weeks.time_to(weeks.use_or_missing, last_seen=weeks.length)


@number("Ab_schottenfeldB_2008")
def longest_period_of_abstinence(weeks: Weeks) -> Number:
    """The longest row of negative samples, in weeks; missing counts as positive.

    Schottenfeld et al., 2008, doi:10.1016/S0140-6736(08)60954-X
    """
    return weeks.longest_run(weeks.negative)


@time_to_event("Ab", "shufman_1994")
def first_positive_sample(weeks: Weeks) -> TimeToEvent:
    """Weeks from the start of medication to the first positive sample; missing stays missing.

    Shufman et al., 1994, doi:10.1016/0006-3223(94)91240-8
    """
    return weeks.time_to(weeks.use, last_seen=weeks.length)


@yes_or_no("Ab_ctnThirty_2011", needs_weeks=4)
def successful_at_the_end(weeks: Weeks) -> YesNo:
    """The last week negative, and at least two of the three before it; missing counts as positive.

    Weiss et al., 2011 (CTN-0030), doi:10.1001/archgenpsychiatry.2011.121
    """
    last_four = weeks.the_last(weeks.negative, 4)
    return (last_four & only(4) != 0) & (weeks.count(last_four & stretch(1, 3)) >= 2)
