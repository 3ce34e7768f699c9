"""Pages for when something is not as it was meant to be: our own words, and a way to help on each."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import get_template
from django.test import Client

from switchback.faces import accounts

from .sign_ins import a_person, signed_in

pytestmark = pytest.mark.django_db
TEMPLATES = Path(accounts.__file__).parent / "templates"  # type: ignore[arg-type]
FORBIDDEN = re.compile(r"addict|clean|dirty|abuse|failed|relaps|opioid|detox|drug|patient|client", re.I)


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500"])
def test_each_says_what_to_do_and_where_help_is(name: str) -> None:
    page = get_template(f"{name}.html").render()
    assert page.count("<h1>") == 1
    assert 'href="/help/"' in page
    assert "style=" not in page


def test_no_page_is_not_here(client: Client) -> None:
    answer = client.get("/no/such/page/")
    assert (answer.status_code, "There is no page here" in answer.content.decode()) == (404, True)


def test_a_page_of_the_team_is_not_open_to_a_person() -> None:
    from django.core.exceptions import PermissionDenied
    from django.test import RequestFactory
    from django.views.defaults import permission_denied

    request: Any = RequestFactory().get("/team/")
    request.actor = None
    answer = permission_denied(request, PermissionDenied("never shown"))
    assert "This page is not open to you" in answer.content.decode()
    assert "never shown" not in answer.content.decode()


def test_when_we_break_the_page_needs_nothing_that_may_be_broken(client: Client, monkeypatch: Any) -> None:
    from switchback.faces.accounts import views

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(views, "redirect", broken)
    signed_in(a_person(), client)
    client.raise_request_exception = False
    answer = client.get("/accounts/code/")
    assert (answer.status_code, "That was our mistake" in answer.content.decode()) == (500, True)
    text = (TEMPLATES / "500.html").read_text()
    assert "{" not in text


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_titles_say_nothing_and_words_are_ours(path: Path) -> None:
    text = path.read_text()
    titles = re.findall(r"{% block title %}(.*?){% endblock %}|<title>(.*?)</title>", text)
    assert all(len("".join(title)) < 20 for title in titles)
    assert FORBIDDEN.findall(re.sub(r"{[%{].*?[%}]}|https?://\S+", "", text)) == []
    assert 'style="' not in text
