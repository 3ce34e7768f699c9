"""Operations for imports: many rows at once, each written once however often the import runs."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from . import door

Id = UUID | str  # an import makes its ids from its source, often as text: PostgreSQL takes both

SiteRow = tuple[Id, str, str]  # id, name, zone
PersonRow = tuple[Id, Id, str, str]  # id, site, record number, chosen name


class NotAnImport(RuntimeError):
    """Bulk operations are for the program itself, behind door.as_system."""


def sites(rows: Iterable[SiteRow]) -> int:
    """Found sites that are not there yet."""
    fixed = {
        "phone": "''",
        "offers": "'[]'",
        "read_hours": "''",
        "help_lines": "'[]'",
        "last_record_number": "0",
    }
    return pour(rows, into="people_site", columns=("id", "name", "zone"), fixed=fixed)


def people(rows: Iterable[PersonRow]) -> int:
    """Write people into the books of their sites, under the record numbers the source gives them."""
    nothing = ("pronouns", "legal_given_name", "legal_family_name", "phone")
    return pour(
        rows, into="people_person", columns=("id", "site_id", "record_number", "chosen_name"),
        fixed=dict.fromkeys(nothing, "''"),
    )  # fmt: skip


def pour(
    rows: Iterable[Sequence[Any]], *, into: str, columns: Sequence[str], fixed: dict[str, str] | None = None,
    unique: str = "id",
) -> int:  # fmt: skip
    """COPY rows into a passing table, then insert those whose `unique` column is new. Returns how many were new.

    Row-level security forbids the runtime role to COPY into a person's table; INSERT … SELECT passes it as any
    other write does. `fixed` gives further columns the same SQL value in every row.
    """
    fixed = fixed or {}
    with connection.cursor() as cursor:
        copy_into_passing_table(cursor, rows, like=into, columns=columns)
        targets = ", ".join(f'"{column}"' for column in (*columns, *fixed))
        values = ", ".join((*(f'"{column}"' for column in columns), *fixed.values()))
        cursor.execute(
            f'INSERT INTO "{into}" ({targets}) SELECT {values} FROM passing ON CONFLICT ("{unique}") DO NOTHING'
        )
        new: int = cursor.rowcount
        cursor.execute("DROP TABLE passing")
    return new


def copy_into_passing_table(
    cursor: Any, rows: Iterable[Sequence[Any]], *, like: str, columns: Sequence[str], also: str = ""
) -> None:
    """Fill a temporary table `passing`, whose columns are typed as in the table `like`. `also`: further columns."""
    if door.chart().actor.kind != "system":
        raise NotAnImport
    named = ", ".join(f'"{column}"' for column in columns)
    # The history triggers of pghistory roll back a subtransaction for every row, and each rollback walks the queue of
    # deferred checks: ten thousand rows take ten seconds. Checked at the end of each statement, there is no queue.
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute(
        f'CREATE TEMPORARY TABLE passing ON COMMIT DROP AS SELECT {named}{also} FROM "{like}" WITH NO DATA'
    )
    with cursor.copy("COPY passing FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


@lru_cache(maxsize=100_000)
def text(moment: date) -> str:
    """A day or time as PostgreSQL reads it. The driver's own way takes three quarters of the time of a COPY."""
    return moment.isoformat()


def by() -> str:
    """The importing actor as an SQL value, for the `by` columns."""
    return "'" + str(door.chart().actor).replace("'", "''") + "'"
