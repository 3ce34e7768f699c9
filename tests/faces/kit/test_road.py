import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as some

from switchback.faces.kit.example_road import example_points
from switchback.faces.kit.road import RoadPoint, _places, render_road

BEGAN = datetime(2025, 1, 1, tzinfo=UTC)


def road(*bends: int, milestones: tuple[int, ...] = (), days: int = 100) -> list[RoadPoint]:
    return [
        RoadPoint(BEGAN, "start", "1 January"),
        *(RoadPoint(BEGAN + timedelta(days=day), "bend", "A use day") for day in bends),
        *(RoadPoint(BEGAN + timedelta(days=day), "milestone", f"Milestone {day}") for day in milestones),
        RoadPoint(BEGAN + timedelta(days=days), "here", "You are here"),
    ]


@given(
    some.lists(some.integers(1, 99), max_size=60), some.lists(some.integers(1, 99), max_size=6, unique=True)
)
@settings(max_examples=60, deadline=None)
def test_the_road_always_climbs_and_keeps_every_milestone(bends: list[int], milestones: list[int]):
    svg = render_road(road(*bends, milestones=tuple(milestones)))
    ElementTree.fromstring(svg)
    circles = [(float(x), float(y)) for x, y in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', svg)]
    assert len(circles) == 2 + len(milestones)
    assert circles == sorted(circles)
    heights = [y for _, y in circles]
    assert heights == sorted(heights, reverse=True)
    assert all(0 < x < 340 and y > 0 for x, y in circles)


def test_after_a_bend_the_road_stands_higher_than_without_it():
    without = _places(sorted(road(), key=lambda p: p.at), foot=100)
    with_one = _places(sorted(road(50), key=lambda p: p.at), foot=100)
    assert with_one[-1].y < without[-1].y


def test_a_bend_is_the_same_line():
    svg = render_road(road(50))
    assert len(re.findall(r'<path d="M[^"]+" stroke="var\(--primary,#1C5F50\)" stroke-width="3"', svg)) == 2
    assert "urgent" not in svg and "help" not in svg


def test_bends_are_never_counted_in_words():
    svg = render_road(road(*range(1, 60)))
    assert re.findall(r"\d+ (?:times|bends|use)", svg) == []
    about = re.search(r"<desc[^>]*>([^<]*)</desc>", svg)
    assert about and about.group(1) == "A road that climbs from left to right. 1 January, You are here."


def test_nothing_yet_and_one_day():
    assert "<circle" not in render_road([])
    assert render_road([RoadPoint(BEGAN, "here", "You are here")]).count("<circle") == 1


def test_labels_are_escaped_and_do_not_lie_on_each_other():
    svg = render_road([RoadPoint(BEGAN, "start", "<b>"), RoadPoint(BEGAN + timedelta(1), "here", "You & me")])
    assert "<b>" not in svg and "You &amp; me" in svg
    boxes = [
        (float(x), float(x) + 6.9 * len(said), float(y))
        for x, y, said in re.findall(
            r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]+)<', render_road(example_points())
        )
    ]
    for index, (left, right, y) in enumerate(boxes):
        assert all(
            other[0] > right or other[1] < left or abs(other[2] - y) >= 13 for other in boxes[index + 1 :]
        )
