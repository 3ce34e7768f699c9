"""Pages and check-ins over HTTP, as a browser's connection sees them, on this machine's loopback.

    python benchmarks/over_http.py --people 10000 --events 400 [--trial FOLDER] [--check-ins 3000]

Pages: one after the other on one kept connection to one web server process, medians. Check-ins: several connections at
once to two processes, from another process; each is one POST of the real form, stored durably, scored, and on the
worklist when the answer comes. Afterwards the records and the worklist are counted. Prints one JSON object.
"""

# ruff: noqa: PLC0415 -- the program is imported after Django is set up on the benchmark's own database

import argparse
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from measured import CSRF, Measured, actor, arguments, console, measured_centre
from pages import CHECK_IN

HOST = "127.0.0.1"
ROUNDS, WARM = 150, 10
CONNECTIONS = 8
MEDIAN_MS, PER_SECOND = 60, 150  # what the project promises


def measure(measured: Measured, *, check_ins: int) -> dict[str, Any]:
    with web_server(workers=1) as port, console.status("Pages over HTTP"):
        pages = {
            "list of people": median_ms(port, "/team/people/", measured.sessions["nurse"]),
            "worklist of 60": median_ms(port, "/team/", measured.sessions["counsellor"]),
            "chart of 3,000 events": median_ms(
                port, f"/team/people/{measured.person}/", measured.sessions["nurse"]
            ),
            "own home page": median_ms(port, "/me/", measured.who_check_in[-1][1]),
            "Help now, nobody signed in": median_ms(port, "/help/", ""),
        }
    with web_server(workers=2) as port, console.status("Check-ins over HTTP"):
        generate(port, measured, count=100)  # both processes have met every page and table once
        before, began = stored(measured), datetime.now(UTC)
        sent = generate(port, measured, count=check_ins)
        after = stored(measured)
    return {
        "pages_median_ms": pages,
        "check_ins": {
            **sent,
            "stored": after - before,
            "fresh_on_the_worklist": fresh_on_worklist(measured, since=began),
            "people": len(measured.who_check_in),
        },
    }


@contextmanager
def web_server(*, workers: int) -> Iterator[int]:
    from switchback.config import running

    with socket.socket() as free:
        free.bind((HOST, 0))
        port = int(free.getsockname()[1])
    env = {**os.environ, "SWITCHBACK_AS": "runtime", "PYTHONPATH": os.pathsep.join(sys.path)}
    env.pop("SWITCHBACK_DEMO", None)
    server = subprocess.Popen(
        running.web_server(host=HOST, port=port, workers=workers), env=env, stdout=subprocess.DEVNULL
    )
    try:
        _wait(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            with Browser(port, "") as browser:
                if browser.get("/help/") == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the web server did not answer")


class Browser:
    """One kept connection with a session's cookies."""

    def __init__(self, port: int, session: str) -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=60)
        self.session = session

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *error: object) -> None:
        self.connection.close()

    def get(self, path: str) -> int:
        self.connection.request("GET", path, headers=self._headers())
        return self._status()

    def post(self, path: str, values: dict[str, Any]) -> int:
        body = urlencode({**values, "csrfmiddlewaretoken": CSRF})
        headers = {**self._headers(), "Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request("POST", path, body=body, headers=headers)
        return self._status()

    def _headers(self) -> dict[str, str]:
        return {
            "Cookie": f"s={self.session}; csrftoken={CSRF}" if self.session else "",
            "Connection": "keep-alive",
        }

    def _status(self) -> int:
        response = self.connection.getresponse()
        response.read()
        return response.status


def median_ms(port: int, path: str, session: str) -> float:
    taken = []
    with Browser(port, session) as browser:
        for round_ in range(WARM + ROUNDS):
            began = time.perf_counter()
            status = browser.get(path)
            if status != 200:
                raise RuntimeError(f"{path} answered {status}")
            if round_ >= WARM:
                taken.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(taken), 1)


def generate(port: int, measured: Measured, *, count: int) -> dict[str, Any]:
    """Let another process send `count` check-ins, each person's one after the other."""
    told = {"port": port, "count": count, "sessions": [session for _, session in measured.who_check_in]}
    done = subprocess.run(
        [sys.executable, __file__, "--generate"],
        input=json.dumps(told),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return dict(json.loads(done.stdout))


def send_check_ins() -> None:
    """The other process: reads what to do from its input, prints what came of it."""
    told = json.load(sys.stdin)
    sessions, share = told["sessions"], told["count"] // CONNECTIONS
    taken: list[float] = []
    refused: list[int] = []

    def one_connection(place: int) -> None:
        mine = sessions[place::CONNECTIONS] or sessions
        with Browser(told["port"], "") as browser:
            for number in range(share):
                browser.session = mine[number % len(mine)]
                began = time.perf_counter()
                status = browser.post("/me/today/", {**CHECK_IN, "urge": number % 4, "key": str(uuid4())})
                taken.append(time.perf_counter() - began)
                if status != 302:
                    refused.append(status)

    threads = [threading.Thread(target=one_connection, args=(place,)) for place in range(CONNECTIONS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    print(
        json.dumps(
            {
                "sent": len(taken), "refused": len(refused), "seconds": round(seconds, 2),
                "per_second": round((len(taken) - len(refused)) / seconds, 1),
                "median_ms": round(statistics.median(taken) * 1000, 1),
                "slowest_of_100_ms": round(statistics.quantiles(taken, n=100)[-1] * 1000, 1),
                "connections": CONNECTIONS,
            }
        )
    )  # fmt: skip


def stored(measured: Measured) -> int:
    """Check-ins as records with their answers and score, one event each."""
    from measured import _as_owner

    with _as_owner() as owner:
        row = owner.execute(
            "SELECT count(*) FROM journey_event e JOIN observations_response r"
            " ON r.id = (e.detail->>'response')::uuid WHERE e.kind = 'daily_check_in.recorded'"
            " AND e.person_id = ANY(%s::uuid[])",
            [[person for person, _ in measured.who_check_in]],
        ).fetchone()
        return int(row[0])


def fresh_on_worklist(measured: Measured, *, since: datetime) -> int:
    """People whose row on the worklist knows of a check-in sent by us, without anything having run since."""
    from switchback.care.insight.models import Gathered
    from switchback.care.insight.queries import worklist
    from switchback.care.people import door

    shown = {
        str(row.person_id)
        for row in worklist(actor=actor(measured, "nurse"), at=datetime.now(UTC))
        if row.scored
    }
    ours = [person for person, _ in measured.who_check_in]
    with door.as_system(door.Actor.system("benchmark"), log=False):
        known = dict(Gathered.objects.filter(person_id__in=ours).values_list("person_id", "facts"))
    told = {
        str(id_) for id_, facts in known.items() if facts and facts["last_check_in_at"] >= since.isoformat()
    }
    return len(shown & told)


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--check-ins", type=int, default=2000)
    parser.add_argument("--generate", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.generate:
        send_check_ins()
        return
    with measured_centre(people=args.people, events_each=args.events, trial=args.trial) as measured:
        print(
            json.dumps(
                {
                    "people": measured.people,
                    "events": measured.events,
                    **measure(measured, check_ins=args.check_ins),
                }
            )
        )


if __name__ == "__main__":
    main()
