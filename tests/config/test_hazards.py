"""docs/safety/hazards.md names a guard and a test for every hazard; here it is made sure that they exist."""

import ast
import re
from functools import cache

import pytest

from switchback.clinical.sharing import may_enter
from switchback.config.source_reading import PACKAGE, REPOSITORY

HAZARDS = REPOSITORY / "docs" / "safety" / "hazards.md"
GUARDED, _, UNGUARDED = HAZARDS.read_text(encoding="utf-8").partition("## Known and not guarded yet")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
MODULE = re.compile(r"`(src/[\w/.]+)`")


def sections(text: str) -> dict[str, str]:
    """Hazards by number: `### H01 …` and what stands below it."""
    _, *parts = re.split(r"^### (H\d+) ", text, flags=re.M)
    return dict(zip(parts[::2], parts[1::2], strict=True))


ALL = sections(GUARDED) | sections(UNGUARDED)


@cache
def named_in(path: str) -> frozenset[str]:
    tree = ast.parse((REPOSITORY / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_hazards_are_numbered_one_after_another() -> None:
    assert list(ALL) == [f"H{number:02}" for number in range(1, len(ALL) + 1)]


@pytest.mark.parametrize("number", sections(GUARDED))
def test_a_guarded_hazard_says_everything(number: str) -> None:
    said = re.findall(r"^- \*\*(.+?):\*\*", ALL[number], re.M)
    assert said == ["Cause", "Guard", "Tests", "What remains"]
    assert TEST.search(ALL[number])


@pytest.mark.parametrize("number", sections(UNGUARDED))
def test_an_unguarded_hazard_says_so(number: str) -> None:
    assert re.findall(r"^- \*\*(.+?):\*\*", ALL[number], re.M) == ["Cause", "Guard"]
    assert "**Guard:** none yet." in ALL[number]


@pytest.mark.parametrize(("path", "name"), sorted(set(TEST.findall(GUARDED))))
def test_every_test_named_exists(path: str, name: str) -> None:
    assert name in named_in(path)


def test_nothing_that_looks_like_a_test_is_missed() -> None:
    assert len(re.findall(r"::test_", GUARDED)) == len(TEST.findall(GUARDED))


@pytest.mark.parametrize("path", sorted(set(MODULE.findall(GUARDED))))
def test_every_guard_named_exists(path: str) -> None:
    assert (REPOSITORY / path).exists()


# --- guards that no other test looks at ------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["chart.view", "worklist.view"])
def test_a_person_cannot_ask_for_their_own_urgency(action: str) -> None:
    decision = may_enter(
        action=action, kind="person", role="person", same_site=True, in_care_team=False, is_self=True
    )
    assert (decision.allowed, decision.because) == (False, "person_may_not")


@pytest.mark.parametrize("face", ["person", "public"])
def test_no_page_of_the_person_knows_the_rules_of_the_worklist(face: str) -> None:
    known = {
        name
        for path in (PACKAGE / "faces" / face).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        for name in [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
    }
    assert known  # there is something to look at
    assert (
        sorted(
            name for name in known if name.startswith(("switchback.clinical.risk", "switchback.care.insight"))
        )
        == []
    )
