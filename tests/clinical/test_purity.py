"""The clinical rules know no Django, no clock and no network, and topics do not know each other."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from switchback.clinical.values import HERE

FILES = sorted(path.relative_to(HERE) for path in HERE.rglob("*.py"))
ALLOWED = {
    "collections.abc", "dataclasses", "datetime", "decimal", "functools", "hashlib", "json", "pathlib", "re",
    "typing", "yaml", "zoneinfo",
}  # fmt: skip


def imported(file: Path):
    for node in ast.walk(ast.parse((HERE / file).read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            # A relative import stays inside its own topic.
            yield node.module if not node.level else f"switchback.clinical.{file.parent}"


@pytest.mark.parametrize("file", FILES, ids=str)
def test_a_clinical_file_imports_values_instruments_its_own_topic_and_little_else(file):
    may = ALLOWED | {
        "switchback.clinical.values",
        "switchback.clinical.instruments",
        f"switchback.clinical.{file.parent}",
    }
    assert set(imported(file)) - may == set()


@pytest.mark.parametrize("file", FILES, ids=str)
def test_a_clinical_file_never_asks_what_time_it_is(file):
    called = {
        node.attr
        for node in ast.walk(ast.parse((HERE / file).read_text()))
        if isinstance(node, ast.Attribute)
    }
    assert called & {"now", "utcnow", "today", "time", "monotonic", "random"} == set()


def test_all_of_it_loads_without_django():
    modules = [
        ".".join(("switchback", "clinical", *file.with_suffix("").parts)).removesuffix(".__init__")
        for file in FILES
    ]
    script = f"""
import sys
sys.path.insert(0, {str(HERE.parents[1])!r})
for module in {modules!r}:
    __import__(module)
assert "switchback.clinical.risk" in sys.modules
print([name for name in ("django", "pandas", "requests", "socket") if name in sys.modules])
"""
    # -I: no site packages start-up hooks from the environment of whoever runs the tests.
    found = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
