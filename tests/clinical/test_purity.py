"""The clinical rules know no Django, no clock and no network, and topics do not know each other."""

import ast
import subprocess
import sys

from switchback.clinical.values import HERE

TREES = {path.relative_to(HERE): ast.parse(path.read_text()) for path in sorted(HERE.rglob("*.py"))}
ALLOWED = {
    "collections.abc", "dataclasses", "datetime", "decimal", "functools", "hashlib", "json", "math", "pathlib", "re",
    "typing", "yaml", "zoneinfo",
}  # fmt: skip


def imported(tree):
    """What a file imports from outside its own topic."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level < 2, "a relative import reaches into another topic"
            if not node.level:
                yield node.module


def test_a_clinical_file_imports_values_instruments_and_little_else():
    may = ALLOWED | {"switchback.clinical.values", "switchback.clinical.instruments"}
    beyond = {str(file): set(imported(tree)) - may for file, tree in TREES.items()}
    assert {file: names for file, names in beyond.items() if names} == {}


def test_a_clinical_file_never_asks_what_time_it_is():
    asks = {"now", "utcnow", "today", "time", "monotonic", "random"}
    called = {
        str(file): asks & {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        for file, tree in TREES.items()
    }
    assert {file: names for file, names in called.items() if names} == {}


def test_all_of_it_loads_without_django():
    modules = [
        ".".join(("switchback", "clinical", *file.with_suffix("").parts)).removesuffix(".__init__")
        for file in TREES
    ]
    script = f"""
import sys
sys.path.insert(0, {str(HERE.parents[1])!r})
for module in {modules!r}:
    __import__(module)
assert "switchback.clinical.risk" in sys.modules
print([name for name in ("django", "pandas", "requests", "socket") if name in sys.modules])
"""
    # -I: nothing from the environment of whoever runs the tests.
    found = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
