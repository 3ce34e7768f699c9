"""Writing: whole people, some hundred at a time, each portion in one transaction."""

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager

from django.db import connection

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
AT_A_TIME = 150  # people in one transaction
WRITERS = 3  # while one waits for the database, another makes the next rows


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
    report.add(left_out_whole(tables, chosen=set(chosen), known=set(everybody)))
    report.sites = _found_sites(tables, chosen)
    portions = [chosen[start : start + AT_A_TIME] for start in range(0, len(chosen), AT_A_TIME)]
    with _no_garbage_collection(), ThreadPoolExecutor(WRITERS) as writers:
        coming = [writers.submit(_gather_and_write, tables, portion) for portion in portions]
        try:
            for written in as_completed(coming):
                count, tallies = written.result()
                report.add(tallies)
                report.people += count
                tell(report.people, report.events)
        except BaseException:
            writers.shutdown(cancel_futures=True)
            raise
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


def _found_sites(tables: Tables, chosen: Sequence[int]) -> Counter[tuple[str, str]]:
    """All sites first: two writers founding each other's sites would wait for each other. Returns people at each."""
    sites = Counter(stays.site_of(tables, who) for who in chosen)
    with door.as_system(IMPORTER, action="import", detail={"people": len(chosen)}):
        people.sites(sites)
    return Counter({(str(id_), name): count for (id_, name, _), count in sites.items()})


def _gather_and_write(tables: Tables, portion: Sequence[int]) -> tuple[int, dict[str, Tally]]:
    gathered = gather(tables, portion)
    try:
        _write(gathered)
    finally:
        connection.close()  # this thread's own
    return len(gathered.people), gathered.tallies


def _write(portion: Gathered) -> None:
    detail = {"people": len(portion.people), "events": len(portion.events)}
    with door.as_system(IMPORTER, action="import", detail=detail):
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


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Millions of rows without a cycle among them: looking for cycles takes a third of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def left_out_whole(tables: Tables, *, chosen: set[int], known: set[int]) -> dict[str, Tally]:
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
