import gzip
import re

import pytest

from switchback.faces.kit import gallery, stylesheets

STATIC = stylesheets.HERE / "static" / "kit"


@pytest.mark.parametrize("sheet", stylesheets.SHEETS)
def test_what_is_served_is_joined_from_the_parts(sheet: str):
    assert (STATIC / sheet).read_text() == stylesheets.joined(sheet), (
        "run python -m switchback.faces.kit.stylesheets"
    )


def test_every_part_is_served():
    joined = {name for parts in stylesheets.SHEETS.values() for name in parts}
    beside = {path.stem for path in stylesheets.COMPONENTS.glob("*/*.css")}
    apart = {path.stem for path in (stylesheets.HERE / "styles").glob("*.css")}
    assert joined == beside | apart


def test_the_person_loads_little():
    assert len(gzip.compress((STATIC / "base.css").read_bytes(), 9)) <= 5_000


@pytest.mark.parametrize("script", ["draft.js", "leave.js", "team.js"])
def test_scripts_are_small(script: str):
    assert len(gzip.compress((STATIC / script).read_bytes(), 9)) <= 2_000


@pytest.mark.parametrize("sheet", stylesheets.SHEETS)
def test_colours_are_named_by_role(sheet: str):
    """A component never holds a colour: only the tokens do."""
    parts = [name for name in stylesheets.SHEETS[sheet] if name != "tokens"]
    held = {name: re.findall(r"#[0-9A-Fa-f]{3,6}\b", stylesheets.part(name).read_text()) for name in parts}
    assert {name: found for name, found in held.items() if found} == {}


def test_nothing_comes_from_elsewhere():
    css = "".join(stylesheets.joined(sheet) for sheet in stylesheets.SHEETS)
    assert re.findall(r"url\(|@import|@font-face|https?:", css) == []


def test_squeezing_keeps_selectors():
    assert stylesheets.squeezed("/* x */ a :hover { color : red; }\n\n.b > .c { top: 0; }") == (
        "a :hover{color : red}.b>.c{top:0}\n"
    )


def test_every_component_is_in_the_gallery():
    shown = [name for names in gallery.SIDES.values() for name in names]
    assert sorted(shown) == list(gallery.components())
