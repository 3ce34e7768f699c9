from typing import Any
from uuid import uuid4

from django import forms


class AskForm(forms.Form):
    """Ask for help: nothing here has to be filled in, as long as something is said."""

    enquiry_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    about = forms.ChoiceField(
        label="Who is this for?",
        choices=[("self", "For me"), ("someone_else", "For someone else")],
        widget=forms.RadioSelect,
        required=False,
    )
    words = forms.CharField(
        label="What would help you?",
        help_text="A few words are enough.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )
    how_to_reach = forms.CharField(
        label="How can we reach you?",
        help_text="A phone number or an e-mail.",
        max_length=300,
        required=False,
    )
    safe_to_leave_message = forms.BooleanField(
        label="It is safe to leave a message there",
        help_text="If not, we only speak to you.",
        required=False,
    )
    name = forms.CharField(
        label="What do we call you?", help_text="Any name you like.", max_length=200, required=False
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("words") and not given.get("how_to_reach"):
            raise forms.ValidationError("Write a few words, or tell us how to reach you.")
        return given


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Your code",
        help_text="10 letters and numbers.",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split()).replace("-", "")
