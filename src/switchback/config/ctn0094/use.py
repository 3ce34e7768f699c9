"""Days of use as told: tlfb. The ungrouped source of it and of uds, all_drugs, is compared row by row."""

from collections.abc import Mapping

from .participant import NO_DAY, Participant, made_id, on, slug
from .reading import Value

# How the authors grouped the names of all_drugs (vignette "Harmonization Information", tables 4 and 5).
GROUP = {
    "acetaminophen": "analgesic", "barbiturate": "sedatives", "codeine": "opioid", "crack": "cocaine",
    "fentanyl": "opioid", "gabapentin": "analgesic", "heavy_drinking": "alcohol", "hydrocodone": "opioid",
    "hydromorphone": "opioid", "light_drinking": "alcohol", "mdma": "mdma_hallucinogen", "merperidine": "opioid",
    "methamphetamine": "amphetamine", "morphine": "opioid", "musclerelax": "muscle_relaxant",
    "nalbuphine": "opioid",  # the vignette says analgesic, the table itself opioid
    "opium": "heroin", "oxycodone": "opioid", "oxymorphone": "opioid", "propoxyphene": "opioid",
    "sedative_hypnotic": "sedatives", "suboxone": "buprenorphine", "tramadol": "opioid", "trazodone": "antidepressant",
    "tryclic_antidepressant": "antidepressant",
}  # fmt: skip
IN_TLFB = "the same day and drug is in tlfb, under its group's name"
IN_UDS = "the same sample and drug is in uds, under its group's name"
OWN_MEDICINE = "the person's own medicine of the trial, which the authors took out of tlfb and uds"
NOWHERE = "in neither tlfb nor uds, for a reason the authors do not give"


def days(person: Participant) -> None:
    told: dict[Value, set[str]] = {}
    for _who, what, when in person.rows("tlfb"):
        if when is None:
            person.leave_out("tlfb", NO_DAY)
        else:
            told.setdefault(when, set()).add(slug(str(what or "")))
            person.use("tlfb")
    source = "timeline_follow_back"
    for when, substances in told.items():
        day = int(when or 0)
        key = made_id("tlfb", person.who, day)
        named = sorted(substances)
        person.into.use_days.append((key, person.id, on(day), named, source))
        detail = {"on": on(day).isoformat(), "substances": named, "source": source}
        person.event("tlfb", key, "use.reported", day, detail)
    _compare(person, told)


def _compare(person: Participant, told: Mapping[Value, set[str]]) -> None:
    found = {(row[2], slug(str(row[1]))) for row in person.tables["uds"].of(person.who)}
    for _who, what, source, when in person.rows("all_drugs"):
        name = slug(str(what or ""))
        drug = GROUP.get(name, name)
        if source == "TFB" and drug in told.get(when, ()):
            person.leave_out("all_drugs", IN_TLFB)
        elif source != "TFB" and (when, drug) in found:
            person.leave_out("all_drugs", IN_UDS)
        elif drug == person.drug:
            person.leave_out("all_drugs", OWN_MEDICINE)
        else:
            person.leave_out("all_drugs", NOWHERE)
