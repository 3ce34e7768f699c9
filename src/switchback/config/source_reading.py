"""What the reference pages are made from when it stands in the code itself: read as text, nothing is run."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
REPOSITORY = PACKAGE.parents[1]
SPELLED = {"cows": "COWS", "phq9": "PHQ-9", "gad7": "GAD-7", "pcptsd5": "PC-PTSD-5", "json": "JSON",
           "clinics": "clinic's", "persons": "person's", "django": "Django"}  # fmt: skip
OF_EVERY_EVENT = {"person_id", "kind", "at", "by", "key", "corrects", "private"}


@dataclass(frozen=True)
class Tested:
    """One test, as a sentence; with how many cases, or with any input (a property)."""

    says: str
    cases: int
    any_input: bool


@dataclass(frozen=True)
class Spec:
    says: str
    tests: tuple[Tested, ...]


@dataclass(frozen=True)
class Appended:
    """Where an event of a kind is written, and what its detail holds."""

    kind: str
    where: str
    detail: tuple[str, ...]


@dataclass(frozen=True)
class Variable:
    name: str
    default: str
    says: str


def spec(name: str) -> Spec:
    """The tests of one file of tests/clinical, in their order."""
    path = REPOSITORY / "tests" / "clinical" / f"{name}.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tests = [
        node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    return Spec(_first_paragraph(ast.get_docstring(tree)), tuple(_tested(test) for test in tests))


def specs() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in (REPOSITORY / "tests" / "clinical").glob("test_*.py")))


def doors() -> dict[str, tuple[str, ...]]:
    """For each action of the access table, the functions that ask for it: `detox.assess_withdrawal`."""
    found: dict[str, list[str]] = {}
    for stage, tree in _stages():
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            for action in _actions(function):
                found.setdefault(action, []).append(f"{stage}.{function.name}")
    return {action: tuple(dict.fromkeys(functions)) for action, functions in found.items()}


def appended() -> tuple[Appended, ...]:
    """Every call that writes an event, with the names its detail gets."""
    found = []
    for stage, tree in _stages():
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                kind = next((k.value for k in call.keywords if k.arg == "kind"), None)
                if _called(call) == "append" and isinstance(kind, ast.Constant):
                    found.append(Appended(str(kind.value), f"{stage}.{function.name}", _detail(call)))
    return tuple(found)


def written_by_imports() -> frozenset[str]:
    """Event kinds that the import of trial histories names."""
    texts = [path.read_text(encoding="utf-8") for path in (PACKAGE / "config" / "ctn0094").glob("*.py")]
    strings = [n.value for text in texts for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Constant)]
    return frozenset(s for s in strings if isinstance(s, str))


def variables() -> tuple[Variable, ...]:
    """Every environment variable the program reads, with its default and the comment above it."""
    found: dict[str, Variable] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "environ" not in text and "env.get" not in text:
            continue
        lines = text.splitlines()
        for statement in _statements(ast.parse(text)):
            for variable in _read_in(statement, lines):
                known = found.get(variable.name)
                if known is None or (variable.says and not known.says):
                    found[variable.name] = variable
    return tuple(found[name] for name in sorted(found))


def scheduled() -> tuple[tuple[str, str, str], ...]:
    """What the worker does by the clock: cron, name, what it says about itself."""
    tree = ast.parse((PACKAGE / "config" / "tasks.py").read_text(encoding="utf-8"))
    found = []
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        crons = [k.value.value for d in function.decorator_list if isinstance(d, ast.Call)
                 for k in d.keywords if k.arg == "cron" and isinstance(k.value, ast.Constant)]  # fmt: skip
        found += [(str(cron), function.name, ast.get_docstring(function) or "") for cron in crons]
    return tuple(found)


def docstring_of(path: str, function: str) -> str:
    """First paragraph of a function of ours, by file below src/switchback."""
    for node in ast.walk(ast.parse((PACKAGE / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name == function:
            return _first_paragraph(ast.get_docstring(node))
    raise LookupError(f"{path} has no function {function}")


def sentence(name: str) -> str:
    """`test_a_start_needs_a_cows_of_12` → `A start needs a COWS of 12`."""
    words = [SPELLED.get(word, word) for word in name.removeprefix("test_").split("_")]
    joined = " ".join(words)
    return joined[0].upper() + joined[1:]


def _tested(test: ast.FunctionDef) -> Tested:
    cases, any_input = 1, False
    for decorator in test.decorator_list:
        name = _called(decorator) if isinstance(decorator, ast.Call) else ""
        if name == "parametrize" and isinstance(decorator, ast.Call) and len(decorator.args) > 1:
            values = decorator.args[1]
            cases *= len(values.elts) if isinstance(values, ast.List | ast.Tuple) else 1
        any_input = any_input or name == "given"
    return Tested(sentence(test.name), cases, any_input)


@cache
def _stages() -> tuple[tuple[str, ast.Module], ...]:
    files = sorted((PACKAGE / "care").glob("*/*.py"))
    return tuple((path.parent.name, ast.parse(path.read_text(encoding="utf-8"))) for path in files)


def _actions(function: ast.FunctionDef) -> Iterator[str]:
    calls = [d for d in function.decorator_list if isinstance(d, ast.Call)]
    calls += [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and _called(node).startswith("enter")
    ]
    for call in calls:
        first = call.args[0] if call.args else None
        if _called(call) in ("door", "bulk_door", "enter", "enter_bulk") and isinstance(first, ast.Constant):
            yield str(first.value)


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _detail(call: ast.Call) -> tuple[str, ...]:
    # `**summary(…)` of an answered instrument: always the same five (care/observations/operations.py).
    spread = ("instrument", "version", "score", "band", "flags")
    names = [k.arg for k in call.keywords if k.arg and k.arg not in OF_EVERY_EVENT]
    return tuple(names) + (spread if any(k.arg is None for k in call.keywords) else ())


def _statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """The innermost statements, so that the comment above belongs to the variable read in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and not any(
            isinstance(c, ast.stmt) for c in ast.walk(node) if c is not node
        ):
            yield node
        elif isinstance(node, ast.If):
            yield ast.copy_location(ast.Expr(value=node.test), node)


def _read_in(statement: ast.stmt, lines: list[str]) -> Iterator[Variable]:
    above = _comment_above(lines, statement.lineno)
    for asked in (node for node in ast.walk(statement) if isinstance(node, ast.Compare)):
        if isinstance(asked.left, ast.Constant) and ast.unparse(asked.comparators[0]) in (
            "env",
            "os.environ",
        ):
            yield Variable(str(asked.left.value), "", above)
    for call in (node for node in ast.walk(statement) if isinstance(node, ast.Call)):
        of = ast.unparse(call.func)
        name = call.args[0] if call.args else None
        if of in ("os.environ.get", "env.get") and isinstance(name, ast.Constant):
            default = _default(call.args[1]) if len(call.args) > 1 else ""
            yield Variable(str(name.value), default, above or _comment_beside(lines, call.lineno))
        if of == "_kept_secret" and isinstance(name, ast.Constant):
            said = above or _comment_beside(lines, call.lineno)
            yield Variable(
                f"SWITCHBACK_{str(name.value).upper()}", "made on first use, kept in the data folder", said
            )


def _default(node: ast.expr) -> str:
    """The default as its value where it can be worked out without running anything of ours, else as it is written."""
    try:
        return str(eval(compile(ast.Expression(node), "default", "eval"), {"__builtins__": {"str": str}}))  # noqa: S307
    except NameError:
        return ast.unparse(node)


def _comment_above(lines: list[str], line: int) -> str:
    said: list[str] = []
    for text in reversed(lines[: line - 1]):
        if not text.strip().startswith("# "):
            break
        said.insert(0, text.strip().removeprefix("# "))
    return " ".join(said)


def _comment_beside(lines: list[str], line: int) -> str:
    beside = re.search(r"\s# ([^\"']+)$", lines[line - 1])
    return beside[1] if beside else ""


def _first_paragraph(text: str | None) -> str:
    return " ".join((text or "").split("\n\n")[0].split())
