"""How far the assessment is: which instruments were answered, when, and what is still to ask."""

from dataclasses import dataclass
from uuid import UUID

from switchback.care.observations import queries as observations
from switchback.care.observations.queries import ResponseRow
from switchback.care.people.door import Actor

ASKED_HERE = ("phq9", "gad7", "pcptsd5")


@dataclass(frozen=True)
class Assessment:
    latest: dict[str, ResponseRow]
    to_ask: tuple[str, ...]


def assessment(*, actor: Actor, person_id: UUID) -> Assessment:
    rows = observations.responses(actor=actor, person_id=person_id, limit=200)
    latest: dict[str, ResponseRow] = {}
    for row in rows:
        if row.instrument in ASKED_HERE:
            latest.setdefault(row.instrument, row)
    return Assessment(latest, tuple(i for i in ASKED_HERE if i not in latest))
