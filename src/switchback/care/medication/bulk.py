"""Operations for imports: doses given elsewhere, without an order of ours."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from switchback.care.people.bulk import Id, by, pour, text

# id, person, mg (None: the source does not say), drug, service day, at
DoseRow = tuple[Id, Id, Decimal | int | None, str, date, datetime]


def doses(rows: Iterable[DoseRow]) -> int:
    return pour(
        ((id_, person, mg, drug, text(day), text(at)) for id_, person, mg, drug, day, at in rows),
        into="medication_dose", columns=("id", "person_id", "given_mg", "drug", "service_day", "at"),
        fixed={"outcome": "'given'", "by": by(), "reason": "''"},
    )  # fmt: skip
