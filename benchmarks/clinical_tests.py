"""How long the clinical rules take to prove themselves: tests/clinical alone, as `make test-clinical` runs it.

    python benchmarks/clinical_tests.py

Prints one JSON object; `loads_django` is asked of the process that ran the tests.
"""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
RUN = "import sys, pytest; code = pytest.main(sys.argv[1:]); print('django' in sys.modules); sys.exit(code)"
ROUNDS = 3


def main() -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}
    found = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        ran = subprocess.run(
            [sys.executable, "-c", RUN, "-q", "tests/clinical"],
            cwd=REPOSITORY, env=env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        seconds = time.perf_counter() - began
        said = re.search(r"(\d+) passed.* in ([\d.]+)s", ran.stdout)
        if ran.returncode or said is None:
            raise SystemExit(ran.stdout[-2000:] + ran.stderr[-2000:])
        found.append((float(said[2]), seconds, int(said[1]), ran.stdout.strip().endswith("True")))
    inside, whole, tests, loads_django = min(found)
    print(
        json.dumps(
            {
                "tests": tests,
                "seconds": inside,
                "seconds_with_start": round(whole, 2),
                "loads_django": loads_django,
            }
        )
    )


if __name__ == "__main__":
    main()
