"""Many invented people with long journeys, so that a benchmark can see whether time grows with other people's data.

    python benchmarks/synthetic_people.py --people 10000 --events 500 [--database NAME --keep] [--records]

The same seed makes the same people: filling twice changes nothing. Everything goes through the bulk operations an
import uses. Events alone by default; with --records the tables behind doses, visits, urine tests and use days too.
Prints one JSON object.
"""

# ruff: noqa: PLC0415 -- the program is imported after Django is set up on the benchmark's own database

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from own_database import own_database

TEMPLATES = 48  # different courses; every person follows one of them, with ids of their own
EVENTS_AT_A_TIME = 30_000  # in one transaction
WRITERS = 3
SITE = "Benchmark site"


@dataclass(frozen=True)
class Moment:
    """One event of a course, ready to be written for anybody who follows it."""

    kind: str
    at: datetime
    detail: str


@dataclass(frozen=True)
class Filled:
    site_id: str
    people: int
    events: int  # new ones
    seconds: float


def fill(
    *, people: int, events_each: int, until: datetime, seed: int = 1, site: str = SITE, records: bool = False,
    tell: Callable[[int, int], None] = lambda people, events: None,
) -> Filled:  # fmt: skip
    """Write `people` people with `events_each` events each, the last of them at about `until`."""
    from switchback.care.people import bulk, door

    began = time.perf_counter()
    site_id = _id(random.Random(f"{seed} {site}"))
    with door.as_system(_actor(), action="import", detail={"people": people}):
        bulk.sites([(site_id, site, "UTC")])
    courses = [_course(random.Random(f"{seed} course {n}"), events_each, until) for n in range(TEMPLATES)]
    at_a_time = max(1, EVENTS_AT_A_TIME // events_each)
    portions = [range(first, min(first + at_a_time, people)) for first in range(0, people, at_a_time)]
    done = new = 0
    with ThreadPoolExecutor(WRITERS) as writers:
        coming = [writers.submit(_write, seed, site_id, portion, courses, records) for portion in portions]
        for future in as_completed(coming):
            count, events = future.result()
            done, new = done + count, new + events
            tell(done, new)
    return Filled(site_id, done, new, time.perf_counter() - began)


def person_id(*, seed: int, number: int) -> str:
    """The id of the n-th invented person of a seed."""
    return _id(random.Random(f"{seed} person {number}"))


def _write(
    seed: int, site_id: str, portion: range, courses: list[list[Moment]], records: bool
) -> tuple[int, int]:
    from django.db import connection

    from switchback.care.journey import bulk as journey
    from switchback.care.people import bulk as books
    from switchback.care.people import door

    people, episodes, placements, events = [], [], [], []
    for number in portion:
        rng = random.Random(f"{seed} person {number}")
        person, episode, placement = _id(rng), _id(rng), _id(rng)
        course = courses[number % TEMPLATES]
        people.append((person, site_id, f"B{number:06d}", f"Person {number:06d}"))
        episodes.append((episode, person, site_id, course[0].at, None, ""))
        placements.append((placement, person, episode, "outpatient", course[0].at, None, ""))
        events += [(_key(rng, number), person, m.kind, m.at, m.detail, "") for m in course]
    try:
        with door.as_system(_actor(), action="import", detail={"people": len(people), "events": len(events)}):
            books.people(people)
            journey.episodes(episodes)
            journey.placements(placements)
            if records:
                _write_records(events)
            return len(people), journey.events(events).total()
    finally:
        connection.close()


def _write_records(events: list[tuple[Any, ...]]) -> None:
    from switchback.care.medication import bulk as medication
    from switchback.care.observations import bulk as observations
    from switchback.care.programme import bulk as programme

    def of(kind: str) -> Iterator[tuple[str, str, datetime, dict[str, Any]]]:
        return (
            (key, person, at, json.loads(detail)) for key, person, k, at, detail, _ in events if k == kind
        )

    medication.doses((k, p, d["mg"], d["drug"], at.date(), at) for k, p, at, d in of("dose.given"))
    observations.urine_tests(
        (k, p, at, d["tested"], d["positive"], None) for k, p, at, d in of("urine.tested")
    )
    observations.use_days(
        (k, p, at.date(), d["substances"], d["source"]) for k, p, at, d in of("use.reported")
    )
    programme.visits((k, p, d["what"], at, at, None, []) for k, p, at, d in of("visit.attended"))
    programme.visits((k, p, d["what"], at, None, at, d["reasons"]) for k, p, at, d in of("visit.missed"))


def _course(rng: random.Random, length: int, until: datetime) -> list[Moment]:
    """A course of exactly `length` events: made day by day backwards from `until`, opened before the first of them."""
    mg = rng.choice((8, 12, 16, 24))
    uses = rng.choice((0.01, 0.03, 0.1))  # share of days on which use is told
    moments: list[Moment] = []
    day = until.replace(hour=0, minute=0, second=0, microsecond=0)
    while len(moments) < length - 3:
        day -= timedelta(days=1)
        moments += reversed(list(_day(rng, day, mg, uses)))
    moments = moments[: length - 3]
    opened = (moments[-1].at if moments else day) - timedelta(hours=1)
    begin = (
        ("placement.started", '{"level": "outpatient"}'),
        ("episode.opened", "{}"),
        ("person.registered", "{}"),
    )
    return [Moment(kind, opened, detail) for kind, detail in reversed(begin)][:length] + moments[::-1]


def _day(rng: random.Random, day: datetime, mg: int, uses: float) -> Iterator[Moment]:
    def at(hour: int) -> datetime:
        return day + timedelta(hours=hour, minutes=rng.randrange(60))

    if rng.random() < 0.03:
        yield _moment("withdrawal.recorded", at(8), level=rng.randrange(3), scale="cows")
    if rng.random() < 0.93:
        yield _moment(
            "dose.given", at(9), order=None, mg=mg, drug="buprenorphine", service_day=str(day.date())
        )
    if day.weekday() == 2:
        positive = ["opioid"] if rng.random() < uses * 4 else []
        yield _moment("urine.tested", at(10), tested=["cocaine", "opioid", "thc"], positive=positive)
    if day.weekday() in (1, 4):
        if rng.random() < 0.85:
            yield _moment("visit.attended", at(14), what="group")
        else:
            yield _moment("visit.missed", at(14), what="group", reasons=["no_show"])
    if rng.random() < uses:
        yield _moment("use.reported", at(18), on=str(day.date()), substances=["heroin"], source="told")
    if rng.random() < 0.8:
        urge = min(4, int(rng.expovariate(1)))
        flags: list[str] = []
        yield _moment(
            "daily_check_in.recorded",
            at(20),
            on=str(day.date()),
            urge=urge,
            free=True,
            rode_out=urge > 2,
            flags=flags,
        )


def _moment(kind: str, at: datetime, **detail: Any) -> Moment:
    return Moment(kind, at, json.dumps(detail))


def _id(rng: random.Random) -> str:
    """A random-looking UUID (version 4) from the seed."""
    made = f"{rng.getrandbits(128):032x}"
    return f"{made[:12]}4{made[13:16]}a{made[17:]}"


def _key(rng: random.Random, number: int) -> str:
    """As _id, but a person's keys lie together: the index over all keys then grows at its end, which is quicker."""
    return f"{number:08x}{_id(rng)[8:]}"


def _actor() -> Any:
    from switchback.care.people.door import Actor

    return Actor.system("benchmark")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--events", type=int, default=500, help="events of each person")
    parser.add_argument("--records", action="store_true")
    parser.add_argument("--database", default="switchback_bench_people")
    parser.add_argument("--keep", action="store_true", help="leave the database for other benchmarks")
    args = parser.parse_args()
    with own_database(args.database, keep=args.keep):
        today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        filled = fill(people=args.people, events_each=args.events, until=today, records=args.records)
        print(
            json.dumps(
                {
                    "people": filled.people, "events": filled.events, "seconds": round(filled.seconds, 1),
                    "events_per_s": round(filled.events / filled.seconds), "database": args.database,
                }
            )
        )  # fmt: skip


if __name__ == "__main__":
    main()
