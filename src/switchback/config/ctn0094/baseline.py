"""What was known at the start, by topic. What the source does not know is said to be unknown, never "no"."""

from .participant import NO_DAY, Participant, slug


def known_at_start(person: Participant) -> None:
    _trial(person)
    _who_they_are(person)
    _facts(person, "conditions", "psychiatric")
    _facts(person, "injecting", "asi", "rbs_iv")
    _facts(person, "nicotine", "fagerstrom")
    _facts(person, "sexual_risk", "sex")
    _use_before(person)
    _pain(person)


def _facts(person: Participant, topic: str, *tables: str) -> None:
    """One topic from one or more tables of one row per person."""
    facts: dict[str, object] = {}
    for table in tables:
        found = person.facts(table)
        if found:
            person.use(table, len(set(person.tables[table].of(person.who))))
            facts |= found
    if facts:
        person.baseline(next(t for t in tables if person.tables[t].of(person.who)), topic, facts)


def _trial(person: Participant) -> None:
    facts: dict[str, object] = {"trial": f"CTN-00{person.trial}"}
    for _who, screened, use_told_to in person.rows("screening_date"):
        facts |= {"screening_day": _known(screened), "use_told_to_day": _known(use_told_to)}
        person.use("screening_date")
    for _who, when in person.rows("first_survey"):
        facts["first_survey_day"] = _known(when)
        person.use("first_survey")
    person.baseline("everybody", "trial", facts)


def _who_they_are(person: Participant) -> None:
    facts = person.facts("demographics")
    housing = person.facts("qol")
    if housing:
        person.use("qol")
    if facts:
        person.use("demographics")
        person.baseline("demographics", "work", {"job": facts.pop("job")})
        housing = {"is_living_stable": facts.pop("is_living_stable")} | housing
        person.baseline("demographics", "demographics", facts)
    if housing:
        person.baseline("demographics" if facts else "qol", "housing", housing)


def _use_before(person: Participant) -> None:
    """Days of use in the thirty before, by substance (Risk Behavior Survey)."""
    facts: dict[str, object] = {}
    for _who, what, did_use, days in person.rows("rbs"):
        facts[f"{what}_used"] = str(did_use or "unknown").lower()
        facts[f"{what}_days_of_30"] = _known(days)
        person.use("rbs")
    if facts:
        person.baseline("rbs", "use_before", facts)


def _pain(person: Participant) -> None:
    for _who, pain, when in person.rows("pain"):
        if when is None:
            person.leave_out("pain", NO_DAY)
        else:
            person.baseline("pain", "pain", {"pain": slug(str(pain or ""))}, day=int(when))
            person.use("pain")


def _known(value: object) -> object:
    return "unknown" if value is None else value
