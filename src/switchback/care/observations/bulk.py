"""Operations for imports: what was measured, tested or told elsewhere."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from switchback.care.people.bulk import Id, by, pour, text

CodedRow = tuple[Id, Id, str, str, datetime]  # id, person, what, code, measured at
# id, person, collected at, tested, positive, temperature as a fresh sample has it
UrineTestRow = tuple[Id, Id, datetime, Sequence[str], Sequence[str], bool | None]
UseDayRow = tuple[Id, Id, date, Sequence[str], str]  # id, person, on, substances, source
BaselineRow = tuple[Id, Id, str, dict[str, Any], datetime]  # id, person, topic, facts, known at


def coded_measurements(rows: Iterable[CodedRow]) -> int:
    """Measurements whose number the source does not give, only its category."""
    return pour(
        rows, into="observations_measurement", columns=("id", "person_id", "what", "coded", "measured_at"),
        fixed={"unit": "''", "by": by()},
    )  # fmt: skip


def urine_tests(rows: Iterable[UrineTestRow]) -> int:
    return pour(
        (
            (id_, person, text(at), json.dumps(tested), json.dumps(positive), fresh)
            for id_, person, at, tested, positive, fresh in rows
        ),
        into="observations_urinetest",
        columns=("id", "person_id", "collected_at", "tested", "positive", "temperature_ok"), fixed={"by": by()},
    )  # fmt: skip


def use_days(rows: Iterable[UseDayRow]) -> int:
    return pour(
        ((id_, person, text(on), json.dumps(substances), source) for id_, person, on, substances, source in rows),
        into="observations_useday", columns=("id", "person_id", "on", "substances", "source"), fixed={"by": by()},
    )  # fmt: skip


def baselines(rows: Iterable[BaselineRow]) -> int:
    """Facts known at the start. What the source does not know is said to be unknown, not left away."""
    return pour(
        ((id_, person, topic, json.dumps(facts), text(at)) for id_, person, topic, facts, at in rows),
        into="observations_baseline", columns=("id", "person_id", "topic", "facts", "known_at"), fixed={"by": by()},
    )  # fmt: skip
