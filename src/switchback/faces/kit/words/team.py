"""The ward's words."""

Said = str | tuple[str, ...]

LEVELS = {
    "withdrawal_management": "Detox",
    "residential": "Residential",
    "intensive_outpatient": "Intensive outpatient",
    "outpatient": "Outpatient",
    "sober_living": "Sober living",
    "aftercare": "Aftercare",
    "unknown": "a setting we do not know",
}

BANDS = {
    "none": "None",
    "minimal": "Minimal",
    "mild": "Mild",
    "moderate": "Moderate",
    "moderately_severe": "Moderately severe",
    "severe": "Severe",
    "negative": "Negative",
    "positive": "Positive",
    "positive_at_3": "Positive at 3",
    "positive_at_4": "Positive at 4",
}

ROLES = {
    "front_desk": "Front desk",
    "counsellor": "Counsellor",
    "nurse": "Nurse",
    "prescriber": "Prescriber",
    "peer_specialist": "Peer specialist",
    "house_manager": "House manager",
    "medical_director": "Medical director",
    "administrator": "Administrator",
}

EVENTS = {
    "enquiry.received": "Asked for help",
    "person.registered": "Registered",
    "person.merged": "Two records joined",
    "person.unmerged": "Records parted again",
    "episode.opened": "Episode opened",
    "episode.closed": "Episode closed",
    "placement.started": "Stay started",
    "placement.ended": "Stay ended",
    "care_team.joined": "Joined the care team",
    "care_team.left": "Left the care team",
    "baseline.recorded": "Baseline recorded",
    "cows.recorded": "COWS recorded",
    "withdrawal.recorded": "Withdrawal recorded",
    "urine.tested": "Urine tested",
    "use.reported": "Use day",
    "response.recorded": "Answers recorded",
    "measurement.recorded": "Measured",
    "plan.revision_opened": "Plan opened to revise",
    "plan.saved": "Plan saved",
    "plan.agreed": "Plan agreed",
    "plan.published": "Plan in force",
    "medication.ordered": "Medicine ordered",
    "medication.order_stopped": "Order stopped",
    "dose.given": "Dose given",
    "dose.not_given": "Dose not given",
    "visit.booked": "Visit booked",
    "visit.attended": "Came to visit",
    "visit.missed": "Visit missed",
    "daily_check_in.recorded": "Checked in",
    "lapse.reported": "Told us of use",
    "check_ins.agreed": "Agreed on check-ins",
    "lapse.acknowledged": "Team in contact",
    "lapse.reviewed": "Return to use reviewed",
    "event.corrected": "Corrected",
}

# Why someone is on the worklist. Each says what it saw, never a number of risk.
RISK: dict[str, Said] = {
    "missed_check_ins": ("No check-in since {last_check_in}", "No check-in yet"),
    "craving_up": ("Urge {now} of 4, usually {before}", "Urge {now} of 4", "Urges up"),
    "lapse_reported": ("Told us of use, {at}", "Told us of use"),
    "dose_missed": ("Doses missed: {in_a_row}, last {on}", "Dose missed {on}", "Dose missed"),
    "recent_discharge": ("Left {level} {days} d ago", "Left care lately"),
    "self_harm_answer": ("PHQ-9 item 9: {value}, {at}", "PHQ-9 item 9: {value}", "PHQ-9 item 9 answered"),
    "severe_withdrawal": ("COWS {score}, {at}", "COWS {score}", "Severe withdrawal"),
    "not_scored": ("Not scored: {what}", "Not scored"),
    "use_reported": "Said yes to use",
}

# Why the detox protocol suggests what it does.
DETOX: dict[str, Said] = {
    "start": "Start",
    "wait": "Wait",
    "ask_prescriber": "Ask the prescriber",
    "cows_missing": "No COWS yet",
    "cows_too_old": ("COWS is {hours} h old, protocol asks for {needed} h or less", "COWS is too old"),
    "cows_too_low": ("COWS {cows}, protocol asks for {needed}", "COWS is too low"),
    "cows_high_enough": ("COWS {cows}, protocol asks for {needed}", "COWS is high enough"),
    "too_soon_after_use": (
        "{hours} h since last use, protocol asks for {needed} h ({opioid})",
        "Too soon after use",
    ),
    "waited_long_enough": (
        "{hours} h since last use, protocol asks for {needed} h ({opioid})",
        "Waited long enough",
    ),
    "pregnant": "Pregnant: the prescriber decides",
    "on_full_agonist": "On a full agonist: the prescriber decides",
    "recent_naltrexone": "Naltrexone lately: the prescriber decides",
    "last_use_unknown": "Last use not known: the prescriber decides",
    "medical_review": ("COWS {cows}: medical review", "Medical review"),
    "fentanyl_no_agreed_wait": "Fentanyl: no agreed wait, withdrawal may still be brought on",
    "methadone_higher_risk": "Methadone: higher risk of bringing on withdrawal",
    "short_acting": "Short-acting opioid",
    "extended_release": "Extended-release opioid",
    "fentanyl": "Fentanyl",
}

MEDICATION: dict[str, Said] = {
    "buprenorphine": "Buprenorphine",
    "methadone": "Methadone",
    "naltrexone_xr": "Naltrexone XR",
    "given_in_the_future": "This time has not come yet",
    "ordered_once_and_given": ("Ordered once, and given on {on}", "Ordered once, and given"),
    "missed_days_prescriber_first": (
        "{missed} days missed: the prescriber sees them first and orders anew",
        "Too many days missed: the prescriber first",
    ),
    "given_too_soon": ("Given on {on}: again from {again_on}", "Given too recently"),
    "given_before_order": ("Before the order of {ordered_at}", "Before the order"),
    "person_discharged": ("Discharged {discharged_at}", "Discharged"),
    "order_stopped": ("Order stopped {stopped_at}", "Order stopped"),
    "dose_not_above_zero": "A dose is more than 0 mg",
    "more_than_ordered": ("{given_mg} mg is more than the {ordered_mg} mg ordered", "More than ordered"),
    "already_given_today": (
        "{given_today_mg} mg given today, {daily_max_mg} mg is the most",
        "Already given today",
    ),
    "drug_unknown": ("No such medicine here: {drug}", "No such medicine here"),
    "another_medicine_ordered": "{drug} is ordered as well",
    "opioid_free_days_asked": "Before naltrexone: {days} days without opioids",
    "first_dose_without_suggestion": "First dose without a suggestion of the protocol",
    "other_drug_than_suggested": (
        "{ordered} ordered, {suggested} suggested",
        "Another medicine than suggested",
    ),
    "protocol_did_not_suggest_start": (
        "The protocol says: {action}",
        "The protocol does not suggest a start",
    ),
    "other_dose_than_suggested": (
        "{ordered_mg} mg ordered, {suggested_mg} mg suggested",
        "Another dose than suggested",
    ),
    "not_the_labelled_dose": (
        "{ordered_mg} mg ordered, the label says {usual_mg} mg",
        "Not the labelled dose",
    ),
    "above_first_day_dose": (
        "{ordered_mg} mg is above {usual_mg} mg, usual on a first day",
        "High for a first day",
    ),
    "above_usual_dose": ("{ordered_mg} mg is above the usual {usual_mg} mg", "Above the usual dose"),
}

SAFETY = {
    "tolerance_has_dropped": "Tolerance has dropped",
    "not_alone": "Not alone",
    "ask_them_to_stay": "Someone stays with them",
    "watch_breathing": "Watch breathing",
    "naloxone_in_sight": "Naloxone in sight",
    "do_not_mix": "No alcohol or sedatives with it",
    "keep_medicine": "Keep taking medicine",
    "call_clinic_today": "Call today",
    "no_punishment": "Nothing is taken away for telling",
}

PLAN = {
    "goals": "Goals",
    "goals.words": "A goal in the person's words",
    "goals.objective": "How we will see it",
    "goals.steps": "Steps",
    "goals.steps.what": "What is done",
    "goals.steps.who": "Who does it",
    "goals.steps.by_on": "By when",
    "goals.review_on": "When we look again",
    "relapse_prevention.triggers": "What sets it off",
    "relapse_prevention.early_signs": "Early signs",
    "relapse_prevention.helps": "What helps",
    "relapse_prevention.people": "People",
    "relapse_prevention.reasons": "Reasons",
    "safety.naloxone_place": "Where the naloxone is",
    "not_text": "Words only",
    "too_long": "Too long",
    "no_such_day": "No such day",
    "not_a_group": "This part could not be read",
    "unknown_part": "This part is not known",
    "not_a_list": "This list could not be read",
    "too_many": "Too many entries",
}

CONTENT = {
    "verified": "Source checked",
    "secondary": "Secondary source",
    "unverified": "Source not checked",
    "unsigned": "Not signed at this site",
}

TEAM: dict[str, Said] = {
    **LEVELS, **BANDS, **ROLES, **EVENTS, **RISK, **DETOX, **MEDICATION, **SAFETY, **PLAN, **CONTENT,
}  # fmt: skip
