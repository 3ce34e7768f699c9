"""What the main pages and operations cost: SQL statements and CPU time in process, through the real views.

    python benchmarks/pages.py --people 10000 --events 400 [--trial FOLDER]

CPU is this process only (`process_time`), so neither the database nor waiting for it; medians over many rounds, each
page asked for with a session as a browser has it. Statements are everything sent to the database, savepoints included;
`most_statements` has one more where a round fell on the minute in which the site's own facts are asked for again.
`busy` says how much slower than its best the machine did a work that is always the same; near 1 it was quiet, and only
then are times worth keeping. Prints one JSON object.
"""

# ruff: noqa: PLC0415 -- the program is imported after Django is set up on the benchmark's own database

import json
import statistics
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from measured import CSRF, Measured, actor, arguments, console, measured_centre
from rich.progress import track

ROUNDS, WARM = 60, 8
# What the project promises: statements, and milliseconds of CPU.
TARGETS = {
    "list of people": (8, 10.0), "worklist of 60": (12, 15.0), "chart of 3,000 events": (12, 15.0),
    "record a check-in": (12, 8.0), "record PHQ-9": (12, 8.0),
}  # fmt: skip
CHECK_IN = {"urge": 1, "mood": 3, "sleep": 2, "stress": 1, "medicine": "yes", "used": "no"}


def measure(measured: Measured) -> dict[str, Any]:
    from switchback.clinical import instruments

    nurse, counsellor = _client(measured.sessions["nurse"]), _client(measured.sessions["counsellor"])
    person_id = UUID(measured.who_check_in[-1][0])
    themselves = _client(measured.who_check_in[-1][1])
    phq9: dict[str, Any] = {item.id: 1 for item in instruments.load("phq9").items}
    work: dict[str, Callable[[], Any]] = {
        "list of people": lambda: _ok(nurse.get("/team/people/")),
        "worklist of 60": lambda: _ok(counsellor.get("/team/")),
        "chart of 3,000 events": lambda: _ok(nurse.get(f"/team/people/{measured.person}/")),
        "record a check-in": lambda: _check_in(person_id),
        "record PHQ-9": lambda: _record(measured, person_id, phq9),
        "check-in page, sent": lambda: _ok(
            themselves.post("/me/today/", {**CHECK_IN, "key": str(uuid4())}), status=302
        ),
        "own home page": lambda: _ok(themselves.get("/me/")),
    }
    found = {
        name: cost(do)
        for name, do in track(work.items(), description="Pages", console=console, transient=True)
    }
    return {"pages": found, "busy": round(statistics.median(_reference) / min(_reference), 2)}


def cost(do: Callable[[], Any]) -> dict[str, Any]:
    from django.db import connection

    statements: Counter[int] = Counter()
    cpu, wall = [], []
    for round_ in range(WARM + ROUNDS):
        sent = 0

        def count(execute: Any, *args: Any) -> Any:
            nonlocal sent
            sent += 1
            return execute(*args)

        _reference.append(_same_work())
        with connection.execute_wrapper(count):
            began, began_cpu = time.perf_counter(), time.process_time()
            do()
            spent_cpu, spent = time.process_time() - began_cpu, time.perf_counter() - began
        if round_ >= WARM:
            statements[sent] += 1
            cpu.append(spent_cpu * 1000)
            wall.append(spent * 1000)
    return {
        "statements": statements.most_common(1)[0][0], "most_statements": max(statements),
        "cpu_ms": round(statistics.median(cpu), 2), "cpu_ms_least": round(min(cpu), 2),
        "wall_ms": round(statistics.median(wall), 2),
    }  # fmt: skip


_reference: list[float] = []


def _same_work() -> float:
    """CPU time of work that is always the same: where it varies, other programs were in the way of this one."""
    began = time.process_time()
    sum(number * number % 7 for number in range(20_000))
    return time.process_time() - began


def _client(session: str) -> Any:
    from django.conf import settings
    from django.test import Client

    client = Client(HTTP_HOST="127.0.0.1")
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    client.cookies["csrftoken"] = CSRF
    return client


def _ok(response: Any, *, status: int = 200) -> None:
    assert response.status_code == status, (response.status_code, response.content[:500])


def _check_in(person_id: UUID) -> None:
    """The operation as such: score, access log, event, record. What follows from it is measured with the page."""
    from switchback.care.continuing import operations as continuing
    from switchback.care.journey.operations import unannounced
    from switchback.care.people.door import Actor

    now = datetime.now(UTC)
    with unannounced():
        continuing.check_in(
            actor=Actor("person", person_id, "person"),
            person_id=person_id,
            answers=CHECK_IN,
            at=now,
            now=now,
            key=uuid4(),
        )


def _record(measured: Measured, person_id: UUID, answers: dict[str, Any]) -> None:
    from switchback.care.journey.operations import unannounced
    from switchback.care.observations import operations as observations

    now = datetime.now(UTC)
    with unannounced():
        observations.record_response(
            actor=actor(measured, "nurse"), person_id=person_id, instrument="phq9", answers=answers, at=now, now=now,
            key=uuid4(),
        )  # fmt: skip


def main() -> None:
    args = arguments(__doc__).parse_args()
    with measured_centre(people=args.people, events_each=args.events, trial=args.trial) as measured:
        print(json.dumps({"people": measured.people, "events": measured.events, **measure(measured)}))


if __name__ == "__main__":
    main()
