"""Every column is classed, and nothing that identifies anybody or was written by anybody gets into a log."""

import ast
import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.utils import IntegrityError

from switchback import config, reactions
from switchback.care.contact import operations as contact
from switchback.care.continuing import operations as continuing
from switchback.care.journey import operations as journey
from switchback.care.observations import operations as observations
from switchback.care.people import door
from switchback.care.people import operations as people
from switchback.care.people import queries as people_queries
from switchback.care.plan import operations as plan
from switchback.care.relapse import operations as relapse
from switchback.clinical.instruments import IllegalAnswer, UnansweredItem
from switchback.clinical.plan import PlanInvalid
from switchback.config.logs import IdsOnly
from switchback.config.source_reading import PACKAGE
from tests import cast
from tests.cast import NOW, key

CLASSES = ("identifying", "sensitive", "safe")
SAID: dict[str, Any] = yaml.safe_load((Path(config.__path__[0]) / "field_classes.yaml").read_text())
MODELS: dict[str, dict[str, list[str]]] = SAID["models"]
OWN = ("people", "journey", "observations", "contact", "detox", "plan", "programme", "medication", "continuing",
       "relapse", "insight")  # fmt: skip

# --- every column has a class ----------------------------------------------------------------------------------------


def tables() -> dict[str, Any]:
    """Models by name; a history table stands under the name of the table it keeps the history of."""
    return {m._meta.label: m for m in apps.get_models(include_auto_created=True) if not m._meta.proxy}


def classed(model: Any) -> dict[str, list[str]]:
    kept = getattr(model, "pgh_tracked_model", None)
    if kept is None or model._meta.label not in {m._meta.label for m in apps.get_models()} or kept is model:
        return MODELS.get(model._meta.label, {})
    of_table = MODELS.get(kept._meta.label, {})
    return {name: of_table.get(name, []) + SAID["history"].get(name, []) for name in CLASSES}


@pytest.mark.parametrize("label", sorted(tables()))
def test_every_column_has_one_class(label: str) -> None:
    model = tables()[label]
    columns = sorted(field.name for field in model._meta.local_fields)
    assert sorted(name for each in CLASSES for name in classed(model).get(each, [])) == columns


def test_no_class_for_a_table_that_no_longer_exists() -> None:
    assert sorted(set(MODELS) - set(tables())) == []


def test_only_these_words_class_a_column() -> None:
    assert {name for fields in MODELS.values() for name in fields} <= {*CLASSES, "free_text"}


@pytest.mark.django_db
def test_every_table_of_the_database_is_a_model_or_named() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        there = {row[0] for row in cursor.fetchall()}
    assert there - {m._meta.db_table for m in tables().values()} == set(SAID["tables"])


@pytest.mark.parametrize("label", sorted(label for label in tables() if label in MODELS))
def test_what_leads_to_somebody_is_identifying(label: str) -> None:
    leads = {"people.Person", "people.TeamMember", "people.User"}
    columns = {
        field.name
        for field in tables()[label]._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.remote_field.model._meta.label in leads
    }
    assert columns <= set(MODELS[label].get("identifying", []))


def test_nothing_about_a_person_that_could_hold_words_is_safe() -> None:
    """A safe text column of a table about a person is a key of ours: each one is named here."""
    keys = {
        "journey.SetAside": {"reaction", "error"},
        "detox.WithdrawalAssessment": {"protocol_id", "protocol_version", "protocol_hash"},
    }
    found = {
        label: {
            field.name
            for field in tables()[label]._meta.local_fields
            if isinstance(field, models.TextField | models.JSONField) and field.name in fields.get("safe", [])
        }
        for label, fields in MODELS.items()
        if label.split(".")[0] in OWN and "person" in fields.get("identifying", [])
    }
    assert {label: names for label, names in found.items() if names} == keys


def test_what_people_write_is_never_safe() -> None:
    wrong = [
        f"{label}.{name}"
        for label, fields in MODELS.items()
        for name in fields.get("free_text", [])
        if name not in fields.get("identifying", []) + fields.get("sensitive", [])
    ]
    assert wrong == []


# --- what the code says to a logger ----------------------------------------------------------------------------------

LOGGERS = {"log", "logger", "logging"}
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
# Names that are neither ids nor type names, and what they hold instead.
ALSO = {
    ("reactions.py", "name"),  # of a reaction, from our own table
}


def log_calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if (
                isinstance(called, ast.Attribute)
                and called.attr in LEVELS
                and ast.unparse(called.value) in LOGGERS
            ):
                yield str(path.relative_to(PACKAGE)), node  # type: ignore[misc]


def is_id_or_type(where: str, said: ast.expr) -> bool:
    if isinstance(said, ast.Constant):
        return True
    text = ast.unparse(said)
    last = text.rsplit(".", 1)[-1]
    return last == "id" or last.endswith("_id") or text.endswith("__name__") or (where, text) in ALSO


def parts(call: ast.Call) -> Iterator[ast.expr]:
    for argument in call.args:
        if isinstance(argument, ast.JoinedStr):
            yield from (v.value for v in argument.values if isinstance(v, ast.FormattedValue))
        else:
            yield argument


def test_log_lines_are_told_ids_and_type_names_only() -> None:
    found = [(where, call) for where, call in log_calls()]
    assert found  # there is something to look at
    told = [
        f"{where}: {ast.unparse(p)}"
        for where, call in found
        for p in parts(call)
        if not is_id_or_type(where, p)
    ]
    assert told == []


def test_the_look_at_log_lines_finds_a_name() -> None:
    call = ast.parse("log.info(f'met {person.chosen_name} %s', person.id)").body[0].value  # type: ignore[attr-defined]
    assert [is_id_or_type("x.py", part) for part in parts(call)] == [False, True]


def test_nothing_is_printed_past_the_logger() -> None:
    printed = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert printed == []


# --- what it says in fact --------------------------------------------------------------------------------------------

TYPED: dict[str, Any] = {
    "chosen_name": "Quillonia", "pronouns": "xey/xem", "legal_given_name": "Barnaby", "legal_family_name": "Vasterling",
    "phone": "518-555-0177",
}  # fmt: skip
WORDS = "I was at the ferry with Zebedee"
BORN_ON = date(1987, 11, 23)


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Iterator[Any]:
    """Everything any logger says, as the program would write it."""
    caplog.set_level(logging.DEBUG)
    shown = IdsOnly(settings.LOGGING["formatters"]["plain"]["format"])
    yield lambda: "\n".join(shown.format(record) for record in caplog.records)


@pytest.fixture
def road(db: None, monkeypatch: pytest.MonkeyPatch) -> cast.Cast:
    monkeypatch.setattr(reactions, "_now", lambda: NOW)
    return cast.gather()


def secrets(text: str) -> list[str]:
    return [typed for typed in (*TYPED.values(), WORDS, "Zebedee", str(BORN_ON)) if typed in text]


def test_a_day_of_care_logs_no_name_and_no_answer(
    road: cast.Cast, said: Any, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(**_: Any) -> None:
        raise ValueError(f"{TYPED['chosen_name']} answered {WORDS}")

    person_id = contact.admit(actor=road.dee, level="residential", at=NOW, now=NOW, born_on=BORN_ON, **TYPED)
    me = door.Actor("person", person_id, "person")
    monkeypatch.setitem(reactions.REACTIONS, "insight.rescore", breaks)
    monkeypatch.setitem(reactions.WHEN_FAILED, "insight.rescore", breaks)
    with django_capture_on_commit_callbacks(execute=True):
        relapse.report_lapse(
            actor=me, person_id=person_id, at=NOW, key=key(), used_at=NOW, alone=True, wants_call=True, tell_team=True,
            words=WORDS,
        )  # fmt: skip
        continuing.check_in(actor=me, person_id=person_id, answers={"urge": 4}, at=NOW, now=NOW, key=key())
    reactions.catch_up()
    assert "insight.rescore" in said()  # it was there to be seen
    assert secrets(said()) == []


def test_what_is_refused_or_wrong_logs_no_name_and_no_answer(road: cast.Cast, said: Any) -> None:
    with pytest.raises(door.Refused):
        people_queries.who(actor=road.olu, person_id=road.ana_id)
    for answers, error in (({"gate": WORDS}, IllegalAnswer), ({}, UnansweredItem)):
        with pytest.raises(error):
            observations.record_response(
                actor=road.noor,
                person_id=road.ana_id,
                instrument="pcptsd5",
                answers=answers,
                at=NOW,
                now=NOW,
                key=key(),
            )
    revision = plan.open_revision(actor=road.ana, person_id=road.ana_id, at=NOW)
    with pytest.raises(PlanInvalid):
        plan.save_revision(
            actor=road.ana, person_id=road.ana_id, plan_id=revision, body={"goals": WORDS}, edit=0, at=NOW
        )
    with pytest.raises(journey.NotPossible):
        contact.admit(actor=road.dee, level="residential", at=NOW + cast.DAY, now=NOW, **TYPED)
    assert secrets(said()) == []


def test_a_row_the_database_refuses_is_not_quoted(road: cast.Cast, said: Any) -> None:
    with pytest.raises(IntegrityError) as refused, door.as_system(door.Actor.system("test")):
        people.Person.objects.create(site_id=road.site_id, record_number="1", **TYPED)
        people.Person.objects.create(site_id=road.site_id, record_number="1", id=uuid4(), **TYPED)
    logging.getLogger("switchback.test").error("failed", exc_info=refused.value)
    assert "IntegrityError" in said()
    assert secrets(said()) == []


@pytest.mark.django_db
@pytest.mark.skipif("DATABASE_URL" in __import__("os").environ, reason="the log of a server that is not ours")
def test_the_private_server_keeps_rows_and_statements_out_of_its_own_log() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('log_error_verbosity'), current_setting('log_min_error_statement')"
        )
        assert cursor.fetchone() == ("terse", "panic")
