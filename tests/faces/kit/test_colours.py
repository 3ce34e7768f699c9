"""Every pair of colours that carries text, in light, in dark and on paper."""

import re

import pytest

from switchback.faces.kit.stylesheets import part

CSS = part("tokens").read_text()
ON_EVERY_SURFACE = ("text", "muted", "primary", "help", "urgent", "info")
SURFACES = ("bg", "surface", "wash")
FILLED = ("primary", "help", "urgent")


def blocks() -> dict[str, dict[str, str]]:
    light, media_dark, chosen_dark, paper = (
        dict(re.findall(r"--([a-z]+): (#[0-9A-F]+);", block)) for block in re.findall(r"\{([^{}]*)\}", CSS)
    )
    return {"light": light, "media dark": media_dark, "chosen dark": chosen_dark, "paper": paper}


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_21_to_1():
    assert contrast("#000", "#FFF") == pytest.approx(21)


@pytest.mark.parametrize("theme", ["light", "media dark", "paper"])
def test_text_stands_out_on_every_surface(theme: str):
    colours = blocks()[theme]
    low = {
        (ink, ground): round(contrast(colours[ink], colours[ground]), 2)
        for ink in ON_EVERY_SURFACE
        for ground in SURFACES
        if contrast(colours[ink], colours[ground]) < 5.7
    }
    assert low == {}


@pytest.mark.parametrize("theme", ["light", "media dark", "paper"])
def test_text_stands_out_on_what_is_filled(theme: str):
    colours = blocks()[theme]
    assert [ground for ground in FILLED if contrast(colours["on"], colours[ground]) < 5.7] == []


@pytest.mark.parametrize("theme", ["light", "media dark"])
def test_edges_and_focus_are_seen(theme: str):
    colours = blocks()[theme]
    seen = [
        contrast(colours[edge], colours[ground]) for edge in ("edge", "focus") for ground in ("bg", "surface")
    ]
    assert min(seen) >= 3


def test_dark_is_the_same_chosen_or_given():
    assert blocks()["media dark"] == blocks()["chosen dark"]
