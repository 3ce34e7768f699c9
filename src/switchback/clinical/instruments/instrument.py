"""What an instrument is, read from its content file or from the copy stored with an old answer sheet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from switchback.clinical.values import HERE, Content, ContentError, load_content

Answer = int | str


@dataclass(frozen=True, slots=True)
class Option:
    """One legal answer. `points` is what it adds to the total; None where the item has no score."""

    value: Answer
    label: str
    points: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `required_if` (item id, answer) says when it is asked; None means always."""

    id: str
    text: str
    options: tuple[Option, ...]
    scored: bool = True
    multiple: bool = False
    required: bool = True
    required_if: tuple[str, Answer] | None = None
    help: str = ""
    # Looked up by (type, value): 1, True and 1.0 are equal in Python, only one of them is an answer.
    points: dict[tuple[type, Answer], int | None] = field(default_factory=dict, compare=False, repr=False)

    @property
    def legal(self) -> tuple[Answer, ...]:
        return tuple(option.value for option in self.options)


@dataclass(frozen=True, slots=True)
class Band:
    min: int
    max: int
    key: str


@dataclass(frozen=True, slots=True)
class Flag:
    """An answer somebody must hear about whatever the total: at least a number, or exactly a word."""

    key: str
    item: str
    at_least: int | None = None
    equals: str | None = None


@dataclass(frozen=True, slots=True)
class Instrument:
    id: str
    version: int
    hash: str
    title: str
    items: tuple[Item, ...]
    recall: str
    licence: str
    source: dict[str, Any]
    status: str
    stem: str
    bands: tuple[Band, ...]
    flags: tuple[Flag, ...]
    has_total: bool
    by_id: dict[str, Item] = field(compare=False, repr=False)
    content: dict[str, Any] = field(compare=False, repr=False)

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> "Instrument":
        """Build it from the whole content file; the same file always gives the same instrument and hash."""
        said = Content.from_document(content)
        body = said.body
        items = tuple(_item(said.id, item, body) for item in body["items"])
        instrument = cls(
            id=said.id,
            version=said.version,
            hash=said.hash,
            title=said.title,
            items=items,
            recall=body["recall"],
            licence=body["licence"],
            source=said.source,
            status=said.status,
            stem=body.get("stem", ""),
            bands=tuple(Band(band["min"], band["max"], band["key"]) for band in body.get("bands", ())),
            flags=tuple(
                Flag(f["key"], f["item"], f.get("at_least"), f.get("equals")) for f in body.get("flags", ())
            ),
            has_total=body["total"],
            by_id={item.id: item for item in items},
            content=said.document,
        )
        _check(instrument)
        return instrument

    def __hash__(self) -> int:
        return hash(self.hash)

    @property
    def range(self) -> tuple[int, int] | None:
        """Lowest and highest total the legal answers allow; None without a total."""
        if not self.has_total:
            return None
        points = [[option.points or 0 for option in item.options] for item in self.items if item.scored]
        return sum(map(min, points)), sum(map(max, points))


def _item(instrument: str, said: Mapping[str, Any], body: Mapping[str, Any]) -> Item:
    scored = said.get("scored", True)
    options = tuple(_option(option, scored=scored) for option in said.get("options", body.get("options", ())))
    if scored and said.get("multiple"):
        raise ContentError(f"{instrument}: {said['id']} takes several answers and cannot be scored")
    asked = said.get("required_if")
    return Item(
        id=said["id"],
        text=said["text"],
        options=options,
        scored=scored,
        multiple=said.get("multiple", False),
        required=said.get("required", True),
        required_if=(asked["item"], asked["is"]) if asked else None,
        help=said.get("help", ""),
        points={(type(option.value), option.value): option.points for option in options},
    )


def _option(said: Mapping[str, Any], *, scored: bool) -> Option:
    points = said.get("points", said["value"]) if scored else None
    return Option(said["value"], said["label"], points)


def _check(instrument: Instrument) -> None:
    """A file that would score wrongly is refused when it is read, not when somebody answers it."""
    name, ids = instrument.id, instrument.by_id
    if len(ids) != len(instrument.items):
        raise ContentError(f"{name}: two items have one id")
    for item in instrument.items:
        if not item.options or len(item.points) != len(item.options):
            raise ContentError(f"{name}: {item.id} needs options, each once")
        if any(type(option.value) not in (int, str) for option in item.options):
            raise ContentError(f"{name}: {item.id} has an option that is no number and no word")
        if item.scored and any(type(option.points) is not int for option in item.options):
            raise ContentError(f"{name}: {item.id} is scored but an option has no points")
        if item.required_if and item.required_if[0] not in ids:
            raise ContentError(f"{name}: {item.id} depends on an item that is not there")
    for flag in instrument.flags:
        if flag.item not in ids:
            raise ContentError(f"{name}: flag {flag.key} looks at an item that is not there")
    _check_bands(instrument)


def _check_bands(instrument: Instrument) -> None:
    if not instrument.bands:
        return
    if instrument.range is None:
        raise ContentError(f"{instrument.id}: bands without a total")
    low, high = instrument.range
    for band in instrument.bands:
        if band.min != low or band.max < band.min:
            raise ContentError(f"{instrument.id}: band {band.key} leaves a gap or overlaps")
        low = band.max + 1
    if low != high + 1:
        raise ContentError(f"{instrument.id}: the bands end at {low - 1}, the scale at {high}")


@cache
def _files() -> dict[str, tuple[int, ...]]:
    """Versions on file, by instrument: files are named `<id>.v<version>.yaml`; old versions stay for ever."""
    found: dict[str, list[int]] = {}
    for path in (HERE / "instruments").glob("*.v*.yaml"):
        name, _, version = path.stem.partition(".v")
        found.setdefault(name, []).append(int(version))
    return {name: tuple(sorted(versions)) for name, versions in sorted(found.items())}


def available() -> tuple[str, ...]:
    """The ids of all instruments on file."""
    return tuple(_files())


@cache
def load(id: str, version: int | None = None) -> Instrument:
    """The instrument in the version asked for, or the newest."""
    versions = _files().get(id, ())
    if not versions or (version is not None and version not in versions):
        raise ContentError(f"no instrument {id}" + (f" version {version}" if version else ""))
    wanted = versions[-1] if version is None else version
    instrument = Instrument.from_content(load_content("instruments", f"{id}.v{wanted}").document)
    if (instrument.id, instrument.version) != (id, wanted):
        raise ContentError(f"{id}.v{wanted}: the file says {instrument.id} version {instrument.version}")
    return instrument
