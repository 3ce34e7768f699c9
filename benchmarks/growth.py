"""Whether time grows with other people's data: the same pages beside 1,000, 10,000 and 100,000 others.

    python benchmarks/growth.py [--sizes 1000 10000 100000] [--events 50]

The centre looked at is the same each time (caseload of 60, chart of 3,000 events); only the crowd around it grows.
Prints one JSON object: per size the pages, and the ratio of the largest to the smallest.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from measured import console
from pages import TARGETS

PAGES = Path(__file__).parent / "pages.py"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--events", type=int, default=50, help="events of each person")
    args = parser.parse_args()
    print(json.dumps(grow(args.sizes, args.events)))


def grow(sizes: list[int], events_each: int) -> dict[str, Any]:
    found = {str(size): _beside(size, events_each) for size in sizes}
    first, last = found[str(sizes[0])]["pages"], found[str(sizes[-1])]["pages"]
    return {
        "sizes": found,
        "same_statements": all(first[name]["statements"] == last[name]["statements"] for name in TARGETS),
        "ratio_wall": {name: round(last[name]["wall_ms"] / first[name]["wall_ms"], 2) for name in TARGETS},
        "ratio_cpu": {name: round(last[name]["cpu_ms"] / first[name]["cpu_ms"], 2) for name in TARGETS},
    }


def _beside(size: int, events_each: int) -> dict[str, Any]:
    console.print(f"Beside {size:,} people")
    asked = [sys.executable, str(PAGES), "--people", str(size), "--events", str(events_each)]
    ran = subprocess.run(asked, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(ran.stdout.strip().splitlines()[-1]))


if __name__ == "__main__":
    main()
