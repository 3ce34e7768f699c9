"""Every benchmark, one after the other, each in a process of its own: what README's figures come from.

    make bench                                   all of them, full size (an hour or more; 30 GB of disk for a while)
    benchmarks/run --scale small                 the same in minutes: a look, not the figures
    benchmarks/run full_centre growth           only these

Works in a folder of its own with its own durable PostgreSQL (SWITCHBACK_DATA, else a temporary folder that is removed).
Writes results.json and results.md beside this file; a run of a few keeps the results of the others.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

HERE = Path(__file__).parent
REAL = Path(os.environ.get("CTN0094", HERE.parents[1] / "shared" / "data" / "ctn0094"))
console = Console(stderr=True)


def commands(scale: str) -> dict[str, list[str]]:
    """Name of the benchmark: its arguments at this scale."""
    trial = ["--trial", str(REAL)] if REAL.is_dir() else []
    real = [str(REAL)]
    if scale == "small":
        return {
            "clinical_tests": [],
            "import_ctn0094": [*real, "--people", "200"],
            "access_log": ["--rows", "50000"],
            "full_centre": ["--people", "500", "--events", "200", "--check-ins", "800"],
            "growth": ["--sizes", "100", "1000", "5000", "--events", "50"],
        }
    return {
        "clinical_tests": [],
        "import_ctn0094": real,
        "access_log": ["--rows", "1000000"],
        "full_centre": ["--people", "10000", "--events", "460", *trial, "--check-ins", "6000"],
        "growth": ["--sizes", "1000", "10000", "100000", "--events", "50"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("only", nargs="*", help="names of benchmarks; all of them when none is given")
    parser.add_argument("--scale", choices=("small", "full"), default="full")
    args = parser.parse_args()
    wanted = {name: rest for name, rest in commands(args.scale).items() if not args.only or name in args.only}
    if unknown := set(args.only) - set(wanted):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    results = _run(wanted, args.scale)
    if not results:
        raise SystemExit(1)


def _run(wanted: dict[str, list[str]], scale: str) -> dict[str, Any]:
    folder, ours = _folder()
    env = {**os.environ, "SWITCHBACK_DATA": str(folder)}
    for name in (
        "SWITCHBACK_DURABLE",
        "SWITCHBACK_DEMO",
        "SWITCHBACK_DEBUG",
        "DATABASE_URL",
        "DATABASE_OWNER_URL",
    ):
        env.pop(name, None)
    results = _earlier(scale)
    failed = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns, console=console) as progress:
            task = progress.add_task("Benchmarks", total=len(wanted))
            for name, rest in wanted.items():
                progress.update(task, description=name)
                began = time.perf_counter()
                found = _one(name, rest, env)
                if found is None:
                    failed.append(name)
                else:
                    results = _earlier(scale)  # another run may have written in between
                    results["benchmarks"][name] = {
                        **found,
                        "took_seconds": round(time.perf_counter() - began),
                    }
                    _write(results)
                progress.advance(task)
    finally:
        if ours:
            _stop_server(folder)
            shutil.rmtree(folder, ignore_errors=True)
    if failed:
        console.print(f"Did not finish: {', '.join(failed)}")
    console.print(f"Written: {HERE / 'results.json'}, results.md")
    return {} if failed else results


def _folder() -> tuple[Path, bool]:
    if given := os.environ.get("SWITCHBACK_DATA"):
        return Path(given), False
    return Path(tempfile.mkdtemp(prefix="switchback-bench-")), True


def _one(name: str, rest: list[str], env: dict[str, str]) -> dict[str, Any] | None:
    ran = subprocess.run(
        [sys.executable, str(HERE / f"{name}.py"), *rest],
        env=env,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if ran.returncode:
        return None
    return dict(json.loads(ran.stdout.strip().splitlines()[-1]))


def _stop_server(folder: Path) -> None:
    sys.path.insert(0, str(HERE.parent / "src"))
    from switchback.config.private_server import PrivateServer  # noqa: PLC0415 -- from the path just added

    server = PrivateServer(folder)
    if server.answers():
        server.stop()
    shutil.rmtree(server.data, ignore_errors=True)


def _earlier(scale: str) -> dict[str, Any]:
    """Results of before, when they are of this machine and scale."""
    machine = _machine()
    file = HERE / "results.json"
    if file.exists():
        earlier = json.loads(file.read_text())
        if earlier["scale"] == scale and earlier["machine"] == machine:
            return {**earlier, "at": _now()}
    return {"at": _now(), "scale": scale, "machine": machine, "benchmarks": {}}


def _now() -> str:
    return datetime.now(UTC).replace(microsecond=0).isoformat()


def _machine() -> dict[str, Any]:
    about = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    model = next(
        (line.split(":", 1)[1].strip() for line in about.splitlines() if line.startswith("model name")), ""
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": model or platform.machine(), "cores": os.cpu_count(), "memory_gb": round(memory),
        "system": f"{platform.system()} {platform.machine()}", "python": platform.python_version(),
    }  # fmt: skip


# --- the table -------------------------------------------------------------------------------------------------------

Row = tuple[str, str, str, float | None]  # what, measured, promised, and how many times better than promised


def _write(results: dict[str, Any]) -> None:
    (HERE / "results.json").write_text(json.dumps(results, indent=2) + "\n")
    machine, found = results["machine"], results["benchmarks"]
    lines = [
        f"<!-- written by benchmarks/run; scale: {results['scale']} -->",
        f"Measured {results['at'][:10]} on {machine['cores']} cores of {machine['processor']}, "
        f"{machine['memory_gb']} GB, Python {machine['python']}"
        + (". **Small scale: a look, not the figures.**" if results["scale"] == "small" else "."),
        "",
        "| what | measured | promised | ratio |",
        "|---|---|---|---|",
    ]
    for name, rows in TABLES.items():
        if name in found:
            lines += [_line(*row) for row in rows(found[name])]
    (HERE / "results.md").write_text("\n".join(lines) + "\n")


def _line(what: str, was: str, asked: str, ratio: float | None) -> str:
    return f"| {what} | {was} | {asked} | {'' if ratio is None else f'{ratio:.1f} ×'} |"


def _pages(found: dict[str, Any]) -> list[Row]:
    from pages import TARGETS  # noqa: PLC0415 -- beside this file

    rows: list[Row] = []
    for name, (statements, cpu) in TARGETS.items():
        page = found["pages"][name]
        was = f"{page['statements']} statements, {page['cpu_ms']:.1f} ms CPU"
        ratio = min(statements / page["statements"], cpu / page["cpu_ms"])
        rows.append(
            (f"{name}, beside {found['events']:,} events", was, f"≤ {statements}, ≤ {cpu:.0f} ms", ratio)
        )
    return rows


def _over_http(found: dict[str, Any]) -> list[Row]:
    from over_http import MEDIAN_MS, PER_SECOND  # noqa: PLC0415 -- beside this file

    rows: list[Row] = [
        (f"{name}, over HTTP, one worker", f"{ms:.0f} ms median", f"≤ {MEDIAN_MS} ms", MEDIAN_MS / ms)
        for name, ms in found["pages_median_ms"].items()
    ]
    sent = found["check_ins"]
    was = f"{sent['per_second']:.0f} a second (median {sent['median_ms']:.0f} ms)"
    what = "check-ins over HTTP, two workers: stored, scored, on the worklist"
    return [*rows, (what, was, f"≥ {PER_SECOND} a second", sent["per_second"] / PER_SECOND)]


def _growth(found: dict[str, Any]) -> list[Row]:
    sizes = [f"{int(size):,}" for size in found["sizes"]]
    many = f"{sizes[-1]} against {sizes[0]} others"
    rows: list[Row] = [
        (f"{name}: time beside {many}", f"{ratio:.2f} times", "the same", 1 / ratio)
        for name, ratio in found["ratio_wall"].items()
    ]
    return rows


def _import(found: dict[str, Any]) -> list[Row]:
    per_second, memory = found["events_per_s"], found["max_rss_mb"]
    return [
        ("import of real histories", f"{per_second:,} events a second", "≥ 20,000", per_second / 20_000),
        ("memory of the import", f"{memory} MB", "≤ 600 MB", 600 / memory),
    ]


def _clinical(found: dict[str, Any]) -> list[Row]:
    was = f"{found['seconds']:.1f} s, {found['tests']} tests" + (
        ", loads Django" if found["loads_django"] else ""
    )
    return [("tests/clinical alone", was, "< 2 s, without Django", 2 / found["seconds"])]


def _access_log(found: dict[str, Any]) -> list[Row]:
    was = f"{found['seconds']:.0f} s for {found['rows']:,} rows"
    return [("proving the access log whole", was, "", None)]


TABLES: dict[str, Callable[[dict[str, Any]], list[Row]]] = {
    "import_ctn0094": _import, "full_centre": lambda found: _pages(found) + _over_http(found), "growth": _growth,
    "clinical_tests": _clinical, "access_log": _access_log,
}  # fmt: skip


if __name__ == "__main__":
    main()
