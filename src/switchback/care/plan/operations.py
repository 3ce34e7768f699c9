"""Writing the plan. A version in force is never changed; both agree before a version comes into force."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet

from switchback.care.journey import operations as journey
from switchback.care.people import door
from switchback.care.people.door import Actor
from switchback.clinical.plan import check_plan, missing_parts

from .models import PlanVersion

EMPTY: dict[str, Any] = {
    "goals": [],
    "relapse_prevention": {"triggers": [], "early_signs": [], "helps": [], "people": [], "reasons": []},
    "safety": {"naloxone_place": ""},
}


class NoRevision(LookupError):
    """No such revision of this person's plan is being written."""


class EditedElsewhere(ValueError):
    """Somebody else saved this revision in between. Holds what is there now, so that nothing typed is lost."""

    def __init__(self, *, edit: int, body: Mapping[str, Any]) -> None:
        super().__init__("edited elsewhere")
        self.edit, self.body = edit, body


class NotReady(ValueError):
    """The plan cannot be agreed yet: `missing` names the parts that are still empty."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


@door.door("plan.edit")
def open_revision(*, actor: Actor, person_id: UUID, at: datetime, because: str = "asked") -> UUID:
    """Begin the next version from the one in force; the revision already open when there is one."""
    door.one_at_a_time()
    revision = _revisions().first()
    if revision:
        return revision.id
    before = PlanVersion.objects.filter(person_id__in=door.chart().ids).order_by("-number").first()
    revision = PlanVersion(
        id=uuid4(), person_id=person_id, number=before.number + 1 if before else 1,
        body=before.body if before else EMPTY, opened_at=at, opened_by=str(actor),
        opened_because=because if before else "first", saved_at=at, saved_by=str(actor),
    )  # fmt: skip
    revision.save(force_insert=True)
    journey.append(
        person_id=person_id, kind="plan.revision_opened", at=at, by=actor,
        plan=revision.id, number=revision.number, because=revision.opened_because,
    )  # fmt: skip
    return revision.id


@door.door("plan.edit")
def save_revision(
    *, actor: Actor, person_id: UUID, plan_id: UUID, body: Mapping[str, Any], edit: int, at: datetime
) -> int:
    """Save what was written. Whoever had agreed agreed to other words, so agreement starts again.

    Returns the new edit number. Raises NoRevision, EditedElsewhere, clinical.plan.PlanInvalid.
    """
    check_plan(body)
    revision = _locked(plan_id)
    if revision.edit != edit:
        raise EditedElsewhere(edit=revision.edit, body=revision.body)
    if revision.body == body:
        return edit
    revision.body, revision.edit = dict(body), edit + 1
    revision.saved_at, revision.saved_by = at, str(actor)
    revision.person_agreed_at = revision.counsellor_agreed_at = None
    revision.counsellor_agreed_by = ""
    revision.save()
    journey.append(
        person_id=person_id, kind="plan.saved", at=at, by=actor, plan=revision.id, number=revision.number,
        edit=revision.edit,
    )  # fmt: skip
    return revision.edit


@door.door("plan.agree")
def agree(*, actor: Actor, person_id: UUID, plan_id: UUID, edit: int, at: datetime) -> bool:
    """The person, or someone of the team for the centre, agrees to what is written. True when it is now in force.

    Raises NoRevision, EditedElsewhere (they saw other words), NotReady.
    """
    revision = _locked(plan_id)
    if revision.edit != edit:
        raise EditedElsewhere(edit=revision.edit, body=revision.body)
    if missing := missing_parts(revision.body):
        raise NotReady(missing)
    if actor.kind == "person":
        if revision.person_agreed_at:
            return False
        revision.person_agreed_at = at
    else:
        if revision.counsellor_agreed_at:
            return False
        revision.counsellor_agreed_at, revision.counsellor_agreed_by = at, str(actor)
    journey.append(
        person_id=person_id, kind="plan.agreed", at=at, by=actor, plan=revision.id, number=revision.number,
        who=actor.kind,
    )  # fmt: skip
    both = bool(revision.person_agreed_at and revision.counsellor_agreed_at)
    if both:
        revision.in_force_at = at
        journey.append(
            person_id=person_id,
            kind="plan.published",
            at=at,
            by=actor,
            plan=revision.id,
            number=revision.number,
        )
    revision.save()
    return both


def _revisions() -> QuerySet[PlanVersion]:
    return PlanVersion.objects.filter(person_id__in=door.chart().ids, in_force_at=None)


def _locked(plan_id: UUID) -> PlanVersion:
    revision = _revisions().select_for_update().filter(id=plan_id).first()
    if revision is None:
        raise NoRevision
    return revision
