"""The rows of the worklist, put together as text: sixty of them through templates would be half of the page's time."""

from collections.abc import Iterable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from switchback.care.insight.queries import WorklistRow
from switchback.faces.kit.words import word
from switchback.faces.team import urgency
from switchback.faces.team.next_steps import Step
from switchback.faces.team.page import person_href

NOT_SCORED = mark_safe('<span class="sb-badge sb-badge--open">Not scored</span> ')  # noqa: S308 -- a constant
NOTHING = mark_safe("")  # noqa: S308 -- a constant


def draw_row(row: WorklistRow, steps: Sequence[Step], *, zone: str, token: str) -> SafeString:
    soon = urgency.shown(row.urgency)
    return format_html(
        '<li class="sb-work sb-work--{level}"><div class="sb-work__who"><a href="{href}" data-row>{name}</a>{pronouns} '
        '<small class="sb-muted">{number}{left}</small></div><div class="sb-work__why">{not_scored}{why}</div>'
        '<div class="sb-work__when">{soon}</div><div class="sb-work__do">{do}</div></li>',
        level=row.urgency,
        href=person_href("team-person", row.person_id),
        name=row.chosen_name,
        pronouns=format_html(' <span class="sb-name__pronouns">{}</span>', row.pronouns)
        if row.pronouns
        else "",
        number=row.record_number,
        left="" if row.in_care else " · not in care",
        not_scored=NOTHING if row.scored else NOT_SCORED,
        why=_reasons(row, zone),
        soon=draw_urgency(soon),
        do=_steps(steps, row.chosen_name, token),
    )


def draw_urgency(soon: urgency.Urgency) -> SafeString:
    """A shape and a word; colour only helps."""
    return format_html(
        '<span class="sb-urgency sb-urgency--{}"><svg viewBox="0 0 14 14" aria-hidden="true"><path d="{}"/></svg>{}'
        "</span>",
        soon.level, soon.shape, soon.word,
    )  # fmt: skip


def _reasons(row: WorklistRow, zone: str) -> SafeString:
    said = [(word("team", r.key, zone=zone, **r.saw),) for r in row.reasons if r.key != "not_scored"]
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", said)) if said else NOTHING


def _steps(steps: Iterable[Step], name: str, token: str) -> SafeString:
    drawn = [(_click(step, name, token) if step.posts else _link(step, name),) for step in steps]
    return (
        format_html('<ul class="sb-do">{}</ul>', format_html_join("", "<li>{}</li>", drawn))
        if drawn
        else NOTHING
    )


def _click(step: Step, name: str, token: str) -> SafeString:
    return format_html(
        '<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<button type="submit" class="sb-button sb-button--quiet sb-button--small">{}'
        '<span class="sb-hidden"> with {}</span></button></form>',
        step.href, token, step.label, name,
    )  # fmt: skip


def _link(step: Step, name: str) -> SafeString:
    return format_html('<a href="{}">{}<span class="sb-hidden">, {}</span></a>', step.href, step.label, name)
