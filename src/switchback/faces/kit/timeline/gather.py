"""Too many marks for the room there is: those that would lie on each other become one, which says how many."""

from collections.abc import Callable
from dataclasses import replace

from switchback.faces.kit.timeline.view import Mark


def gathered(marks: list[Mark], *, bin_of: Callable[[Mark], int], row_of: Callable[[Mark], int]) -> list[Mark]:
    bins: dict[tuple[int, int], list[Mark]] = {}
    for mark in marks:
        bins.setdefault((row_of(mark), bin_of(mark)), []).append(mark)
    return [_one(group) for group in bins.values()]


def _one(group: list[Mark]) -> Mark:
    if len(group) == 1:
        return group[0]
    shown = max(group, key=lambda mark: -1.0 if mark.value is None else mark.value)
    count = sum(mark.count for mark in group)
    labels = list(dict.fromkeys(mark.label for mark in group))
    said = labels[0] if len(labels) == 1 else f"{shown.label} (the highest)" if shown.value is not None else ", ".join(
        labels[:3]
    ) + (" …" if len(labels) > 3 else "")
    middle = group[0].start + (group[-1].start - group[0].start) / 2
    last = max(mark.end or mark.start for mark in group)
    return replace(shown, start=middle, end=last, count=count, label=f"{count} times: {said}")
