"""Forms of the person's side. Plain values come out; what was typed is kept when something needs another look."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django import forms

from switchback.clinical.instruments import Instrument
from switchback.faces.kit.dates import zone_of

CANNOT_READ = "We could not read this. Please choose again."


class CheckInForm(forms.Form):
    """One optional choice for each item, with the instrument's own words and values."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, error_messages={"invalid": CANNOT_READ})

    def __init__(self, asked: Instrument, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.asked = asked
        for item in asked.items:
            self.fields[item.id] = forms.ChoiceField(
                label=item.text,
                help_text=item.help,
                choices=[(str(option.value), option.label) for option in item.options],
                widget=forms.RadioSelect,
                required=False,
                error_messages={"invalid_choice": CANNOT_READ},
            )

    def answers(self) -> dict[str, Any]:
        """Only what was answered: skipped is absent, never nought."""
        given = {item.id: self.cleaned_data.get(item.id) for item in self.asked.items}
        values = {item.id: {str(o.value): o.value for o in item.options} for item in self.asked.items}
        return {id_: values[id_][chosen] for id_, chosen in given.items() if chosen}


class BeganForm(forms.Form):
    began_on = forms.DateField(
        label="My path began on",
        help_text="Pick any day that means something to you.",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Pick a day, please.", "invalid": "There is no such day."},
    )
    show_days_since = forms.BooleanField(
        label="Also keep the days since I last used",
        help_text="Off unless you want it. It waits under Journey, folded up.",
        required=False,
    )


WHEN = (("today", "Today"), ("yesterday", "Yesterday"), ("earlier", "Earlier"))
NOBODY, TELL, CALL_ME = "nobody", "tell", "call"


class TellForm(forms.Form):
    """What they choose to tell. Nobody else is told unless they say so here, this time."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, error_messages={"invalid": CANNOT_READ})
    when = forms.ChoiceField(label="When was it?", choices=WHEN, widget=forms.RadioSelect, required=False)
    on = forms.DateField(
        label="Which day?",
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
        error_messages={"invalid": "There is no such day."},
    )
    alone = forms.ChoiceField(
        label="Are you alone now?",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
        required=False,
    )
    team = forms.ChoiceField(
        label="Who else may know?",
        choices=[
            (NOBODY, "Nobody. It stays with me."),
            (TELL, "Tell my care team."),
            (CALL_ME, "Tell my care team, and call me."),
        ],
        widget=forms.RadioSelect,
        initial=NOBODY,
    )

    def told(self, *, now: datetime, zone: str) -> dict[str, Any]:
        given = self.cleaned_data
        team = given["team"]
        return {
            "key": given["key"],
            "used_at": _used_at(given["when"], given["on"], now=now, zone=zone),
            "alone": {"yes": True, "no": False}.get(given["alone"]),
            "wants_call": None if team == NOBODY else team == CALL_ME,
            "tell_team": team in (TELL, CALL_ME),
        }


def _used_at(when: str, on: date | None, *, now: datetime, zone: str) -> datetime | None:
    """Today counts as just now, the more careful reading; a day is taken at its noon."""
    if when == "today":
        return now
    if when == "yesterday":
        return now - timedelta(days=1)
    return datetime.combine(on, time(12), zone_of(zone)).astimezone(UTC) if on else None


class LookBackForm(forms.Form):
    before = forms.CharField(
        label="What came before?", help_text="A place, a feeling, a person.", required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    helped_stop = forms.CharField(
        label="What helped you stop?",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    learned = forms.CharField(
        label="One thing I learned", help_text="It is yours to keep.", required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


BLANK_LINES = 2


class PartForm(forms.Form):
    """One part of the plan: some lines, two blank ones to add to, and which edit of the plan they were read from."""

    plan_id = forms.UUIDField(widget=forms.HiddenInput)
    edit = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, slug: str, value: Any, data: Any = None, *, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.single = isinstance(value, str)
        self.paired = slug == "people"
        lines: Sequence[Any] = [value] if self.single else list(value or ())
        asked = _count(data) if data is not None else len(lines) + (0 if self.single else BLANK_LINES)
        for place in range(asked):
            line = lines[place] if place < len(lines) else ""
            for name, said, start in self._boxes(place, line):
                self.fields[name] = forms.CharField(
                    label=said, initial=start, required=False, max_length=2000, strip=True,
                    error_messages={"max_length": "Please make this shorter."},
                )  # fmt: skip

    def _boxes(self, place: int, line: Any) -> list[tuple[str, str, str]]:
        if not self.paired:
            return [(f"line_{place}", "My words" if self.single else f"{place + 1}", line or "")]
        one = line or {}
        return [
            (f"line_{place}", f"Name {place + 1}", one.get("name") or ""),
            (f"how_{place}", f"Phone {place + 1}", one.get("how") or ""),
        ]

    def value(self) -> Any:
        """The part as the plan keeps it, blank lines left out."""
        given = self.cleaned_data
        if self.single:
            return given["line_0"]
        places = [int(name[5:]) for name in self.fields if name.startswith("line_")]
        if self.paired:
            people = [{"name": given[f"line_{p}"], "how": given[f"how_{p}"]} for p in places]
            return [person for person in people if person["name"] or person["how"]]
        return [given[f"line_{p}"] for p in places if given[f"line_{p}"]]


def _count(data: Any) -> int:
    """How many lines came with the form; no more than a plan may hold."""
    return min(sum(name.startswith("line_") for name in data), 50)


class KeyForm(forms.Form):
    """Only to be sent once."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class ThemeForm(forms.Form):
    theme = forms.ChoiceField(
        label="Light or dark?",
        choices=[("", "Like my phone"), ("light", "Light"), ("dark", "Dark")],
        widget=forms.RadioSelect,
        required=False,
    )
