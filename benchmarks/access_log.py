"""How long it takes to prove the access log whole.

    python benchmarks/access_log.py [--rows 1000000]

Rows are written as every row is, by the database's own trigger, several writers at once; that time is given too.
Prints one JSON object.
"""

# ruff: noqa: PLC0415 -- the program is imported after Django is set up on the benchmark's own database

import argparse
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

import psycopg
from measured import console
from own_database import own_database
from rich.progress import Progress

WRITERS, AT_A_TIME = 4, 5_000
WRITE = """
    INSERT INTO people_accesslogentry (actor, role, action, person_id, allowed, because, request_id, detail)
    SELECT 'team:' || gen_random_uuid(), 'nurse', 'chart.view', gen_random_uuid(), true, 'site', 'a1b2c3d4e5f6', '{}'
    FROM generate_series(1, %s)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    args = parser.parse_args()
    with own_database("switchback_bench_log"):
        print(json.dumps(measure(args.rows)))


def measure(rows: int) -> dict[str, Any]:
    from django.db import connection, transaction

    from switchback.care.people import access_log

    began = time.perf_counter()
    with Progress(console=console) as progress, ThreadPoolExecutor(WRITERS) as writers:
        task = progress.add_task("Writing rows", total=rows)
        for written in as_completed([writers.submit(_write, rows // WRITERS) for _ in range(WRITERS)]):
            progress.advance(task, written.result())
    wrote = time.perf_counter() - began
    with Progress(console=console) as progress, transaction.atomic():
        task = progress.add_task("Proving them", total=rows)
        began, began_cpu = time.perf_counter(), time.process_time()
        checked = access_log.verify(
            connection=connection, key="none", progress=lambda more: progress.advance(task, more)
        )
        seconds, cpu = time.perf_counter() - began, time.process_time() - began_cpu
    assert checked.whole
    return {
        "rows": checked.rows, "seconds": round(seconds, 1), "rows_per_second": round(checked.rows / seconds),
        "cpu_seconds": round(cpu, 1), "written_per_second": round(checked.rows / wrote),
    }  # fmt: skip


def _write(rows: int) -> int:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        for first in range(0, rows, AT_A_TIME):
            connection.execute(WRITE, [min(AT_A_TIME, rows - first)])
    return rows


if __name__ == "__main__":
    main()
