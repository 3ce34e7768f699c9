"""Operations for imports: visits kept and missed elsewhere."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from switchback.care.people.bulk import Id, by, pour

# id, person, what, due at, attended at, missed at, missed because
VisitRow = tuple[Id, Id, str, datetime, datetime | None, datetime | None, Sequence[str]]


def visits(rows: Iterable[VisitRow]) -> int:
    return pour(
        ((*row, json.dumps(because)) for *row, because in rows), into="programme_visit",
        columns=("id", "person_id", "what", "due_at", "attended_at", "missed_at", "missed_because"), fixed={"by": by()},
    )  # fmt: skip
