"""The gallery: every component with its example, as people will see it. The same examples feed the tests."""

from dataclasses import dataclass
from typing import Any

import yaml
from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from switchback.faces.kit.example_road import BORN, NOW, example_points, example_view
from switchback.faces.kit.stylesheets import COMPONENTS
from switchback.faces.kit.templatetags.kit import draw
from switchback.faces.kit.timeline import zoom_links

SIDES: dict[str, tuple[str, ...]] = {
    "person": (
        "button", "field", "choices", "form", "banner", "card", "stat", "reasons", "steps", "keyvalues", "progress",
        "empty", "confirm", "draft", "name", "call", "firstly", "leave_link", "help_link", "nav_link",
    ),
    "team": ("person_header", "tabs", "worklist_row", "table", "badge", "pager", "source"),
}  # fmt: skip


class ExampleForm(forms.Form):
    # A number box throws away what it cannot read; a text box with a number keyboard keeps what was typed.
    given_mg = forms.DecimalField(
        label="Dose given, mg",
        help_text="As the order says.",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    taken = forms.ChoiceField(
        label="Taken in front of you", choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    sure = forms.BooleanField(label="I checked the name and the date of birth")


@dataclass(frozen=True)
class Example:
    name: str
    about: str
    html: SafeString
    wrapped_in: str = ""


def examples(name: str) -> tuple[Example, ...]:
    given = yaml.safe_load((COMPONENTS / name / "example.yaml").read_text())
    return tuple(
        Example(name, one["about"], draw(name, _values(one)), one.get("wrapped_in", "")) for one in given
    )


def _values(one: dict[str, Any]) -> dict[str, Any]:
    if one.get("form") == "example":
        return {"form": ExampleForm({"given_mg": "sixteen", "taken": "yes", "note": "Ate breakfast."})}
    return dict(one["with"])


def components() -> tuple[str, ...]:
    """Every component folder; a test holds this and SIDES to each other."""
    return tuple(sorted(folder.name for folder in COMPONENTS.iterdir() if (folder / "example.yaml").exists()))


def may_look(request: HttpRequest) -> bool:
    actor = getattr(request, "actor", None)
    return bool(settings.DEBUG or getattr(settings, "DEMO", False) or (actor and actor.kind == "team"))


def gallery(request: HttpRequest, side: str = "person") -> HttpResponse:
    if not may_look(request):
        raise PermissionDenied
    theme = request.GET.get("theme", "")
    pictures: dict[str, dict[str, Any]] = {
        "person": {"points": example_points()},
        "team": {"view": example_view(), "zooms": _zooms()},
    }
    shown = [(name, examples(name)) for name in SIDES[side]]
    given = {"shown": shown, "theme": theme, "side": side, "here": "home", **pictures[side]}
    return render(request, f"kit/gallery/{side}.html", given)


def _zooms() -> list[dict[str, Any]]:
    view = example_view()
    return [
        {"label": zoom.label, "current": zoom.current, "href": "#"}
        for zoom in zoom_links(view.start, view.end, BORN, NOW)
    ]
