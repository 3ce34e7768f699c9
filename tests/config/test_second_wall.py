"""The runtime role can serve pages and nothing more; outside the door nobody's rows are there."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.db.utils import DatabaseError, ProgrammingError

from switchback.config.database import RUNTIME
from switchback.config.second_wall import APPEND_ONLY, person_columns

pytestmark = pytest.mark.django_db

HISTORY = sorted(m._meta.db_table for m in apps.get_models() if hasattr(m, "pgh_tracked_model"))
ABOUT_A_PERSON = sorted({table for table, _, _ in person_columns()})


def asked(statement: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] if len(row) == 1 else row for row in cursor.fetchall()]


def test_we_are_the_runtime_role_and_it_is_nobody_special() -> None:
    assert asked("SELECT current_user") == [RUNTIME]
    rights = "rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication"
    assert asked(f"SELECT {rights} FROM pg_roles WHERE rolname = current_user") == [(False,) * 5]
    assert (
        asked("SELECT roleid::regrole::text FROM pg_auth_members WHERE member = current_user::regrole") == []
    )


def test_it_owns_nothing() -> None:
    assert asked("SELECT relname FROM pg_class WHERE relowner = current_user::regrole") == []
    assert asked("SELECT proname FROM pg_proc WHERE proowner = current_user::regrole") == []
    assert asked("SELECT nspname FROM pg_namespace WHERE nspowner = current_user::regrole") == []
    assert asked("SELECT has_schema_privilege('public', 'CREATE')") == [False]


@pytest.mark.parametrize("table", [*APPEND_ONLY, *HISTORY])
@pytest.mark.parametrize("change", ["UPDATE", "DELETE", "TRUNCATE"])
def test_what_was_written_stays_written(table: str, change: str) -> None:
    assert asked("SELECT has_table_privilege(%s, %s)", table, change) == [False]
    assert asked("SELECT has_table_privilege(%s, 'INSERT')", table) == [True]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journey_event SET kind = kind",
        "DELETE FROM journey_event",
        "TRUNCATE journey_event CASCADE",
        "UPDATE people_accesslogentry SET allowed = true",
        "DELETE FROM people_accesslogentry",
        "ALTER TABLE people_accesslogentry DISABLE TRIGGER ALL",
        "DROP TRIGGER append_only ON journey_event",
        "SET session_replication_role = replica",
        "ALTER TABLE people_person DISABLE ROW LEVEL SECURITY",
        "DROP POLICY behind_the_door ON people_person",
    ],
)
def test_trying_it_is_refused(statement: str) -> None:
    with (
        pytest.raises((ProgrammingError, DatabaseError), match="denied|must be owner|append-only"),
        transaction.atomic(),
    ):
        asked(statement)


def test_even_the_owner_is_stopped_by_the_append_only_guard(owner: Any) -> None:
    for table, column in (("journey_event", "by"), ("people_accesslogentry", "actor")):
        for change in (
            f"UPDATE {table} SET {column} = 'x'",
            f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE",
        ):
            with pytest.raises(Exception, match="append-only"):
                owner.execute(change)


def test_every_table_about_a_person_has_the_wall() -> None:
    walled = asked("SELECT tablename FROM pg_policies WHERE policyname = 'behind_the_door'")
    assert sorted(walled) == ABOUT_A_PERSON
    assert (
        asked("SELECT relname FROM pg_class WHERE relrowsecurity AND relkind = 'r' ORDER BY 1")
        == ABOUT_A_PERSON
    )


def test_no_table_that_points_at_a_person_is_forgotten() -> None:
    """Every foreign key to a person, and every column named like one, is behind the wall or named here."""
    pointing = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if (isinstance(field, models.ForeignKey) and field.remote_field.model._meta.label == "people.Person")
        or field.column == "person_id"
    }
    known_without = {
        "people_user",  # read before anyone is let in; holds ids only
        "people_accesslogentry",  # the log itself: who may read it is decided by the door
    }
    assert pointing - set(ABOUT_A_PERSON) <= known_without


def test_outside_the_door_there_is_nobody(owner: Any) -> None:
    from switchback.care.people import door

    owner.execute("INSERT INTO people_site (id, name, zone, phone, offers, read_hours, help_lines, last_record_number)"
                  " VALUES ('11111111-1111-4111-8111-111111111111', 'Here', 'UTC', '', '[]', '', '[]', 0)")  # fmt: skip
    owner.execute(
        "INSERT INTO people_person (id, site_id, record_number, chosen_name, pronouns, legal_given_name,"
        " legal_family_name, phone) VALUES ('22222222-2222-4222-8222-222222222222',"
        " '11111111-1111-4111-8111-111111111111', '1', 'Ana', '', '', '', '')"
    )
    assert owner.execute("SELECT count(*) FROM people_person").fetchone() == (1,)
    assert asked("SELECT count(*) FROM people_person") == [0]
    with door.as_system(door.Actor.system("test")):
        assert asked("SELECT count(*) FROM people_person") == [1]
    assert asked("SELECT count(*) FROM people_person") == [0]


def test_functions_with_the_owners_rights_are_for_the_runtime_role_alone() -> None:
    """Another role that can reach this database could ask them who is a patient here."""
    definers = asked("SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace"
                     " WHERE prosecdef AND nspname = 'public' ORDER BY 1")  # fmt: skip
    assert definers == ["switchback_caseload(uuid)", "switchback_chain_log()", "switchback_door(uuid,uuid)"]
    for_all = asked(
        "SELECT p.oid::regprocedure::text FROM pg_proc p, aclexplode(coalesce(proacl, acldefault('f', proowner))) AS acl"
        " WHERE prosecdef AND grantee = 0 AND pronamespace = 'public'::regnamespace"
    )
    assert for_all == []
    fixed = asked(
        "SELECT DISTINCT proconfig FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    )
    assert fixed == [["search_path=public, pg_temp"]]
