"""Each feature in words the team would use. A test holds this list against the features themselves."""

DRUGS = {
    "morphine": "opioids (morphine)", "cocaine": "cocaine", "benzodiazepine": "benzodiazepines",
    "cannabis": "cannabis", "amphetamine": "amphetamines", "methadone": "methadone that was not prescribed here",
}  # fmt: skip
BACK = {1: "the latest week", 2: "the week before the latest", 3: "two weeks before the latest",
        4: "three weeks before the latest"}  # fmt: skip
KINDS = {
    "missed": "no urine sample in",
    "positive": "an opioid-positive sample in",
    "mixed": "mixed results in",
}
DAYS = {
    "heroin": "heroin", "opioid": "other opioids", "cocaine": "cocaine", "speed": "amphetamines",
    "speedball": "heroin and cocaine together",
}  # fmt: skip

WORDS = {
    "age": "age in years",
    "male": "is a man",
    "smokes": "smokes",
    "nicotine": "dependence on nicotine, 0-10 (Fagerstrom)",
    "cigarettes": "cigarettes a day, in four steps",
    **{f"{drug}_days": f"days of {words} in the 30 before the start" for drug, words in DAYS.items()},
    "inject_days": "days of injecting in the 30 before the start",
    "inject_most": "most injections in a day",
    "shared": "shared injecting equipment",
    "heroin_injected": "injected heroin in the 30 days before the start",
    "cocaine_injected": "injected cocaine in the 30 days before the start",
    "speedball_injected": "injected heroin and cocaine together in the 30 days before the start",
    "brain_injury": "has had a brain injury",
    "epilepsy": "has epilepsy",
    "on_methadone": "takes methadone",
    "on_naltrexone": "assigned to extended-release naltrexone",
    "began_inpatient": "began as an inpatient",
    **{f"{drug}_urine_at_entry": f"urine positive for {words} up to entry" for drug, words in DRUGS.items()},
    **{f"{drug}_urine_since": f"samples positive for {words} since entry" for drug, words in DRUGS.items()},
    "bad_share_before_entry": "share of visits with an opioid-positive sample in the eight weeks up to entry",
    "bad_weeks": "weeks positive or without a sample",
    "missed_weeks": "weeks without a sample",
    "positive_weeks": "weeks with an opioid-positive sample",
    "mixed_weeks": "weeks with mixed results",
    "bad_run": "latest weeks in a row positive or without a sample",
    "good_run": "latest weeks in a row with a negative sample",
    "bad_share": "share of weeks positive or without a sample",
    "recent_bad": "weeks positive or without a sample, the latest counting most",
    "recent_missed": "weeks without a sample, the latest counting most",
    "week": "weeks since entry",
    **{f"{kind}_{n}_back": f"{words} {when}" for n, when in BACK.items() for kind, words in KINDS.items()},
    "days_since_visit": "days since the last visit",
    "visits_7_days": "visits in the last 7 days",
    "visits_28_days": "visits in the last 28 days",
    "visits_since": "visits since entry",
    "last_visit_positive": "the sample of the last visit was positive",
    "days_until_entry": "days from consent to entry",
    "visit_weekday_spread": "how irregular the gaps between visits are, in days",
    "told_opioid_before": "days of opioid use told for the 28 before entry",
    "told_opioid_7_before": "days of opioid use told for the 7 before entry",
    "told_stimulant_before": "days of stimulant use told for the 28 before entry",
    "told_alcohol_before": "days of drinking told for the 28 before entry",
    "told_sedative_before": "days of sedative use told for the 28 before entry",
    "told_cannabis_before": "days of cannabis use told for the 28 before entry",
    "told_opioid_since": "days of opioid use told since entry",
    "told_opioid_14": "days of opioid use told for the last 14",
    "told_opioid_7": "days of opioid use told for the last 7",
    "told_stimulant_since": "days of stimulant use told since entry",
    "told_alcohol_since": "days of drinking told since entry",
    "days_since_told_use": "days since the last opioid use told",
    "dose_days_7": "days with a known dose in the last 7",
    "dose_days_share": "share of days since entry with a known dose",
    "last_dose": "last known dose (methadone divided by four)",
    "dose_rise": "rise of the dose since entry",
    "first_dose_waited": "days from entry to the first known dose",
    "injected": "has had a naltrexone injection",
    "withdrawal": "latest withdrawal category, 0-3",
    "withdrawal_most": "highest withdrawal category so far, 0-3",
    "withdrawal_mean_since": "mean withdrawal category since entry",
    "pain": "pain, none to severe, 0-2",
}


def words_of(name: str) -> str:
    return WORDS[name]
