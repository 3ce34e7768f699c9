"""The second wall: row-level security and grants, laid down again after every migration.

Every table with a person in it shows the runtime role only the people of the open door. It is applied to whatever
models have a foreign key to a person, so a new table cannot be forgotten.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models

from .database import RUNTIME

APPEND_ONLY = ("journey_event", "people_accesslogentry", "people_accessloghead")
# Half-filled forms: the second wall shows each to the one who fills it, whoever else may see the person.
OWN_ONLY = {"journey_draft": "owner"}
# Functions with the owner's rights: for the runtime role alone, not for whoever else can reach this database.
FOR_THE_DOOR = ("switchback_door(uuid, uuid)", "switchback_caseload(uuid)")
# What the door and sign-in must read before anyone is let in; they hold ids, no facts about anybody.
BEFORE_THE_DOOR = ("people_user",)


def person_columns() -> Iterator[tuple[str, str, bool]]:
    """(table, column, has private rows) for every table that holds something about a person."""
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table in BEFORE_THE_DOOR or model._meta.proxy:
            continue
        if model._meta.label == "people.Person":
            yield table, "id", False
            continue
        for field in model._meta.local_fields:
            remote = field.remote_field.model if isinstance(field, models.ForeignKey) else None
            about_person = getattr(getattr(remote, "_meta", None), "label", "") == "people.Person"
            if about_person and field.column and field.name in ("person", "pgh_obj"):
                has_private = any(f.name == "private" for f in model._meta.local_fields)
                yield table, field.column, has_private


def lay() -> None:
    """Grant the runtime role what it needs and nothing more; close every person's rows. Idempotent; runs as owner."""
    with connection.cursor() as cursor:
        cursor.execute(f"""
            GRANT USAGE ON SCHEMA public TO {RUNTIME};
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {RUNTIME};
            GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {RUNTIME};
            GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {RUNTIME};
            REVOKE ALL ON FUNCTION switchback_chain_log() FROM PUBLIC, {RUNTIME};
            REVOKE ALL ON FUNCTION {", ".join(FOR_THE_DOOR)} FROM PUBLIC;
        """)
        history = [m._meta.db_table for m in apps.get_models() if hasattr(m, "pgh_tracked_model")]
        for table in (*APPEND_ONLY, *history):
            cursor.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM {RUNTIME}')
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM {RUNTIME}")
        for table, column, has_private in person_columns():
            cursor.execute(_policy(table, column, has_private))


def _policy(table: str, column: str, has_private: bool) -> str:
    # The sub-selects are evaluated once per statement, not once per row.
    seen = f'(SELECT switchback_everyone()) OR "{column}" = ANY ((SELECT switchback_people())::uuid[])'
    if has_private:
        seen = f"({seen}) AND (NOT private OR (SELECT switchback_own_journey()))"
    if owner := OWN_ONLY.get(table):
        actor = "(SELECT current_setting('switchback.actor', true))"
        seen = f"({seen}) AND ({owner} = {actor} OR {actor} LIKE 'system:%')"  # the system drops old ones
    # A row about nobody yet (an enquiry before it becomes a person) is guarded by the door alone.
    seen = f'"{column}" IS NULL OR ({seen})'
    return f"""
        ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY;
        DROP POLICY IF EXISTS behind_the_door ON "{table}";
        CREATE POLICY behind_the_door ON "{table}" TO {RUNTIME} USING ({seen});
    """
