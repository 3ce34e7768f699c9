"""Reduction of use. A mixed week counts half.

Every share points the same way in the published columns: 1 is best. Papers that report a rate of *positive* samples
(Petitjean, Shufman, Soyka, Strain) appear as one minus that rate, and Zaks' number as the number of negative samples.
Windows are those of the CTN-0094 team's harmonised trials, where the shortest history has 15 weeks (abstinence.py).
"""

from .definition import number, yes_or_no
from .weeks import Number, Weeks, WeekSet, YesNo, only, stretch

EACH_OF_15_WEEKS = tuple(range(1, 16))
INDEX_POINTS = 120


@number("Rd_comer_2006", needs_weeks=8)
def share_negative_weeks_1_to_8(weeks: Weeks) -> Number:
    """Share of negative samples during eight weeks of treatment; missing counts as positive.

    Comer et al., 2006, doi:10.1001/archpsyc.63.2.210
    """
    return weeks.share_negative(stretch(1, 8))


@yes_or_no("Rd_eissenberg_1997", needs_weeks=15)
def stayed_and_four_negative_in_a_row(weeks: Weeks) -> YesNo:
    """Still attending in week 15, with four negative weeks in a row by then.

    A single missing week between two negative ones is taken as negative.

    Eissenberg et al., 1997, doi:10.1001/jama.1997.03540480045037
    """
    bridged = weeks.missing & (weeks.negative << 1) & (weeks.negative >> 1)
    negative = (weeks.negative | bridged) & stretch(1, 15)
    return (weeks.last_attended >= 15) & (weeks.runs(negative, of=4) != 0)


@number("Rd_fiellin_2006")
def share_negative_all_weeks(weeks: Weeks) -> Number:
    """Share of negative samples among the weeks due; missing counts as positive.

    Fiellin et al., 2006, doi:10.1056/nejmoa055255
    """
    return weeks.share_negative(weeks.due)


@number("Rd_fudala_2003")
def share_negative_of_samples_three_a_week(weeks: Weeks) -> Number:
    """Share of negative samples among those given.

    Fudala et al., 2003, doi:10.1056/nejmoa022164
    """
    return weeks.share_negative_of_tested(weeks.due)


@number("Rd_haight_2019", needs_weeks=15)
def share_negative_from_week_5(weeks: Weeks) -> Number:
    """Share of negative samples from week 5 to 15; missing counts as positive.

    Haight et al., 2019, doi:10.1016/S0140-6736(18)32259-1
    """
    return weeks.share_negative(stretch(5, 15))


@number("Rd_jaffe_1972", needs_weeks=8)
def share_of_weeks_negative_missing_filled_in(weeks: Weeks) -> Number:
    """Share of weeks characterised by negative samples; 0 for who left before week 8.

    A missing week takes the person's own most frequent result (a tie is positive; mixed counts with positive here).

    Jaffe et al., 1972, doi:10.1001/jama.1972.03210040013004
    """
    mostly_negative = weeks.count(weeks.negative) > weeks.count(weeks.use)
    filled_in = weeks.choose(mostly_negative, weeks.count(weeks.missing), 0)
    share = weeks.share(weeks.negatives(weeks.due) + filled_in, weeks.count(weeks.due))
    return weeks.choose(weeks.last_attended >= 8, share, 0.0)


@number("Rd_johnson_1992")
def share_negative_three_a_week(weeks: Weeks) -> Number:
    """Average share of negative samples among the weeks due; missing counts as positive.

    Johnson et al., 1992, doi:10.1001/jama.1992.03480200058024
    """
    return weeks.share_negative(weeks.due)


@yes_or_no("Rd_kostenB_1993", needs_weeks=15)
def seven_tenths_negative(weeks: Weeks) -> YesNo:
    """At least 70 % of a person's first 15 weekly samples negative, wherever in the trial they lie.

    Kosten et al., 1993, doi:10.1097/00005053-199306000-00004
    """
    return weeks.share_negative_of_tested(weeks.first_few(weeks.tested, 15)) >= 0.7


@number("Rd_lingA_1998", needs_weeks=15)
def share_negative_of_first_15_samples(weeks: Weeks) -> Number:
    """Share of negative samples among a person's first 15 weekly samples.

    Ling et al., 1998, doi:10.1046/j.1360-0443.1998.9344753.x
    """
    return weeks.share_negative_of_tested(weeks.first_few(weeks.tested, 15))


@number("Rd_lingC_1998", needs_weeks=15)
def treatment_effectiveness_score(weeks: Weeks) -> Number:
    """Number of negative samples in weeks 1 to 15 (the "treatment effectiveness score").

    Ling et al., 1998, doi:10.1046/j.1360-0443.1998.9344753.x
    """
    return weeks.negatives(stretch(1, 15))


@number("Rd_ling_2010", needs_weeks=15)
def share_negative_weeks_1_to_15(weeks: Weeks) -> Number:
    """Share of negative samples during weeks 1 to 15; missing counts as positive.

    Ling et al., 2010, doi:10.1001/jama.2010.1427
    """
    return weeks.share_negative(stretch(1, 15))


@number("Rd_lingA_1976", needs_weeks=15)
def index_of_illicit_morphine_use(weeks: Weeks) -> Number:
    """Index from 120 (none) down to 0: use weighs more the later it is; 0 for who left within three weeks.

    A positive week weighs 1 in weeks 1 to 3, 2 in weeks 4 to 6 … 5 in weeks 13 to 15; a missing one 0.22, whenever.

    Ling et al., 1976, doi:10.1001/archpsyc.1976.01770060043007
    """
    weights = [float(1 + (week - 1) // 3) for week in EACH_OF_15_WEEKS]
    return _index_of_use(weeks, positive=1.0, missing=0.22, weights=weights)


@number("Rd_lingB_1976", needs_weeks=15)
def index_of_illicit_morphine_use_missing_weighs_more(weeks: Weeks) -> Number:
    """The same index with the weight of a week rising evenly from 1 to 5, 0.8 for a positive week, 1 for a missing one.

    A missing week weighs the same whenever it is.

    Ling et al., 1976, doi:10.1001/archpsyc.1976.01770060043007
    """
    weights = [1 + (week - 1) * 4 / 14 for week in EACH_OF_15_WEEKS]
    return _index_of_use(weeks, positive=0.8, missing=1.0, weights=weights)


@number("Rd_lofwall_2018", needs_weeks=15)
def share_negative_on_the_sampling_schedule(weeks: Weeks) -> Number:
    """Share of negative samples over 15 planned ones: weeks 1 to 6 and 15 once, weeks 7, 9, 11 and 13 twice.

    Missing counts as positive.

    Lofwall et al., 2018, doi:10.1001/jamainternmed.2018.1052
    """
    once, twice = stretch(1, 6) | only(15), only(7, 9, 11, 13)
    negative = weeks.negatives(once) + 2 * weeks.negatives(twice)
    return weeks.share(negative, weeks.count(weeks.due & once) + 2 * weeks.count(weeks.due & twice))


@number("Rd_mattickA_2003")
def share_negative_while_in_treatment(weeks: Weeks) -> Number:
    """Share of negative samples for the time the person remained: up to the last week attended.

    Mattick et al., 2003, doi:10.1046/j.1360-0443.2003.00335.x
    """
    return _share_negative_until_last_attended(weeks)


@number("Rd_mattickB_2003", needs_weeks=13)
def share_negative_weeks_1_to_13(weeks: Weeks) -> Number:
    """Share of negative samples for the full 13 weeks, whoever left ("treatment effectiveness percentage").

    Mattick et al., 2003, doi:10.1046/j.1360-0443.2003.00335.x
    """
    return weeks.share_negative(stretch(1, 13))


@number("Rd_paniA_2000")
def share_negative_of_samples_carried_out(weeks: Weeks) -> Number:
    """Share of negative samples among all carried out during treatment.

    Pani et al., 2000, doi:10.1016/s0376-8716(99)00140-4
    """
    return weeks.share_negative_of_tested(weeks.due)


@number("Rd_paniB_2000")
def share_negative_of_samples_planned(weeks: Weeks) -> Number:
    """Share of negative samples among all the protocol asks for; missing counts as positive.

    Pani et al., 2000, doi:10.1016/s0376-8716(99)00140-4
    """
    return weeks.share_negative(weeks.due)


@number("Rd_petitjean_2001")
def share_negative_intention_to_treat(weeks: Weeks) -> Number:
    """One minus the share of positive weeks, intention to treat; missing counts as positive.

    Petitjean et al., 2001, doi:10.1016/S0376-8716(00)00163-0
    """
    positive = weeks.positives(weeks.due) + weeks.count(weeks.missing)
    return 1 - weeks.share(positive, weeks.count(weeks.due))


@number("Rd_preston_2000", needs_weeks=13)
def share_negative_in_the_treatment_phase(weeks: Weeks) -> Number:
    """Share of negative samples in weeks 1 to 13; missing counts as positive.

    Preston et al., 2000, doi:10.1001/archpsyc.57.4.395
    """
    return weeks.share_negative(stretch(1, 13))


@number("Rd_schottenfeld_2005")
def share_negative_of_samples(weeks: Weeks) -> Number:
    """Share of negative samples among those given; missing stays missing.

    Schottenfeld et al., 2005, doi:10.1176/appi.ajp.162.2.340
    """
    return weeks.share_negative_of_tested(weeks.due)


@yes_or_no("Ab_schwartz_2006", needs_weeks=15)
def negative_at_follow_up(weeks: Weeks) -> YesNo:
    """The sample at follow-up negative, read at week 15 (the paper: day 120).

    Schwartz et al., 2006, doi:10.1001/archpsyc.63.1.102
    """
    return weeks.negative & only(15) != 0


@number("Rd_shufman_1994")
def share_not_positive_weekly(weeks: Weeks) -> Number:
    """One minus the share of positive samples among the weeks due; missing is not positive.

    Shufman et al., 1994, doi:10.1016/0006-3223(94)91240-8
    """
    return _share_not_positive(weeks, weeks.due)


@number("Rd_soyka_2008")
def share_not_positive_of_samples(weeks: Weeks) -> Number:
    """One minus the share of positive samples among those given; 1 for who gave none.

    Soyka et al., 2008, doi:10.1017/S146114570700836X
    """
    return _share_not_positive_of_tested(weeks)


@number("Rd_strain_1993", needs_weeks=15)
def share_not_positive_on_a_stable_dose(weeks: Weeks) -> Number:
    """One minus the share of positive samples in weeks 6 to 15, when the dose is stable; missing is not positive.

    Strain et al., 1993, doi:10.7326/0003-4819-119-1-199307010-00004
    """
    return _share_not_positive(weeks, stretch(6, 15))


@number("Rd_strain_1994")
def share_not_positive_overall(weeks: Weeks) -> Number:
    """One minus the overall share of positive samples among the weeks due; missing is not positive.

    Strain et al., 1994, doi:10.1176/ajp.151.7.1025
    """
    return _share_not_positive(weeks, weeks.due)


@number("Rd_strain_1996")
def share_not_positive_of_samples_overall(weeks: Weeks) -> Number:
    """One minus the share of positive samples among those given; 1 for who gave none.

    Strain et al., 1996, doi:10.1097/00004714-199602000-00010
    """
    return _share_not_positive_of_tested(weeks)


@number("Rd_strain_1999")
def share_not_positive_twice_a_week(weeks: Weeks) -> Number:
    """One minus the share of positive samples among the weeks due; missing is not positive.

    Strain et al., 1999, doi:10.1001/jama.281.11.1000
    """
    return _share_not_positive(weeks, weeks.due)


@yes_or_no("Rd_strang_2010", needs_weeks=12)
def half_negative_in_the_last_12_weeks(weeks: Weeks) -> YesNo:
    """At least half of the samples of the last twelve weeks negative; missing counts as positive.

    Strang et al., 2010, doi:10.1016/S0140-6736(10)60349-2
    """
    negative, mixed = weeks.the_last(weeks.negative, 12), weeks.the_last(weeks.mixed, 12)
    due = weeks.count(weeks.the_last(weeks.due, 12))
    return weeks.share(weeks.count(negative) + weeks.count(mixed) / 2, due) >= 0.5


@number("Rd_strang_2019", needs_weeks=12)
def share_negative_weeks_1_to_12(weeks: Weeks) -> Number:
    """Share of negative samples in the twelve weeks from randomisation; missing counts as positive.

    Strang et al., 2019, doi:10.3310/hta23030
    """
    return weeks.share_negative(stretch(1, 12))


@number("Rd_tanum_2017")
def share_negative_until_last_attended(weeks: Weeks) -> Number:
    """Negative samples divided by the weeks up to the last one attended; missing counts as positive.

    Tanum et al., 2017, doi:10.1001/jamapsychiatry.2017.3206
    """
    return _share_negative_until_last_attended(weeks)


@number("Rd_wolstein_2009")
def share_negative_of_weeks_taken_part(weeks: Weeks) -> Number:
    """Negative samples per week of taking part.

    Wolstein et al., 2009, doi:10.1055/s-0028-1083818
    """
    return weeks.share_negative_of_tested(weeks.due)


@number("Rd_woody_2008", needs_weeks=12)
def share_negative_at_weeks_4_8_12(weeks: Weeks) -> Number:
    """Share of negative samples at weeks 4, 8 and 12; missing counts as positive.

    Woody et al., 2008, doi:10.1001/jama.2008.574
    """
    return weeks.share_negative(only(4, 8, 12))


@number("Rd_zaks_1972")
def number_of_negative_samples(weeks: Weeks) -> Number:
    """Number of negative samples, over the whole history.

    Zaks et al., 1972, doi:10.1001/jama.1972.03200060039005
    """
    return weeks.negatives(weeks.due)


def _share_not_positive(weeks: Weeks, among: WeekSet) -> Number:
    return 1 - weeks.share(weeks.positives(among), weeks.count(weeks.due & among))


def _share_not_positive_of_tested(weeks: Weeks) -> Number:
    return 1 - weeks.share(weeks.positives(weeks.due), weeks.count(weeks.tested), of_none=0.0)


def _share_negative_until_last_attended(weeks: Weeks) -> Number:
    due = weeks.due & weeks.until_last_attended
    return weeks.share(weeks.negatives(due), weeks.count(due), of_none=0.0)


def _index_of_use(weeks: Weeks, *, positive: float, missing: float, weights: list[float]) -> Number:
    """120 × (1 − the person's weight ÷ the greatest possible weight)."""
    weighed = weeks.count(weeks.missing & stretch(1, 15)) * missing
    for week, weight in zip(EACH_OF_15_WEEKS, weights, strict=True):
        weighed = weighed + weeks.positives(only(week)) * (positive * weight)
    greatest = sum(max(missing, positive * weight) for weight in weights)
    return weeks.choose(weeks.last_attended > 3, INDEX_POINTS - INDEX_POINTS * weighed / greatest, 0.0)
