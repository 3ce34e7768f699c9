"""What the models look at, computed from what was known on the day and from nothing else.

A feature is a number or None ("not known"). None is filled in by the model, from the people it was fitted on, not here.
No site, no trial, no race and no ethnicity: a model must not learn whom, or where, instead of how somebody fares.
"""

import math
from bisect import bisect_left
from collections.abc import Mapping

from .histories import BAD, History

Features = dict[str, float | None]

OPIOID_USE = frozenset({"Opioid", "Heroin", "Methadone", "Buprenorphine", "Analgesic"})
STIMULANTS = frozenset({"Cocaine", "Amphetamine"})
LONG_AGO = 60.0


def entry_day(history: History) -> float:
    return history.entry


def at_week(history: History, week: int) -> Features:
    """Everything, at the end of that week; week 0 is the day of entry."""
    day = history.entry + 7 * week
    known = history.known_on(day)
    return {
        **_asked(known), **_urine(known), **_weeks(known, week), **_visits(known, day), **_told(known, day, week),
        **_doses(known, day), **_measured(known),
    }  # fmt: skip


def _asked(known: History) -> Features:
    asked: Mapping[str, float | None] = known.baseline
    names = (
        "age", "male", "smokes", "nicotine", "cigarettes", "heroin_days", "opioid_days", "cocaine_days", "speed_days",
        "speedball_days", "inject_days", "inject_most", "shared", "heroin_injected", "cocaine_injected",
        "speedball_injected", "brain_injury", "epilepsy",
    )  # fmt: skip
    return {
        **{name: asked.get(name) for name in names},
        "on_methadone": float(known.arm == "Methadone"),
        "on_naltrexone": float(known.arm == "Inpatient NR-NTX"),
        "began_inpatient": float(known.arm.startswith("Inpatient")),
    }


def _urine(known: History) -> Features:
    """Positive samples, before and since entry, and of the last four weeks."""
    before = {drug for day, drug in known.urine if day <= known.entry}
    since = {(day, drug) for day, drug in known.urine if day > known.entry}
    drugs = {"Opioid": "morphine", "Cocaine": "cocaine", "Benzodiazepine": "benzodiazepine", "Thc": "cannabis",
             "Amphetamine": "amphetamine"}  # fmt: skip
    return {
        **{f"{name}_urine_at_entry": float(drug in before) for drug, name in drugs.items()},
        "methadone_urine_at_entry": float("Methadone" in before and known.medication != "Methadone"),
        **{f"{name}_urine_since": float(len({day for day, d in since if d == drug}))
           for drug, name in drugs.items()},
        "bad_share_before_entry": _share_before(known),
    }  # fmt: skip


def _share_before(known: History) -> float:
    """Of the visits in the eight weeks up to entry, those with an opioid-positive sample; one half where none was."""
    first = known.entry - 56
    visits = {day for day in known.attended if first <= day <= known.entry}
    positive = {day for day, drug in known.urine if first <= day <= known.entry and drug == "Opioid"}
    return (len(positive) + 0.5) / (len(visits | positive) + 1)


def _weeks(known: History, week: int) -> Features:
    word = known.word(weeks=week)
    bad = [symbol in BAD for symbol in word]
    found: Features = {
        "bad_weeks": float(sum(bad)),
        "missed_weeks": float(word.count("o")),
        "positive_weeks": float(word.count("+")),
        "mixed_weeks": float(word.count("*")),
        "bad_run": float(_run(bad, True)),
        "good_run": float(_run(bad, False)),
        "bad_share": sum(bad) / week if week else 0.0,
        "recent_bad": _recent(bad),
        "recent_missed": _recent([symbol == "o" for symbol in word]),
        "week": float(week),
    }
    for back in (1, 2, 3, 4):
        symbol = word[-back] if back <= len(word) else ""
        found[f"missed_{back}_back"] = float(symbol == "o")
        found[f"positive_{back}_back"] = float(symbol == "+")
        found[f"mixed_{back}_back"] = float(symbol == "*")
    return found


def _run(weeks: list[bool], kind: bool) -> int:
    run = 0
    for week in reversed(weeks):
        if week is not kind:
            break
        run += 1
    return run


def _recent(weeks: list[bool]) -> float:
    """The weeks, the latest counting most: each one further back counts 0.7 of the next."""
    weights = [0.7**back for back in range(len(weeks))]
    return sum(w for w, was in zip(weights, reversed(weeks), strict=True) if was) / (sum(weights) or 1.0)


def _visits(known: History, day: float) -> Features:
    times = known.attended
    since = [at for at in times if at > known.entry]
    positive = {at for at, drug in known.urine if drug in {"Opioid", "Methadone", "Buprenorphine"}
                and drug != known.medication and at > known.entry}  # fmt: skip
    return {
        "days_since_visit": min(day - times[-1], LONG_AGO) if times else LONG_AGO,
        "visits_7_days": float(sum(at > day - 7 for at in since)),
        "visits_28_days": float(sum(at > day - 28 for at in times)),
        "visits_since": float(len(since)),
        "last_visit_positive": float(bool(since) and since[-1] in positive),
        "days_until_entry": min(known.entry, 90.0),
        "visit_weekday_spread": _spread(since),
    }


def _spread(days: list[float]) -> float:
    """How irregular the gaps between visits are: the standard deviation of the gaps, 0 for fewer than three visits."""
    gaps = [b - a for a, b in zip(days, days[1:], strict=False)]
    if len(gaps) < 2:
        return 0.0
    mean = sum(gaps) / len(gaps)
    return min(math.sqrt(sum((gap - mean) ** 2 for gap in gaps) / len(gaps)), 14.0)


def _told(known: History, day: float, week: int) -> Features:
    """Days of use as told, in the four weeks up to entry and since; only as far as the last attended visit reaches."""
    entry = known.entry
    opioid = sorted({at for at, drug in known.told if drug in OPIOID_USE and drug != known.medication})
    other = sorted({at for at, drug in known.told if drug in STIMULANTS})
    alcohol = sorted({at for at, drug in known.told if drug == "Alcohol"})
    sedatives = sorted({at for at, drug in known.told if drug in {"Benzodiazepine", "Sedatives"}})
    cannabis = sorted({at for at, drug in known.told if drug == "THC"})
    after = entry if week else entry - 28
    return {
        "told_opioid_before": float(_between(opioid, entry - 28, entry)),
        "told_opioid_7_before": float(_between(opioid, entry - 7, entry)),
        "told_stimulant_before": float(_between(other, entry - 28, entry)),
        "told_alcohol_before": float(_between(alcohol, entry - 28, entry)),
        "told_sedative_before": float(_between(sedatives, entry - 28, entry)),
        "told_cannabis_before": float(_between(cannabis, entry - 28, entry)),
        "told_opioid_since": float(_between(opioid, entry, day)) if week else 0.0,
        "told_opioid_14": float(_between(opioid, max(day - 14, after), day)) if week else 0.0,
        "told_opioid_7": float(_between(opioid, max(day - 7, after), day)) if week else 0.0,
        "told_stimulant_since": float(_between(other, entry, day)) if week else 0.0,
        "told_alcohol_since": float(_between(alcohol, entry, day)) if week else 0.0,
        "days_since_told_use": min(day - opioid[-1], LONG_AGO) if opioid else LONG_AGO,
    }


def _between(days: list[float], after: float, until: float) -> int:
    return bisect_left(days, until + 0.5) - bisect_left(days, after + 0.5)


def _doses(known: History, day: float) -> Features:
    """Doses known to be given since entry; an injection of naltrexone has its own scale and counts as no dose here."""
    if known.arm == "Inpatient NR-NTX":
        injections = [at for at, amount in known.doses if amount > 0]
        return {"dose_days_7": 0.0, "dose_days_share": 0.0, "last_dose": 0.0, "dose_rise": 0.0,
                "first_dose_waited": _waited(known, injections, day), "injected": float(bool(injections))}  # fmt: skip
    given = [(at, amount) for at, amount in known.doses if amount > 0]
    since = [(at, amount) for at, amount in given if at >= known.entry]
    # Methadone milligrams on the scale of buprenorphine's: the trials' usual top doses, 120 and 32 mg.
    scale = 0.25 if known.arm == "Methadone" else 1.0
    last = since[-1][1] * scale if since else 0.0
    first = since[0][1] * scale if since else 0.0
    length = max(day - known.entry, 1.0)
    return {
        "dose_days_7": float(len({at for at, _ in given if at > day - 7})),
        "dose_days_share": min(len({at for at, _ in since}) / length, 1.0),
        "last_dose": last,
        "dose_rise": last - first,
        "first_dose_waited": _waited(known, [at for at, _ in since], day),
        "injected": 0.0,
    }


def _waited(known: History, given: list[float], day: float) -> float:
    later = [at for at in given if at >= known.entry]
    return min((later[0] if later else day) - known.entry, 28.0)


def _measured(known: History) -> Features:
    withdrawal = [value for _, value in known.withdrawal]
    since = [value for at, value in known.withdrawal if at > known.entry]
    pain = [value for _, value in known.pain]
    return {
        "withdrawal": withdrawal[-1] if withdrawal else None,
        "withdrawal_most": max(withdrawal) if withdrawal else None,
        "withdrawal_mean_since": sum(since) / len(since) if since else None,
        "pain": pain[-1] if pain else None,
    }
