"""The words in this repository: person-first, no machine's paths, no hosts of package registries."""

import os
import re
from functools import cache
from pathlib import Path

import pytest

from switchback.config.source_reading import REPOSITORY

TEXT = {".py", ".md", ".html", ".txt", ".yaml", ".yml", ".css", ".js", ".toml", ".sh", ".svg", ".csv", ""}
# What hurts, and what is said instead in GLOSSARY.md.
HURTS = re.compile(
    r"\b(addicts?|junkies?|abus\w+|clean and sober|(?:get|got|stay|stayed|being|is|was|urine) clean|clean (?:time|days|urine)"
    r"|dirty (?:urine|test|drop)|dirty|failed (?:treatment|test|urine|out)|treatment failures?|relapsers?|non-?complian\w+"
    r"|drug habit|substance abusers?|alcoholics?|fell off the wagon|hit rock bottom)\b",
    re.IGNORECASE,
)
MADE = re.compile(r"__pycache__|.*\.egg-info|staticfiles|test-results|dist|build|node_modules")
# The lists themselves, and words of others: titles of laws, papers and agencies, the names of published columns.
LISTS = {
    "tests/config/test_words_of_the_repo.py",
    "tests/clinical/test_relapse.py",
    "tests/faces/accounts/test_pages.py",
    "tests/faces/kit/test_words.py",
    "tests/faces/person/test_plain_words.py",
}
QUOTED = re.compile(
    r"Substance Abuse and Mental Health Services|National Institute on Drug Abuse|Drug Abuse Treatment|Journal of Substance Abuse"
    r"|never \*addict\*|J Subst Abuse|Drug Alcohol Depend",
)
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|tmp/sb|Users/\w+)\b")
REGISTRY = re.compile(
    r"\b(?:files\.pythonhosted\.org|pypi\.org/simple|registry\.npmjs\.org|deb\.debian\.org|proxy\.golang\.org)\b"
)


@cache
def files() -> tuple[str, ...]:
    """Every text file of ours: without what tools make, and whether or not git is here."""
    there = []
    for folder, folders, names in os.walk(REPOSITORY):
        folders[:] = sorted(f for f in folders if f == ".ci" or not (f.startswith(".") or MADE.fullmatch(f)))
        there += [
            str((Path(folder) / name).relative_to(REPOSITORY)) for name in names if Path(name).suffix in TEXT
        ]
    return tuple(sorted(there))


def found(
    pattern: re.Pattern[str], *, besides: frozenset[str] = frozenset(), quoted: bool = False
) -> list[str]:
    lines = []
    for name in files():
        if name in besides:
            continue
        text = (REPOSITORY / name).read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), start=1):
            said = QUOTED.sub("", line) if quoted else line
            lines += [f"{name}:{number}: {match[0]}" for match in pattern.finditer(said)]
    return lines


def test_there_are_files_to_read() -> None:
    assert {"README.md", "GLOSSARY.md", "src/switchback/reactions.py"} <= set(files())


def test_no_word_of_ours_hurts() -> None:
    assert found(HURTS, besides=frozenset(LISTS), quoted=True) == []


@pytest.mark.parametrize(
    ("said", "hurts"),
    [
        ("an addict", True),
        ("substance abuse", True),
        ("she stayed clean", True),
        ("a dirty urine", True),
        ("relapsers", True),
        ("opioid addiction", False),
        ("cleaned data", False),
        ("the import failed", False),
        ("a return to use", False),
        ("National Institute on Drug Abuse", False),
    ],
)
def test_the_list_knows_what_hurts(said: str, hurts: bool) -> None:
    assert bool(HURTS.search(QUOTED.sub("", said))) is hurts


def test_no_path_of_a_machine() -> None:
    assert found(MACHINE, besides=frozenset({"tests/config/test_words_of_the_repo.py"})) == []


def test_no_host_of_a_registry() -> None:
    assert found(REGISTRY, besides=frozenset({"tests/config/test_words_of_the_repo.py"})) == []


def test_the_glossary_has_each_word_once() -> None:
    text = (REPOSITORY / "GLOSSARY.md").read_text(encoding="utf-8")
    words = [word.lower() for word in re.findall(r"(?:^- |\. )\*\*(.+?)\*\*", text, re.M)]
    assert sorted({word for word in words if words.count(word) > 1}) == []
    assert len(words) > 60


def test_every_link_between_pages_leads_somewhere() -> None:
    pages = [name for name in files() if name.endswith(".md")]
    broken = [
        f"{name}: {target}"
        for name in pages
        for target in re.findall(r"\]\(([^)#\s]+)", (REPOSITORY / name).read_text(encoding="utf-8"))
        if "://" not in target and not ((REPOSITORY / name).parent / target).exists()
    ]
    assert broken == []


def test_decisions_are_numbered_one_after_another_and_say_what_else_was_considered() -> None:
    pages = sorted((REPOSITORY / "docs" / "decisions").glob("*.md"))
    assert [page.name[:3] for page in pages] == [f"{number:03}" for number in range(1, len(pages) + 1)]
    parts = ["**Chosen.**", "**Why.**", "**Also considered.**", "**What it costs.**"]
    assert [
        page.name for page in pages if any(part not in page.read_text(encoding="utf-8") for part in parts)
    ] == []
