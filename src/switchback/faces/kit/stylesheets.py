"""Joins the parts of the style sheets into the files that are served: `python -m switchback.faces.kit.stylesheets`.

Each component keeps its part beside its template. The person's side loads `base.css` alone, so it stays small.
"""

import re
from pathlib import Path

HERE = Path(__file__).parent
COMPONENTS = HERE / "templates" / "kit"

SHEETS: dict[str, tuple[str, ...]] = {
    "base.css": (
        "tokens", "type", "page", "button", "field", "choices", "banner", "card", "reasons", "name", "empty", "stat",
        "steps", "keyvalues", "progress", "figure", "call", "firstly",
    ),
    "team.css": ("team", "badge", "table", "tabs", "pager", "person_header", "worklist_row", "source"),
    "timeline.css": ("timeline",),
}  # fmt: skip


def part(name: str) -> Path:
    beside = COMPONENTS / name / f"{name}.css"
    return beside if beside.exists() else HERE / "styles" / f"{name}.css"


def joined(sheet: str) -> str:
    return squeezed("".join(part(name).read_text() for name in SHEETS[sheet]))


def squeezed(css: str) -> str:
    """Comments and needless spaces out; nothing else is touched."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};,>])\s*", r"\1", css).replace(";}", "}")
    return re.sub(r"([{;(,]) *([-a-z]+): ", r"\1\2:", css).strip() + "\n"


def write() -> None:
    for sheet in SHEETS:
        (HERE / "static" / "kit" / sheet).write_text(joined(sheet))


if __name__ == "__main__":
    write()
