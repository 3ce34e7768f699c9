"""Who was there, and where in care: everybody, site_masked, detox, randomization."""

from switchback.care.people.bulk import SiteRow

from .participant import NO_DAY, Participant, at, made_id
from .reading import Tables

# The trials were run at sites whose names are masked; hours are unknown, so their clock is UTC.
ZONE = "UTC"


def register(person: Participant) -> None:
    name = f"{person.who:04d}"
    site = site_of(person.tables, person.who)[0]
    person.into.people.append((person.id, site, f"CTN-{name}", f"Participant {name}"))
    for table in ("everybody", "site_masked"):
        person.use(table, len([*person.rows(table)]))


def site_of(tables: Tables, who: int) -> SiteRow:
    number = next((str(row[1]) for row in tables["site_masked"].of(who) if row[1]), "unknown")
    return made_id("site", number), f"CTN site {number}", ZONE


def stay(person: Participant) -> None:
    """The episode, from consent (or the detox admission before it) to the last thing known, and the stays in it.

    Detox is withdrawal management. Outpatient care starts with randomisation, or when detox ends if that is later:
    the inpatient arms of CTN-0051 are named after where the medicine was started, and went on as outpatients.
    """
    admitted, discharged = _detox(person)
    randomised = _randomisations(person)
    opened = min(0, admitted) if admitted is not None else 0
    closed = max(
        opened, person.last_day, *(day for day in (admitted, discharged, randomised) if day is not None)
    )
    episode = made_id("episode", person.who)
    site = site_of(person.tables, person.who)[0]
    person.event("everybody", made_id("registered", person.who), "person.registered", opened, {})
    person.event("everybody", made_id("opened", person.who), "episode.opened", opened, {"episode": episode})
    outpatient = None if randomised is None else max(randomised, discharged or randomised)
    if admitted is not None:
        ended, because = (discharged, "discharge") if discharged is not None else (outpatient, "not_recorded")
        if ended is None or ended < admitted:
            ended, outpatient = closed, None
        _placement(person, episode, "detox", "withdrawal_management", admitted, ended, because)
    if outpatient is not None:
        _placement(person, episode, "randomization", "outpatient", outpatient, closed, "end_of_data")
    person.into.episodes.append((episode, person.id, site, at(opened), at(closed), "end_of_data"))
    detail = {"episode": episode, "reason": "end_of_data"}
    person.event("everybody", made_id("closed", person.who), "episode.closed", closed, detail)


def _placement(
    person: Participant, episode: str, table: str, level: str, started: int, ended: int, because: str
) -> None:
    id_ = made_id("placement", person.who, level, started)
    person.into.placements.append((id_, person.id, episode, level, at(started), at(ended), because))
    here = {"placement": id_, "level": level}
    person.event(table, made_id("started", id_), "placement.started", started, here)
    person.event(table, made_id("ended", id_), "placement.ended", ended, here | {"reason": because})


def _detox(person: Participant) -> tuple[int | None, int | None]:
    days: dict[str, int] = {}
    for _who, what, when in person.rows("detox"):
        if when is None:
            person.leave_out("detox", NO_DAY)
        elif what == "discharge" and "admission" not in days:
            person.leave_out("detox", "discharge without a known admission")
        elif what in days:
            person.leave_out("detox", "a second admission or discharge of the same person")
        else:
            days[str(what)] = int(when)
            person.use("detox")
    return days.get("admission"), days.get("discharge")


def _randomisations(person: Participant) -> int | None:
    first: tuple[object, object] | None = None
    for _who, arm, which, when in sorted(person.rows("randomization"), key=lambda row: str(row[2])):
        if when is None:
            person.leave_out("randomization", NO_DAY)
        elif which != "1" and (arm, when) == first:
            person.leave_out(
                "randomization", "copy of the first randomisation (CTN-0027 and CTN-0051 have one)"
            )
        else:
            first = first or (arm, when)
            facts = {"arm": arm, "phase": int(which or 1)}
            person.baseline("randomization", "trial_arm", facts, day=int(when))
            person.use("randomization")
    return person.randomised[1] if person.randomised else None
