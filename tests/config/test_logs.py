"""A log line may be shown to somebody who helps: it holds ids, never a name, an answer or what was typed."""

import logging
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from switchback.config.logs import IdsOnly

SECRETS = ("Anastasia", "used-last-night", "+1 555 0100")


def breaks(request: HttpRequest, person_id: str) -> HttpResponse:
    raise KeyError(person_id)


def breaks_in_the_database(request: HttpRequest, person_id: str) -> HttpResponse:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO journey_draft (owner, person_id, form, values, saved_at)"
                       " VALUES (%s, %s, 'x', '{}', now())", [SECRETS[0], str(uuid4())])  # fmt: skip
    return HttpResponse()


urlpatterns = [
    path("break/<uuid:person_id>/", breaks),
    path("constraint/<uuid:person_id>/", breaks_in_the_database),
]


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["break", "constraint", "nowhere"])
def test_a_page_that_breaks_logs_where_and_for_which_id_but_nothing_typed(
    caplog: pytest.LogCaptureFixture, where: str
) -> None:
    person = uuid4()
    client = Client(raise_request_exception=False)
    typed = {"name": SECRETS[0], "answer": SECRETS[1], "phone": SECRETS[2]}
    with override_settings(ROOT_URLCONF=__name__), caplog.at_level(logging.INFO):
        client.post(f"/{where}/{person}/?note={SECRETS[1]}", typed)
    shown = "\n".join(_formatter().format(record) for record in caplog.records)
    assert str(person) in shown
    assert [secret for secret in SECRETS if secret in shown] == []


def _formatter() -> logging.Formatter:
    """The one the program logs with."""
    plain = settings.LOGGING["formatters"]["plain"]
    assert plain["()"] == "switchback.config.logs.IdsOnly"
    return IdsOnly(plain["format"])


def test_the_formatter_drops_what_a_database_quotes_of_a_row() -> None:
    record = logging.LogRecord("x", logging.ERROR, "", 0, "failed on %s", ("id-7",), None)
    try:
        raise DatabaseError(f"duplicate key\nDETAIL:  Key (name)=({SECRETS[0]}) already exists.")
    except DatabaseError:
        import sys

        record.exc_info = sys.exc_info()
    shown = _formatter().format(record)
    assert "failed on id-7" in shown
    assert "DatabaseError" in shown
    assert SECRETS[0] not in shown
