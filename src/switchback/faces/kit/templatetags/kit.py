"""`{% load kit %}`: one tag draws any component, another wraps content in one.

{% component "button" text="Save" %}        draws templates/kit/button/button.html
{% wrap "card" title="Today" %}…{% endwrap %}   the same, with what stands between as `content`
{% icon "phone" %}  {% mark %}  {{ at|day:zone }}  {% word "team" reason.key %}
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, RadioSelect
from django.template.context import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from switchback.faces.kit import dates, icons, words
from switchback.faces.kit.road import RoadPoint, render_road
from switchback.faces.kit.timeline import TimelineView, render_timeline, timeline_rows
from switchback.faces.kit.timeline.draw import WIDE

register = template.Library()

CARRIED = ("request", "csrf_token", "csp_nonce", "CSP_NONCE")


def draw(name: str, values: dict[str, Any], context: Context | dict[str, Any] | None = None) -> SafeString:
    """A component sees only what it is given, and the request."""
    carried = {key: context[key] for key in CARRIED if context and key in context}
    html = get_template(f"kit/{name}/{name}.html").render({**carried, **values})
    return mark_safe(html.strip())  # noqa: S308 -- rendered by an escaping template


@register.simple_tag(takes_context=True)
def component(context: Context, which: str, **values: Any) -> SafeString:
    return draw(which, values, context)


@register.simple_block_tag(takes_context=True)
def wrap(context: Context, content: str, which: str, **values: Any) -> SafeString:
    return draw(which, {**values, "content": content}, context)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    return icons.icon(name, label)


@register.simple_tag
def mark() -> SafeString:
    return icons.mark()


@register.simple_tag
def word(face: str, key: str, **saw: Any) -> str:
    return words.word(face, key, **saw)


@register.simple_tag
def reason(face: str, given: Any, zone: str = "UTC") -> str:
    """Words for a `Reason` as `clinical` gives it: its key and what it saw."""
    return words.word(face, given.key, zone=zone, **dict(given.saw))


@register.filter
def word_for(key: str, face: str) -> str:
    return words.word(face, key)


register.filter("day", dates.day)
register.filter("day_and_time", dates.day_and_time)
register.filter("clock_time", dates.clock_time)
register.filter("short_day", dates.short_day)


@register.filter
def sentence(text: str) -> str:
    """Words from a file or a form with exactly one mark at their end, wherever they stand."""
    plain = str(text).rstrip()
    return plain if plain.endswith((".", "!", "?")) else f"{plain}."


@register.simple_tag(takes_context=True)
def cited(context: Context) -> str:
    """A component's `title` with its `year`, said once: many titles hold it already."""
    title, year = str(context.get("title")), context.get("year")
    return sentence(f"{title}, {year}" if year and str(year) not in title else title)


@register.filter
def dialled(number: str) -> str:
    """A number as a phone takes it: digits and a leading plus."""
    return ("+" if number.strip().startswith("+") else "") + "".join(d for d in number if d.isdigit())


@register.filter
def is_in(value: Any, chosen: Any) -> bool:
    return (
        value in chosen if isinstance(chosen, (list, tuple, set)) else value == chosen and chosen is not None
    )


@register.filter
def is_choice_row(field: BoundField) -> bool:
    return isinstance(field.field.widget, RadioSelect)


@register.filter
def is_tick(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def first_id(field: BoundField) -> str:
    """Where a link from the error summary lands: a set of choices has no box of its own, its first choice has."""
    return f"{field.auto_id}_0" if is_choice_row(field) else field.auto_id


@register.filter
def in_columns(row: Any, columns: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Pairs each column with its cell: rows are lists in column order, or mappings by the column's key."""
    if isinstance(row, Mapping):
        return [(column, row.get(column["key"])) for column in columns]
    return list(zip(columns, row, strict=True))


@register.simple_tag
def timeline(view: TimelineView, width: int = WIDE, name: str = "timeline") -> SafeString:
    return render_timeline(view, width=width, name=name)


@register.simple_tag
def timeline_table(view: TimelineView) -> SafeString:
    columns = [{"label": "When"}, {"label": "What kind"}, {"label": "What"}]
    return draw(
        "table",
        {"caption": view.title, "columns": columns, "rows": timeline_rows(view), "hide_caption": True},
    )


@register.simple_tag
def road(points: Sequence[RoadPoint], title: str = "My road", name: str = "road") -> SafeString:
    return render_road(list(points), title=title, name=name)
