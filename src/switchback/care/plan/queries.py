"""Reading the plan: the version in force, the revision being written, and every version before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from switchback.care.people import door
from switchback.care.people.door import Actor
from switchback.clinical.plan import Change, changes, missing_parts

from .models import PlanVersion


class NoSuchVersion(LookupError):
    """There is no such version of this person's plan."""


@dataclass(frozen=True)
class Version:
    id: UUID
    number: int
    body: Mapping[str, Any]
    edit: int
    opened_at: datetime
    opened_because: str
    saved_at: datetime
    saved_by: str
    person_agreed_at: datetime | None
    counsellor_agreed_at: datetime | None
    counsellor_agreed_by: str
    in_force_at: datetime | None
    missing: tuple[str, ...]


@dataclass(frozen=True)
class PlanView:
    in_force: Version | None
    revision: Version | None
    changed: tuple[Change, ...]  # what the revision changes in the version in force


@door.door("plan.view")
def plan(*, actor: Actor, person_id: UUID) -> PlanView:
    newest = list(PlanVersion.objects.filter(person_id__in=door.chart().ids).order_by("-number")[:2])
    revision = next((v for v in newest if v.in_force_at is None), None)
    in_force = next((v for v in newest if v.in_force_at), None)
    changed = changes(in_force.body, revision.body) if in_force and revision else ()
    return PlanView(
        _version(in_force) if in_force else None, _version(revision) if revision else None, changed
    )


@door.door("plan.view")
def versions(*, actor: Actor, person_id: UUID) -> tuple[Version, ...]:
    """Newest first."""
    return tuple(
        _version(v) for v in PlanVersion.objects.filter(person_id__in=door.chart().ids).order_by("-number")
    )


@door.door("plan.view")
def version(*, actor: Actor, person_id: UUID, plan_id: UUID) -> Version:
    """Raises NoSuchVersion (also for another person's id)."""
    found = PlanVersion.objects.filter(person_id__in=door.chart().ids, id=plan_id).first()
    if found is None:
        raise NoSuchVersion
    return _version(found)


def _version(v: PlanVersion) -> Version:
    return Version(
        v.id, v.number, v.body, v.edit, v.opened_at, v.opened_because, v.saved_at, v.saved_by, v.person_agreed_at,
        v.counsellor_agreed_at, v.counsellor_agreed_by, v.in_force_at, missing_parts(v.body),
    )  # fmt: skip
