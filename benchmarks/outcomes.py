"""All 62 outcome columns: how long for the trials' people, one person, and 10,000, 100,000 and 1,000,000 invented ones.

    python benchmarks/outcomes.py [--trial FOLDER] [--people 10000 100000 1000000]

One process per size, on one core. Invented people have 24 weeks each, from a chain in which a week resembles the last,
so nearly every word is different and nothing is saved by asking a word once. The trials' folder holds fewer than all
3,560 people, so some of them are taken twice. "columns" reads the words and works out all columns; "file" also writes
the CSV. Memory is the most the process ever had. Prints one JSON object.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

# ruff: noqa: PLC0415 -- the program is found and imported in the process that measures

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY / "src"))

TRIALS = Path(os.environ.get("CTN0094", REPOSITORY.parent / "shared" / "data" / "ctn0094"))
TRIAL_PEOPLE, WEEKS, ROUNDS = 3560, 24, 5
TARGETS = {"3,560 people": 0.5, "1,000,000 people": 60.0, "memory in GB": 4.0}
# The trial team's R package for the same 3,560, one core: quoted from EVIDENCE.md, not measured in this run.
PEER_SECONDS = 73.6
NEXT = {"-": "--------*o+", "+": "++++++-*oo", "*": "-++*o-", "o": "oooooooo-+"}


def invented(people: int) -> list[str]:
    chance = random.Random(94)
    words = []
    for _ in range(people):
        word = chance.choice("-+o*")
        for _ in range(WEEKS - 1):
            word += chance.choice(NEXT[word[-1]])
        words.append(word)
    return words


def measure(words: list[str]) -> dict[str, Any]:
    from evidence.outcome_file import write_outcomes
    from evidence.outcome_table import outcome_slices

    different = len(set(words))
    started = time.perf_counter()
    for _ in outcome_slices(words):
        pass
    columns = time.perf_counter() - started
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "outcomes.csv"
        started = time.perf_counter()
        write_outcomes(file, who=range(len(words)), words=words, slices=outcome_slices(words))
        to_file, size = time.perf_counter() - started, file.stat().st_size
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return {
        "people": len(words), "different words": different, "columns, seconds": round(columns, 3),
        "columns, µs a person": round(1e6 * columns / len(words), 2), "file, seconds": round(to_file, 3),
        "file, MB": round(size / 1e6, 1), "memory, GB": round(most, 2),
    }  # fmt: skip


def measure_trials(folder: Path) -> dict[str, Any] | str:
    """From words; from the R files; and one by one with the one-person function."""
    from evidence.outcome_table import outcome_slices
    from evidence.weekly_words import words_of_trials
    from switchback.clinical.outcomes import outcomes_of

    if not (folder / "everybody.rda").is_file():
        return f"not measured: no trial files in {folder}"
    started = time.perf_counter()
    words = list(words_of_trials(folder).words)
    reading = time.perf_counter() - started
    all_words = (words + words)[:TRIAL_PEOPLE]
    rounds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        list(outcome_slices(all_words))
        rounds.append(time.perf_counter() - started)
    started = time.perf_counter()
    for word in all_words:
        outcomes_of(word)
    one_by_one = time.perf_counter() - started
    return {
        "people": len(all_words), "people in the folder": len(words), "columns, seconds, first": round(rounds[0], 3),
        "columns, seconds, best": round(min(rounds), 3), "the peer's seconds, elsewhere": PEER_SECONDS,
        "one-person function, µs a person": round(1e6 * one_by_one / len(all_words)),
        "reading R files and laying out weeks, seconds": round(reading, 2),
    }  # fmt: skip


def in_own_process(*arguments: str) -> Any:
    found = subprocess.run([sys.executable, __file__, *arguments], capture_output=True, text=True, check=True)
    return json.loads(found.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--trial", type=Path, default=TRIALS)
    parser.add_argument("--people", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--one-size", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--one-trial", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one_size:
        print(json.dumps(measure(invented(given.one_size))))
    elif given.one_trial:
        print(json.dumps(measure_trials(given.trial)))
    else:
        trials = in_own_process("--one-trial", "--trial", str(given.trial))
        sizes = [in_own_process("--one-size", str(people)) for people in given.people]
        print(
            json.dumps(
                {"trials": trials, "invented": sizes, "targets": TARGETS}, indent=2, ensure_ascii=False
            )
        )


if __name__ == "__main__":
    main()
