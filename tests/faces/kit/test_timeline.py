import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from switchback.faces.kit.example_road import BORN, NOW, ZONE, example_view
from switchback.faces.kit.timeline import (
    Guide,
    Lane,
    Mark,
    TimelineView,
    render_timeline,
    timeline_rows,
    zoom_links,
)
from switchback.faces.kit.timeline.gather import gathered
from switchback.faces.kit.timeline.shapes import SIGNS, TEXT
from switchback.faces.kit.timeline.ticks import ticks

START = datetime(2025, 3, 1, 5, tzinfo=UTC)
DAY = timedelta(days=1)


def view(*lanes: Lane, days: int = 10, now: datetime | None = None) -> TimelineView:
    return TimelineView(START, START + days * DAY, ZONE, lanes, now=now)


def titles(svg: str) -> list[str]:
    return re.findall(r"<title>([^<]*)</title>", svg)


def signs(svg: str, sign: str) -> list[float]:
    return [float(x) for x in re.findall(rf'<use href="#timeline-{sign}" x="([\d.]+)%"', svg)]


def at(day: float, kind: str = "", **given) -> Mark:
    return Mark(START + day * DAY, kind=kind, **given)


def test_a_mark_stands_where_its_time_is():
    svg = render_timeline(
        view(Lane("visits", "Visits", (at(0, "attended"), at(5, "missed"), at(10, "booked"))))
    )
    assert signs(svg, "dot") == [13.0]
    assert signs(svg, "ring") == [55.75]
    assert signs(svg, "booked") == [98.5]


def test_marks_outside_are_left_out_and_stays_are_cut():
    stay = Mark(START - DAY, START + 5 * DAY, "residential", label="Residential")
    svg = render_timeline(view(Lane("stays", "Stays", (stay,)), Lane("use", "Use days", (at(-1), at(11)))))
    assert re.findall(r'<rect x="([\d.]+)%" y="\d+" width="([\d.]+)%"', svg) == [("13.0", "42.75")]
    assert titles(svg) == ["28 February 2025 to 6 March 2025: Residential"]
    assert "nothing recorded" in svg


def test_every_mark_says_when_and_what():
    svg = render_timeline(view(Lane("urine", "Urine", (at(0.5, "positive", label="Positive: opioids"),))))
    assert titles(svg) == ["Sat 1 Mar 2025, 12:00 pm: Positive: opioids"]


def test_words_are_escaped():
    lane = Lane("use", "<Use>", (at(1, label="<script>"),), note="<note>")
    for width in (360, 1120):
        svg = render_timeline(replace(view(lane), title="<title>"), width=width)
        assert re.findall(r"<script>|<Use>|<note>|<title><", svg) == []


def test_an_empty_lane_says_so():
    svg = render_timeline(view(Lane("doses", "Doses"), Lane("use", "Use days")))
    assert svg.count("nothing recorded") == 2


@pytest.mark.parametrize(
    "lane", ["stays", "doses", "withdrawal", "urine", "use", "visits", "check_ins", "events"]
)
@pytest.mark.parametrize("width", [360, 1120])
def test_one_mark_and_a_mark_without_a_value(lane: str, width: int):
    svg = render_timeline(
        view(Lane(lane, lane, (at(1, label="It"), at(3, value=0.0, label="Nought")))), width=width
    )
    assert (
        titles(svg) == ["Sun 2 Mar 2025, 12:00 am: It", "Tue 4 Mar 2025, 12:00 am: Nought"] or lane == "stays"
    )
    assert re.findall(r'"-?(?:nan|inf)', svg) == []


def test_a_use_day_has_the_ink_of_a_visit():
    assert TEXT in SIGNS["bend"] and TEXT in SIGNS["dot"]


def test_marks_on_each_other_become_one_that_says_how_many():
    svg = render_timeline(
        view(Lane("use", "Use days", tuple(at(day, label="Use day") for day in range(9))), days=400)
    )
    assert len(signs(svg, "bend")) == 1 or len(signs(svg, "bend")) == 2
    assert sum(int(said.split(": ")[1].split()[0]) for said in titles(svg)) == 9


def test_three_thousand_marks_keep_the_picture_small_and_lose_none():
    marks = tuple(
        at(day, "buprenorphine", value=8 + day % 9, label=f"{8 + day % 9} mg") for day in range(3000)
    )
    svg = render_timeline(view(Lane("doses", "Doses", marks), days=3000))
    bars = titles(svg)
    assert len(bars) <= 260
    assert sum(int(re.search(r": (\d+) times", said).group(1)) for said in bars) == 3000  # type: ignore[union-attr]


def test_gathering_keeps_the_highest_and_the_order():
    marks = [at(day, value=value, label=f"v{value}") for day, value in ((0, 1), (0.1, 9), (0.2, 3), (5, 2))]
    found = gathered(marks, x_of=lambda mark: (mark.start - START) / DAY, room=1)
    assert [(mark.start, mark.value, mark.count) for mark in found] == [
        (START, 9, 3),
        (START + 5 * DAY, 2, 1),
    ]
    assert gathered([], x_of=lambda _: 0, room=1) == []


def test_how_much_is_written_where_it_changes():
    doses = tuple(at(day, "buprenorphine", value=mg) for day, mg in enumerate((4, 8, 8, 8, 16)))
    svg = render_timeline(view(Lane("doses", "Doses", doses)))
    assert re.findall(r'font-size="11" text-anchor="middle"[^>]*>(\d+)<', svg) == ["4", "8", "16"]


def test_the_same_in_words():
    lanes = (
        Lane("use", "Use days", (at(1, label="Use day"), at(11, label="Later"))),
        Lane("doses", "Doses", (at(2, value=8, label="8 mg"),)),
    )
    assert timeline_rows(view(*lanes)) == [
        ("Mon 3 Mar 2025, 12:00 am", "Doses", "8 mg"),
        ("Sun 2 Mar 2025, 12:00 am", "Use days", "Use day"),
    ]  # fmt: skip


def test_the_picture_needs_no_style_sheet():
    for width in (360, 1120):
        svg = render_timeline(example_view(), width=width)
        assert re.findall(r"\sstyle=|\sclass=", svg) == []
        assert 'role="img" aria-labelledby="timeline-title timeline-about"' in svg
        inks = set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg))
        assert {ink for ink in inks if not re.fullmatch(r"none|var\(--\w+,#\w{6}\)", ink)} == set()


def test_it_is_a_well_formed_picture():
    for width in (360, 1120):
        ElementTree.fromstring(render_timeline(example_view(), width=width))


def test_guides_name_the_bands():
    lane = Lane("withdrawal", "Withdrawal", (at(1, value=20),), top=48, guides=(Guide(13, "Moderate"),))
    assert ">Moderate</text>" in render_timeline(view(lane))


@pytest.mark.parametrize(
    ("days", "at_most", "labels"),
    [
        (1, 5, ["12 am 1 Mar", "6 am 1 Mar", "12 pm 1 Mar", "6 pm 1 Mar", "12 am 2 Mar"]),
        (3, 5, ["Sat 1 Mar", "Sun 2 Mar", "Mon 3 Mar", "Tue 4 Mar"]),
        (21, 5, ["3 Mar 2025", "10 Mar 2025", "17 Mar 2025"]),
        (120, 5, ["Mar 2025", "Apr 2025", "May 2025", "Jun 2025"]),
        (1200, 6, ["2026", "2027", "2028"]),
        (20_000, 6, ["2030", "2040", "2050", "2060", "2070"]),
    ],
)
def test_ticks_are_the_sites_own_days(days: int, at_most: int, labels: list[str]):
    found = ticks(START, START + days * DAY, ZoneInfo(ZONE), at_most=at_most)
    assert [f"{tick.label} {tick.context}".strip() for tick in found] == labels


def test_ticks_stay_at_midnight_when_the_clocks_change():
    found = ticks(
        datetime(2025, 3, 8, tzinfo=UTC), datetime(2025, 3, 12, tzinfo=UTC), ZoneInfo(ZONE), at_most=6
    )
    assert [tick.at.hour for tick in found] == [5, 5, 4, 4]


def test_zooming_out_and_in():
    links = {zoom.label: zoom for zoom in zoom_links(NOW - 30 * DAY, NOW, BORN, NOW)}
    assert list(links) == ["Years", "3 months", "Month", "Week", "Day", "Earlier"]
    assert [label for label, zoom in links.items() if zoom.current] == ["Month"]
    assert (links["Years"].start, links["Years"].end) == (BORN, NOW)
    assert (links["Week"].start, links["Week"].end) == (NOW - 7 * DAY, NOW)
    assert (links["Earlier"].start, links["Earlier"].end) == (NOW - 60 * DAY, NOW - 30 * DAY)


def test_zooming_in_on_the_past_keeps_the_middle():
    links = {zoom.label: zoom for zoom in zoom_links(BORN, BORN + 30 * DAY, BORN, NOW)}
    assert (links["Day"].start, links["Day"].end) == (BORN + 14.5 * DAY, BORN + 15.5 * DAY)
    assert "Later" in links and "Earlier" not in links
