"""Fields every form of the team shares: a time where the centre is, and the key that makes two clicks one record."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from switchback.faces.kit import dates


class LocalTime(forms.Field):
    """A moment typed as the clock on the wall shows it; `zone` is set by the form. Comes out in UTC."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    zone = "UTC"

    def prepare_value(self, value: Any) -> Any:
        return (
            dates.local(value, self.zone).strftime("%Y-%m-%dT%H:%M") if isinstance(value, datetime) else value
        )

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            return datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValidationError("This is not a day and a time. Please look again.", code="invalid")


class TeamForm(forms.Form):
    """A form of the team, in the zone of the site. Lines of help come from the field, errors are sentences."""

    def __init__(self, *args: Any, zone: str = "UTC", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages.setdefault("required", "Please fill this in.")
            field.error_messages["required"] = "Please fill this in."
            if isinstance(field, LocalTime):
                field.zone = zone


class OnceForm(TeamForm):
    """Sent twice, it is one record: the key travels with the form and with its draft."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, initial: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial={"key": uuid4(), **(initial or {})}, **kwargs)


def without_nul(text: str) -> str:
    """What was typed, less the one character PostgreSQL cannot keep. Django's own fields refuse it by themselves."""
    return text.replace("\x00", "")


def when(label: str = "When") -> LocalTime:
    return LocalTime(label=label, required=False, help_text="Empty means now.")


def words(label: str, *, rows: int = 3, required: bool = True, help_text: str = "") -> forms.CharField:
    box = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=box, required=required, max_length=4000, help_text=help_text)
