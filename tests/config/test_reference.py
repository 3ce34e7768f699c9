"""docs/reference is made from the code: complete, the same every time, and noticed when it is out of date."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

from switchback.care.journey.kinds import KINDS
from switchback.clinical import instruments
from switchback.clinical.sharing import ACTIONS
from switchback.clinical.values import HERE
from switchback.config import command, reference, source_reading

CONTENT = sorted(HERE.glob("*/*.yaml"))


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return reference.pages()


def rows(page: str) -> list[list[str]]:
    lines = [line for line in page.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def test_these_pages_and_no_other_stand_in_the_folder(pages: dict[str, str]) -> None:
    assert sorted(path.name for path in reference.FOLDER.glob("*.md")) == sorted(pages)


def test_made_again_they_are_the_same(pages: dict[str, str]) -> None:
    assert reference.pages() == pages


@pytest.mark.parametrize("path", CONTENT, ids=lambda path: path.stem)
def test_every_content_file_is_on_a_page_with_source_status_and_version(
    path: Path, pages: dict[str, str]
) -> None:
    said = yaml.safe_load(path.read_text())
    whole = "\n".join(pages.values())
    status = f"*{said['status']}*" if said["status"] == "secondary" else f"**{said['status']}**"
    assert f"`{said['id']}` version {said['version']} · {status}" in whole
    assert said["source"]["title"] in whole


@pytest.mark.parametrize("path", CONTENT, ids=lambda path: path.stem)
def test_no_comma_made_half_a_sentence_into_a_name(path: Path) -> None:
    """`{label: felt, or seen}` is two entries in YAML: the second half is lost without a word."""
    assert [key for key in names(yaml.safe_load(path.read_text())) if " " in key] == []


def names(said: Any) -> list[str]:
    if isinstance(said, dict):
        return [str(key) for key in said] + [name for value in said.values() for name in names(value)]
    return [name for value in said for name in names(value)] if isinstance(said, list) else []


def test_every_item_and_answer_of_every_instrument_is_shown(pages: dict[str, str]) -> None:
    missing = [
        (id, item.id, option.label)
        for id in instruments.available()
        for item in instruments.load(id).items
        for option in item.options
        if not (item.text in pages["instruments.md"] and option.label in pages["instruments.md"])
    ]
    assert missing == []


def test_no_file_of_clinical_tests_is_forgotten() -> None:
    assert reference.specs_shown() == source_reading.specs()


def test_what_is_tested_stands_in_the_order_of_the_tests(pages: dict[str, str]) -> None:
    spec = source_reading.spec("test_detox")
    says = [f"{number}. {test.says}" for number, test in enumerate(spec.tests, start=1)]
    places = [pages["protocols.md"].index(line) for line in says]
    assert places == sorted(places)
    assert says[1] == "2. A start needs a COWS of 12"


def test_every_action_kind_and_command_has_its_row(pages: dict[str, str]) -> None:
    assert [row[0].strip("`") for row in rows(pages["access.md"])] == list(ACTIONS)
    assert [row[0].strip("`") for row in rows(pages["event-kinds.md"])] == list(KINDS)
    assert re.findall(r"^### switchback (\S+)$", pages["commands.md"], re.M) == [
        c.name for c in command.COMMANDS
    ]


def test_an_event_that_is_written_is_of_a_known_kind() -> None:
    assert {call.kind for call in source_reading.appended()} <= set(KINDS)


def test_every_setting_says_what_it_is_for() -> None:
    assert [v.name for v in source_reading.variables() if not v.says] == []


def test_a_missing_or_changed_page_is_named(tmp_path: Path, pages: dict[str, str]) -> None:
    assert reference.out_of_date(tmp_path) == tuple(pages)
    assert reference.write(tmp_path) == tuple(pages)
    assert reference.out_of_date(tmp_path) == ()
    (tmp_path / "access.md").write_text("Everybody may do everything.")
    assert reference.out_of_date(tmp_path) == ("access.md",)
    assert reference.write(tmp_path) == ("access.md",)
    assert (tmp_path / "access.md").read_text() == pages["access.md"]


def test_the_check_fails_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference.out_of_date, "__defaults__", (tmp_path,))
    with pytest.raises(CommandError, match=r"instruments\.md, .*Run `make docs`"):
        call_command("reference", check=True)
    assert list(tmp_path.iterdir()) == []
