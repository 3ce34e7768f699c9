"""How fast real histories are brought in, and how much memory it takes.

    python benchmarks/import_ctn0094.py [FOLDER] [--people N]

Makes a database of its own beside the others (dropped afterwards), imports the folder into it as the runtime role,
behind row-level security and with every check on, and prints one JSON object. Reading the files is part of the time;
reactions (`switchback.reactions.catch_up`) are not. FOLDER defaults to $CTN0094, else ../shared/data/ctn0094.
"""

# ruff: noqa: PLC0415 -- the program is imported after Django is set up on the benchmark's own database

import argparse
import json
import os
import resource
import time
from pathlib import Path
from typing import Any

from own_database import own_database

REPOSITORY = Path(__file__).parents[1]
REAL = Path(os.environ.get("CTN0094", REPOSITORY.parent / "shared" / "data" / "ctn0094"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=REAL)
    parser.add_argument("--people", type=int)
    args = parser.parse_args()
    with own_database("switchback_bench_import"):
        print(json.dumps(measure(args.folder, people=args.people)))


def measure(folder: Path, *, people: int | None = None) -> dict[str, Any]:
    from switchback.config import ctn0094

    began, cpu = time.perf_counter(), time.process_time()
    tables = ctn0094.read(folder)
    read = time.perf_counter()
    report = ctn0094.bring_in(tables, people_asked=people)
    seconds = time.perf_counter() - began
    again = ctn0094.bring_in(tables, people_asked=min(people or 200, 200))
    return {
        "people": report.people,
        "rows": report.read,
        "events": report.new,
        "seconds": round(seconds, 1),
        "seconds_reading": round(read - began, 1),
        "events_per_s": round(report.new / seconds),
        "client_cpu_seconds": round(time.process_time() - cpu, 1),
        "max_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "new_when_run_again": again.new,
    }


if __name__ == "__main__":
    main()
