"""docs/reference, written from the code and its data files: nobody copies a number by hand, so none can differ.

`manage.py reference` writes the pages, `manage.py reference --check` says which are out of date.
"""

from argparse import Action
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management import get_commands, load_command_class
from django.core.management.base import CommandParser

from switchback import reactions
from switchback.care.journey.cursors import TRIES
from switchback.care.journey.kinds import KINDS
from switchback.clinical import instruments
from switchback.clinical.instruments import Instrument
from switchback.clinical.sharing import ACTIONS, ROLES
from switchback.clinical.sharing.access import reach
from switchback.clinical.values import HERE, Content, load_content

from . import command, source_reading

FOLDER = source_reading.REPOSITORY / "docs" / "reference"
MADE = "<!-- Written by `manage.py reference` from the code and its data files: change those, then run `make docs`. -->"
STATUS = """**verified**: seen in the source named. *secondary*: seen only in a page that quotes it. **unverified**:
general knowledge or our own rule; nobody has shown a source. No status is a signature: a site's medical director
signs each version, by its hash. Until then the team sees "Not signed at this site"
beside it (in this release: always)."""

# Topics of clinical/ that share the page of protocols, in the order of the road, with the tests that say what they do.
PROTOCOLS = {
    "detox": ("Starting buprenorphine", ("test_detox",)),
    "medication": ("Orders and doses", ("test_medication",)),
    "plan": ("The plan", ("test_plan",)),
    "relapse": ("After a return to use, and Help now", ("test_relapse", "test_help_lines", "test_road")),
}
SAID_OF_AN_INSTRUMENT = {
    "Total": "scoring",
    "Missing items": "missing_items",
    "Codes": "codes",
    "Trap": "trap",
}
ELSEWHERE = {
    "instruments": "test_instruments",
    "risk": "test_risk",
    "sharing": "test_sharing",
    "": "test_content",
    "purity": "test_purity",
}


def pages() -> dict[str, str]:
    """Every page by file name."""
    made: dict[str, Callable[[], str]] = {
        "instruments.md": _instruments,
        "protocols.md": _protocols,
        "risk-rules.md": _risk_rules,
        "access.md": _access,
        "event-kinds.md": _event_kinds,
        "reactions.md": _reactions,
        "settings.md": _settings,
        "commands.md": _commands,
    }
    return {name: f"{MADE}\n\n{page().rstrip()}\n" for name, page in made.items()}


def write(folder: Path = FOLDER) -> tuple[str, ...]:
    """Write what differs. Returns the names of the pages that changed."""
    changed = out_of_date(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        if name in changed:
            (folder / name).write_text(text, encoding="utf-8")
    return changed


def out_of_date(folder: Path = FOLDER) -> tuple[str, ...]:
    def differs(name: str, text: str) -> bool:
        path = folder / name
        return not path.exists() or path.read_text(encoding="utf-8") != text

    return tuple(name for name, text in pages().items() if differs(name, text))


def specs_shown() -> tuple[str, ...]:
    """The files of tests/clinical that stand on a page: none may be forgotten."""
    return tuple(sorted([*(s for _, names in PROTOCOLS.values() for s in names), *ELSEWHERE.values()]))


# --- the pages -------------------------------------------------------------------------------------------------------


def _instruments() -> str:
    said = [f"# Instruments\n\nWhat people are asked, and how it is scored.\n\n{STATUS}"]
    said += [_instrument(instruments.load(id)) for id in instruments.available()]
    return "\n\n".join([*said, _tested("test_instruments")])


def _instrument(asked: Instrument) -> str:
    content = load_content("instruments", f"{asked.id}.v{asked.version}")
    said = [f"## {asked.title}\n\n{_pinned(content)}"]
    facts = [("Licence", asked.licence), ("Looks back", asked.recall), ("Opens with", asked.stem)]
    facts += [
        (name, _cell(content.body[part]))
        for name, part in SAID_OF_AN_INSTRUMENT.items()
        if content.body.get(part)
    ]
    if not asked.has_total:
        facts.append(("Total", "none"))
    said.append("\n".join(f"- **{name}:** {text}" for name, text in facts if text))
    said.append(_table(("Item", "Asked", "Legal answers"), [_item(asked, item) for item in asked.items]))
    if asked.bands:
        rows = [(f"{band.min}–{band.max}", band.key.replace("_", " ")) for band in asked.bands]
        source = " · ".join(
            content.body[part] for part in ("bands_status", "bands_source") if part in content.body
        )
        said.append(_table(("Total", "Band"), rows) + (f"\n\nBands: {source}" if source else ""))
    if "flags" in content.body:
        said.append("Heard whatever the total:\n\n" + _rows(content.body["flags"]))
    return "\n\n".join(said)


def _item(asked: Instrument, item: Any) -> tuple[str, str, str]:
    answers = [f"{o.value} {o.label}" if str(o.value) != o.label.lower() else o.label for o in item.options]
    marks = [] if item.scored or not asked.has_total else ["not scored"]
    marks += ["several answers"] if item.multiple else []
    marks += [] if item.required else ["may be skipped"]
    marks += [f"asked after {item.required_if[0]} = {item.required_if[1]}"] if item.required_if else []
    return item.id, item.text + (f" ({', '.join(marks)})" if marks else ""), "; ".join(answers)


def _protocols() -> str:
    said = [
        f"# Protocols and safety texts\n\nNumbers a clinician may dispute, each with its source.\n\n{STATUS}"
    ]
    said.append(
        "A *setting* can be changed by a site, within what is allowed; the file's own value is the default."
    )
    for topic, (title, specs) in PROTOCOLS.items():
        said.append(f"## {title}")
        said += [_content(content) for content in _files(topic)]
        said += [_tested(spec) for spec in specs]
    said += [
        "## All content files",
        _tested("test_content"),
        "## What keeps the rules pure",
        _tested("test_purity"),
    ]
    return "\n\n".join(said)


def _risk_rules() -> str:
    opening = (
        "# Rules of the worklist\n\nPlain rules, each naming what it saw. They order the team's day."
        f" No number of theirs is ever shown to the person.\n\n{STATUS}"
    )
    return "\n\n".join([opening, *(_content(content) for content in _files("risk")), _tested("test_risk")])


def _access() -> str:
    content = load_content("sharing", "access")
    table = content.body["actions"]
    doors = source_reading.doors()
    columns = (
        "Action",
        "the person",
        *(role.replace("_", " ") for role in ROLES),
        "Functions behind this door",
    )
    rows = []
    for action in ACTIONS:
        self_ = "themselves" if table[action].get("self") else ""
        reached = [
            {"site": "site", "care_team": "care team"}.get(reach(action, role) or "", "") for role in ROLES
        ]
        rows.append((f"`{action}`", self_, *reached, ", ".join(doors.get(action, ())) or "none yet"))
    opening = """# Who may do what

*site*: with everyone at the same site. *care team*: with the people this team member cares for. Empty: refused, and
the refusal is written into the access log. The program's own work (imports, nightly jobs) is let in under its name."""
    return "\n\n".join([opening, _pinned(content), _table(columns, rows), _tested("test_sharing")])


def _event_kinds() -> str:
    written: dict[str, list[source_reading.Appended]] = {}
    for call in source_reading.appended():
        written.setdefault(call.kind, []).append(call)
    imported = source_reading.written_by_imports()
    rows = []
    for kind, says in KINDS.items():
        calls = written.get(kind, [])
        where = [call.where for call in calls] + (["import of trial histories"] if kind in imported else [])
        detail = dict.fromkeys(name for call in calls for name in call.detail)
        after = reactions.AFTER.get(kind, ())
        rows.append(
            (f"`{kind}`", says, ", ".join(detail), ", ".join(where) or "nothing yet", ", ".join(after))
        )
    opening = """# Event kinds

What the journey can say. Kinds are past tense and stable: renaming one is a migration of the record. *Detail* holds
ids, numbers and bands, never answers or notes; the one thing written by hand is what a visit is for, in a few words."""
    return f"{opening}\n\n{_table(('Kind', 'Says', 'Detail', 'Written by', 'Followed by'), rows)}"


def _reactions() -> str:
    said = [
        "# Reactions\n\nAfter this happened, do that. A reaction runs right after its event and again by a cursor that"
        f" reads in commit order, so twice is once. After {TRIES} failures an event is set aside, the others go on, and"
        ' the person is shown as "not scored", never as low.'
    ]
    for name, reaction in reactions.REACTIONS.items():
        kinds = [f"`{kind}`" for kind, names in reactions.AFTER.items() if name in names]
        failed = reactions.WHEN_FAILED.get(name)
        said.append(f"## {name}\n\n{_docstring(reaction)}\n\nAfter: {', '.join(kinds)}.")
        if failed:
            said.append(f"When it fails: {_docstring(failed)}")
    said.append(
        "## By the clock\n\nThe worker (`switchback worker`) does these though nothing happened. Times are UTC."
    )
    said.append(_table(("When (cron)", "What", "Why"), source_reading.scheduled()))
    return "\n\n".join(said)


def _settings() -> str:
    rows = [
        (f"`{v.name}`", v.says, f"`{v.default}`" if v.default else "") for v in source_reading.variables()
    ]
    opening = """# Settings

Read once from the environment. Clinical numbers a site may change are not here: they are settings of a
[protocol](protocols.md) or of the [rules of the worklist](risk-rules.md)."""
    return f"{opening}\n\n{_table(('Variable', 'What it is for', 'Default'), rows)}"


def _commands() -> str:
    said = [
        "# Commands\n\n`switchback COMMAND`; from a checkout: `.venv/bin/python -m switchback.config.command COMMAND`."
    ]
    for group in dict.fromkeys(c.group for c in command.COMMANDS):
        said.append(f"## {group}")
        for one in (c for c in command.COMMANDS if c.group == group):
            said.append(f"### switchback {one.name}\n\n{one.says}")
            said += [_table(("Argument", "What it says"), rows) for rows in [_arguments(one)] if rows]
    return "\n\n".join(said)


def _arguments(one: command.Command) -> list[tuple[str, str]]:
    """The command's own; for one that hands over, those our Django command adds to what every Django command has."""
    parser, common = CommandParser(), frozenset(("help",))
    name = one.name.replace("-", "_")
    if not one.delegates:
        one.arguments(parser)
    elif name in get_commands():
        load_command_class(get_commands()[name], name).add_arguments(parser)
    shown = [action for action in parser._actions if action.dest not in common]
    return [(_usage(action), action.help or "") for action in shown]


def _usage(action: Action) -> str:
    value = "" if action.nargs == 0 else str(action.metavar or action.dest.upper())
    return f"`{' '.join(filter(None, [', '.join(action.option_strings), value]))}`"


# --- their parts -----------------------------------------------------------------------------------------------------


def _files(topic: str) -> Iterable[Content]:
    return [load_content(topic, path.stem) for path in sorted((HERE / topic).glob("*.yaml"))]


def _pinned(content: Content) -> str:
    more = " · ".join(f"{part}: {_cell(said)}" for part, said in content.source.items() if part != "title")
    return (
        f"`{content.id}` version {content.version} · {_status(content.status)} · content hash `{content.hash[:16]}`\n\n"
        f"Source: {content.source['title']}{f' ({more})' if more else ''}"
    )


def _content(content: Content) -> str:
    said = [f"### {content.title}\n\n{_pinned(content)}"]
    for part, body in content.body.items():
        heading = part.replace("_", " ").capitalize()
        if _is_rows(body):
            said.append(f"**{heading}**\n\n{_rows(body)}")
        else:
            said.append(f"**{heading}:** {_cell(body)}")
    return "\n\n".join(said)


def _is_rows(body: Any) -> bool:
    parts = body.values() if isinstance(body, Mapping) else body if isinstance(body, list) else ()
    return bool(parts) and all(isinstance(part, Mapping) for part in parts)


def _rows(body: Any) -> str:
    """A list of mappings, or mappings by name, as a table: a column for everything any of them says."""
    named = isinstance(body, Mapping)
    rows = [{"name": name, **said} for name, said in body.items()] if named else list(body)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    cells = [
        [_status(row[c]) if c == "status" and c in row else _cell(row.get(c)) for c in columns]
        for row in rows
    ]
    if named:
        cells = [[f"`{row[0]}`", *row[1:]] for row in cells]
    return _table([column.replace("_", " ") for column in columns], cells)


def _cell(said: Any) -> str:
    if said is None or said == "":
        return ""
    if isinstance(said, Mapping):
        return " · ".join(
            f"{part.replace('_', ' ')}: {_cell(value)}" for part, value in said.items() if value is not None
        )
    if isinstance(said, list):
        between = "; " if any(isinstance(part, Mapping) for part in said) else ", "
        if len(said) == 2 and all(type(part) in (int, float) for part in said):
            return f"{said[0]}–{said[1]}"
        return between.join(_cell(part) for part in said)
    if isinstance(said, bool):
        return "yes" if said else "no"
    return str(said)


def _status(status: str) -> str:
    return f"*{status}*" if status == "secondary" else f"**{status}**"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

    return "\n".join([line(columns), "|" + "---|" * len(columns), *(line(row) for row in rows)])


def _tested(name: str) -> str:
    """What is tested, in the order of the tests: what a medical director signs."""
    spec = source_reading.spec(name)
    lines = []
    for number, test in enumerate(spec.tests, start=1):
        how = "any input" if test.any_input else f"{test.cases} cases" if test.cases > 1 else ""
        lines.append(f"{number}. {test.says}{f' *({how})*' if how else ''}")
    return (
        f"#### What is tested\n\n{spec.says}\nFrom `tests/clinical/{name}.py`, in its order.\n\n"
        + "\n".join(lines)
    )


def _docstring(function: Callable[..., Any]) -> str:
    return " ".join((function.__doc__ or "").split("\n\n")[0].split())
