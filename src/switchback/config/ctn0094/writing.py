"""Writing: whole people, some hundred at a time, each portion in one transaction."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from switchback.care.journey import bulk as journey
from switchback.care.medication import bulk as medication
from switchback.care.observations import bulk as observations
from switchback.care.people import bulk as people
from switchback.care.people import door
from switchback.care.people.door import Actor
from switchback.care.programme import bulk as programme

from . import baseline, medicine, stays, urine, use, visits, withdrawal
from .participant import Gathered, Participant
from .reading import SET_ASIDE, Tables
from .report import Report, Tally

IMPORTER = Actor.system("import:ctn0094")
AT_A_TIME = 200  # people in one transaction


def bring_in(
    tables: Tables,
    *,
    people_asked: int | None = None,
    tell: Callable[[int, int], None] = lambda people, events: None,
) -> Report:
    """Write the first `people_asked` people (None: everybody) and tell how many people and events are done.

    Ids are made from the rows, so a second run writes nothing, and a run that was killed is completed by the next.
    """
    everybody = sorted(who for who in tables["everybody"].rows if who is not None)
    chosen = everybody[:people_asked]
    report = Report.about((name, table.count) for name, table in tables.items())
    report.add(_left_out_whole(tables, chosen=set(chosen), known=set(everybody)))
    for portion in _gathered_ahead(tables, chosen):
        _write(portion)
        report.add(portion.tallies)
        report.people += len(portion.people)
        tell(report.people, report.events)
    return report


def gather(tables: Tables, chosen: Sequence[int]) -> Gathered:
    """What the rows of these people become."""
    into = Gathered()
    for who in chosen:
        person = Participant(who, tables, into)
        stays.register(person)
        baseline.known_at_start(person)
        medicine.doses(person)
        urine.samples(person)
        use.days(person)
        withdrawal.levels(person)
        visits.visits(person)
        stays.stay(person)  # last: the episode ends with the last thing known
    into.events.sort(key=lambda event: (event[1], event[3]))  # a person's history lies together, in order
    return into


def _gathered_ahead(tables: Tables, chosen: Sequence[int]) -> Iterator[Gathered]:
    """The next portion is made while the database is busy with this one."""
    portions = [chosen[start : start + AT_A_TIME] for start in range(0, len(chosen), AT_A_TIME)]
    with ThreadPoolExecutor(1) as ahead:
        coming = ahead.submit(gather, tables, portions[0]) if portions else None
        for following in [*portions[1:], None]:
            if coming is None:
                return
            ready = coming.result()
            coming = ahead.submit(gather, tables, following) if following else None
            yield ready


def _write(portion: Gathered) -> None:
    detail = {"people": len(portion.people), "events": len(portion.events)}
    with door.as_system(IMPORTER, action="import", detail=detail):
        people.sites(portion.sites.values())
        people.people(portion.people)
        journey.episodes(portion.episodes)
        journey.placements(portion.placements)
        observations.coded_measurements(portion.measurements)
        observations.urine_tests(portion.urine_tests)
        observations.use_days(portion.use_days)
        observations.baselines(portion.baselines)
        medication.doses(portion.doses)
        programme.visits(portion.visits)
        new = journey.events(portion.events)
    for table, count in new.items():
        portion.tallies[table].new = count


def _left_out_whole(tables: Tables, *, chosen: set[int], known: set[int]) -> dict[str, Tally]:
    """Rows that are about no person asked for, with the reason."""
    tallies = {name: Tally() for name in tables}
    for name, table in tables.items():
        if name in SET_ASIDE:
            tallies[name].left_out[SET_ASIDE[name]] = table.count
        elif name == "meta_substance_groups_uds":
            tallies[name].used = urine.use_panels(tables)
        else:
            for who, rows in table.rows.items():
                if who not in chosen:
                    tallies[name].left_out[_why_not(who, known)] += len(rows)
    return tallies


def _why_not(who: int | None, known: set[int]) -> str:
    if who is None:
        return "no person named in the source"
    return "not among the people asked for" if who in known else "person not in the table everybody"
