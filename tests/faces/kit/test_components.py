import re

import pytest
from django import forms
from django.test import RequestFactory, override_settings

from switchback.faces.kit.gallery import ExampleForm, components, examples, gallery
from switchback.faces.kit.templatetags.kit import draw


@pytest.mark.parametrize("name", components())
def test_draws_its_examples(name: str):
    drawn = examples(name)
    assert drawn
    for example in drawn:
        assert example.html.startswith("<")
        assert re.findall(r"\bstyle=|<script|\bon[a-z]+=|\{\{|\{%", example.html) == []


@pytest.mark.parametrize(
    ("title", "year", "said"),
    [
        ("Prins A. J Gen Intern Med 2016;31:1206", 2016, "Source: Prins A. J Gen Intern Med 2016;31:1206. "),
        ("Wesson & Ling", 2003, "Source: Wesson &amp; Ling, 2003. "),
        ("Own rules. Each names its source.", "", "Source: Own rules. Each names its source. "),
    ],
)
def test_a_source_says_its_year_once_and_ends_in_one_point(title: str, year: object, said: str):
    assert said in draw("source", {"title": title, "year": year})
    assert draw("source", {"title": title}).count("..") == 0


@pytest.mark.parametrize("side", ["person", "team"])
@override_settings(DEBUG=True)
def test_gallery_pages_hold_no_style_and_no_inline_script(side: str):
    html = gallery(RequestFactory().get("/kit/"), side).content.decode()
    assert re.findall(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=", html) == []
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(set(ids)) == sorted(ids)


@override_settings(DEBUG=False, DEMO=False)
def test_gallery_is_for_the_team():
    from django.core.exceptions import PermissionDenied

    with pytest.raises(PermissionDenied):
        gallery(RequestFactory().get("/kit/"), "person")


def test_a_wrong_field_keeps_what_was_typed_and_is_tied_to_its_error():
    form = ExampleForm({"given_mg": "sixteen", "taken": "maybe", "note": "<b>late</b>"})
    html = draw("form", {"form": form})
    assert 'value="sixteen"' in html
    assert "&lt;b&gt;late&lt;/b&gt;" in html
    assert 'aria-describedby="id_given_mg_helptext id_given_mg_error"' in html
    assert 'id="id_given_mg_helptext"' in html and 'id="id_given_mg_error"' in html
    assert re.findall(r'href="#(\w+)"', html) == ["id_given_mg", "id_taken_0", "id_sure"]
    assert all(f'id="{target}"' in html for target in ("id_given_mg", "id_taken_0", "id_sure"))


def test_a_form_that_is_right_shows_no_errors():
    html = draw("form", {"form": ExampleForm({"given_mg": "16", "taken": "no", "sure": "on"})})
    assert "alert" not in html
    assert re.findall(r'value="(\w+)"[^>]*checked', html) == ["no"]


def test_choices_mark_only_what_was_chosen():
    options = [{"value": "1", "label": "One"}, {"value": "11", "label": "Eleven"}]
    html = draw("choices", {"name": "n", "legend": "N", "options": options, "value": "11"})
    assert re.findall(r'value="(\d+)" checked', html) == ["11"]
    none = draw("choices", {"name": "n", "legend": "N", "options": options, "value": None})
    assert "checked" not in none


def test_several_may_be_chosen():
    class Several(forms.Form):
        which = forms.MultipleChoiceField(
            choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple
        )

    html = draw("field", {"field": Several({"which": ["b"]})["which"]})
    assert re.findall(r'type="checkbox"[^>]*value="(\w)"[^>]*checked', html) == ["b"]
    assert html.startswith("<fieldset")


def test_a_table_takes_lists_and_mappings_alike():
    columns = [{"key": "a", "label": "A"}, {"key": "b", "label": "B", "numeric": True}]
    as_list = draw("table", {"caption": "T", "columns": columns, "rows": [["x", 0], ["y", None]]})
    as_mapping = draw("table", {"caption": "T", "columns": columns, "rows": [{"a": "x", "b": 0}, {"a": "y"}]})
    assert as_list == as_mapping
    assert re.findall(r">([^<>]+)</t[hd]>", as_list) == ["A", "B", "x", "0", "y", "—"]


def test_what_people_write_is_escaped_everywhere():
    html = draw("banner", {"text": "<img src=x>"}) + draw("worklist_row", {"name": "<i>", "reasons": ["<u>"]})
    assert re.findall(r"<(?:img|i|u)\b", html) == []


def test_a_set_of_choices_is_tied_to_its_help_and_its_error():
    class Asked(forms.Form):
        which = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect, help_text="Pick one.")

    html = draw("field", {"field": Asked({})["which"]})
    assert 'aria-describedby="id_which_helptext id_which_error"' in html
    assert 'id="id_which_helptext"' in html and 'id="id_which_error"' in html
