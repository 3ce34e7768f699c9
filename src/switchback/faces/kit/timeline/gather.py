"""Too many marks for the room there is: those that would lie on each other become one, which says how many."""

from collections.abc import Callable
from dataclasses import replace

from switchback.faces.kit.timeline.view import Mark


def gathered(
    marks: list[Mark],
    *,
    x_of: Callable[[Mark], float],
    room: float,
    row_of: Callable[[Mark], int] = lambda _: 0,
) -> list[Mark]:
    """Each group stands where its first mark stood, so no two groups of a row are nearer than `room`."""
    groups: list[list[Mark]] = []
    open_group: dict[int, tuple[float, list[Mark]]] = {}
    for mark in sorted(marks, key=lambda mark: mark.start):
        row, x = row_of(mark), x_of(mark)
        begun = open_group.get(row)
        if begun and x - begun[0] < room:
            begun[1].append(mark)
        else:
            group = [mark]
            groups.append(group)
            open_group[row] = (x, group)
    return [_one(group) for group in groups]


def _one(group: list[Mark]) -> Mark:
    if len(group) == 1:
        return group[0]
    shown = max(group, key=lambda mark: -1.0 if mark.value is None else mark.value)
    count = sum(mark.count for mark in group)
    labels = list(dict.fromkeys(mark.label for mark in group))
    said = (
        labels[0]
        if len(labels) == 1
        else f"{shown.label} (the highest)"
        if shown.value is not None
        else ", ".join(labels[:3]) + (" …" if len(labels) > 3 else "")
    )
    last = max(mark.end or mark.start for mark in group)
    return replace(shown, start=group[0].start, end=last, count=count, label=f"{count} times: {said}")
