"""Keys become words here, once for each face. `clinical` and `journey` speak in keys; nobody on a page does.

The team reads the ward's words, shortest first. The person reads plain second-person sentences, and never a number
that grades them. Words without a line for the person fall back to the team's only where that is safe to show.
"""

from typing import Any

FACES = ("person", "team")

TEAM = {
    # levels of care
    "withdrawal_management": "Detox",
    "residential": "Residential",
    "intensive_outpatient": "Intensive outpatient",
    "outpatient": "Outpatient",
    "sober_living": "Sober living",
    "aftercare": "Aftercare",
    # bands of instruments
    "none": "None",
    "minimal": "Minimal",
    "mild": "Mild",
    "moderate": "Moderate",
    "moderately severe": "Moderately severe",
    "moderately_severe": "Moderately severe",
    "severe": "Severe",
    "positive": "Positive",
    "negative": "Negative",
    "below": "Below the range",
    # roles
    "front_desk": "Front desk",
    "counsellor": "Counsellor",
    "nurse": "Nurse",
    "prescriber": "Prescriber",
    "peer_specialist": "Peer specialist",
    "house_manager": "House manager",
    "medical_director": "Medical director",
    "administrator": "Administrator",
    # events of the journey
    "enquiry.received": "Asked for help",
    "enquiry.answered": "Enquiry answered",
    "person.registered": "Registered",
    "person.merged": "Two records joined",
    "person.unmerged": "Records parted again",
    "episode.opened": "Episode opened",
    "episode.closed": "Episode closed",
    "placement.started": "Stay started",
    "placement.ended": "Stay ended",
    "care_team.joined": "Joined the care team",
    "care_team.left": "Left the care team",
    "cows.recorded": "COWS recorded",
    "urine.tested": "Urine tested",
    "use.reported": "Use day reported",
    "response.recorded": "Answers recorded",
    "measurement.recorded": "Measurement recorded",
    "baseline.recorded": "Baseline recorded",
    "plan.revision_opened": "Plan opened to revise",
    "plan.saved": "Plan saved",
    "plan.agreed": "Plan agreed",
    "plan.published": "Plan published",
    "medication.ordered": "Medication ordered",
    "medication.order_stopped": "Order stopped",
    "dose.given": "Dose given",
    "dose.not_given": "Dose not given",
    "visit.booked": "Visit booked",
    "visit.attended": "Came to visit",
    "visit.missed": "Visit missed",
    "daily_check_in.recorded": "Checked in",
    "lapse.reported": "Told us of use",
    "lapse.reviewed": "Return to use reviewed",
    "event.corrected": "Corrected",
    "worklist.seen": "Seen on the worklist",
    # reasons of risk
    "missed_check_ins": "No check-in since {last_check_in}",
    "craving_up": "Urges up: {before} → {now}",
    "lapse_reported": "Told us of use, {at}",
    "dose_missed": "Dose missed, {on}",
    "recent_discharge": "Left {level} {days} days ago",
    "self_harm_answer": "PHQ-9 item 9 answered {value}",
    "severe_withdrawal": "COWS {score}",
    "not_scored": "Not scored: {what}",
    # content and its status
    "verified": "Source checked",
    "secondary": "Secondary source",
    "unverified": "Source not checked",
    "unsigned": "Not signed at this site",
    # drugs
    "buprenorphine": "Buprenorphine",
    "methadone": "Methadone",
    "naltrexone_xr": "Naltrexone XR",
    # opioids of the last use
    "short_acting": "Short-acting opioid",
    "extended_release": "Extended-release opioid",
    "fentanyl": "Fentanyl",
}

PERSON = {
    "withdrawal_management": "Detox",
    "residential": "Living at the centre",
    "intensive_outpatient": "Day programme",
    "outpatient": "Visits",
    "sober_living": "Sober living",
    "aftercare": "Aftercare",
    "enquiry.received": "You asked for help",
    "person.registered": "You joined",
    "episode.opened": "You started here",
    "placement.started": "You moved in",
    "placement.ended": "You moved on",
    "response.recorded": "You answered questions",
    "plan.revision_opened": "Your plan is open to change",
    "plan.saved": "Your plan was saved",
    "plan.agreed": "You agreed your plan",
    "dose.given": "You took your medicine",
    "visit.booked": "Visit booked",
    "visit.attended": "You came to a visit",
    "visit.missed": "A visit you could not make",
    "daily_check_in.recorded": "You checked in",
    "lapse.reported": "You told us you used",
    "use.reported": "A use day",
    "lapse.reviewed": "You looked at it together with us",
    "missed_check_ins": "We have not heard from you for a few days",
    "craving_up": "You told us urges got stronger",
    "lapse_reported": "You told us you used",
    "dose_missed": "A dose of your medicine may be missing",
    "recent_discharge": "You left a safe place not long ago",
    "self_harm_answer": "You told us about dark thoughts",
    "severe_withdrawal": "Withdrawal was hard",
    "not_scored": "We have not read this yet",
}


def word(face: str, key: str, **saw: Any) -> str:
    """The words for a key on a face. What a sentence wants and was not given shows as a dash, never as a guess."""
    if face not in FACES:
        raise ValueError(f"no such face: {face}")
    said = PERSON.get(key) if face == "person" else None
    said = said or TEAM.get(key)
    if said is None:
        raise KeyError(f"no words for {key!r}: add a line to faces/kit/words.py")
    return said.format_map(_Saw(saw))


class _Saw(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"
