"""What changed between two versions of a plan."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from .shape import is_empty


@dataclass(frozen=True, slots=True)
class Change:
    """`path` as in the newer version; for what was removed, as in the older."""

    path: str
    kind: Literal["added", "removed", "changed"]
    before: Any
    after: Any


def changes(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> tuple[Change, ...]:
    """Every difference, in the order of the newer plan, what was removed last.

    Entries of a list are matched by their text, goals by their words and steps by what is done, so removing
    the first goal is one change and not a change of all that follow. Blank and absent are the same.
    """
    return tuple(_differ(before or {}, after or {}, ""))


def _differ(before: Any, after: Any, path: str) -> Iterator[Change]:
    if _is_group(before) and _is_group(after) and not before is after is None:
        before, after = before or {}, after or {}
        for name in [*after, *(name for name in before if name not in after)]:
            yield from _differ(before.get(name), after.get(name), f"{path}.{name}".lstrip("."))
    elif _is_list(before) and _is_list(after):
        yield from _differ_lists(list(before or ()), list(after or ()), path)
    elif (is_empty(before) and is_empty(after)) or before == after:
        return
    elif is_empty(before):
        yield Change(path, "added", None, after)
    elif is_empty(after):
        yield Change(path, "removed", before, None)
    else:
        yield Change(path, "changed", before, after)


def _differ_lists(before: list[Any], after: list[Any], path: str) -> Iterator[Change]:
    pairs = _matched(before, after)
    for place, entry in enumerate(after):
        if place in pairs:
            yield from _differ(before[pairs[place]], entry, f"{path}.{place}")
        elif not is_empty(entry):
            yield Change(f"{path}.{place}", "added", None, entry)
    for place, entry in enumerate(before):
        if place not in pairs.values() and not is_empty(entry):
            yield Change(f"{path}.{place}", "removed", entry, None)


def _matched(before: list[Any], after: list[Any]) -> dict[int, int]:
    """New place -> old place: first those of one name, then, for groups only, the rest at the same place."""
    pairs: dict[int, int] = {}
    free = dict(enumerate(map(_name, before)))
    for new, entry in enumerate(after):
        old = next((old for old, name in free.items() if name == _name(entry)), None)
        if old is not None:
            pairs[new] = old
            del free[old]
    for new, entry in enumerate(after):
        if new not in pairs and new in free and isinstance(entry, Mapping):
            pairs[new] = new
            del free[new]
    return pairs


def _name(entry: Any) -> Any:
    if not isinstance(entry, Mapping):
        return entry
    return next((entry[name] for name in ("words", "what", "name") if not is_empty(entry.get(name))), None)


def _is_group(value: Any) -> bool:
    return value is None or isinstance(value, Mapping)


def _is_list(value: Any) -> bool:
    return value is None or isinstance(value, list | tuple)
