"""Orders and doses. The prescriber decides; what can never be right cannot be saved."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from django.db.models import Max, QuerySet

from switchback.care.detox import queries as detox
from switchback.care.journey import operations as journey
from switchback.care.journey.queries import discharged_at, is_in_care
from switchback.care.people import door
from switchback.care.people.door import Actor
from switchback.clinical.medication import OrderCheck, check_dose, check_order
from switchback.clinical.values import in_force, load_content, local_day

from .models import Dose, Order

NOT_GIVEN = ("held", "declined", "missed")
HOW_OFTEN = ("once", "daily", "every_28_days")

# clinical.medication raises OrderForbidden and DoseForbidden with their reasons; they pass through.


class NoSuchOrder(LookupError):
    """There is no such order of this person."""


class ReasonNeeded(ValueError):
    """The order is unusual: `because` says how. The prescriber says why, or changes it."""

    def __init__(self, check: OrderCheck) -> None:
        super().__init__(", ".join(reason.key for reason in check.because))
        self.because = check.because


class AlreadyDecided(ValueError):
    """This order's dose of that day was already given, held, declined or missed."""


@door.door("medication.order")
def order_dose(
    *, actor: Actor, person_id: UUID, drug: str, dose_mg: Decimal, times: str, at: datetime, now: datetime, key: UUID,
    assessment_id: UUID | None = None, reason: str = "", replaces: UUID | None = None,
) -> UUID:  # fmt: skip
    """Order a medicine; with `replaces`, stop that order in the same step.

    The suggestion is worked out again from the stored assessment: nothing that went out to a browser is trusted.
    Raises clinical.medication.OrderForbidden, ReasonNeeded, NoSuchOrder, detox.NoSuchAssessment, journey.NotPossible.
    """
    journey.check_not_future(at=at, now=now)
    if times not in HOW_OFTEN:
        raise journey.NotPossible("no_such_frequency")
    door.one_at_a_time()
    suggested = detox.assessment_suggestion(assessment_id=assessment_id, now=now) if assessment_id else None
    mine = Order.objects.filter(person_id__in=door.chart().ids)
    check = check_order(
        drug=drug, dose_mg=dose_mg, suggested=suggested, reason=reason,
        first_day=not _taken_lately(drug, local_day(at, door.chart().zone)), discharged=not is_in_care(),
        also_ordered=_active_drugs(mine, but=replaces),
    )  # fmt: skip
    if check.needs_reason:
        raise ReasonNeeded(check)
    order_id = uuid4()
    happened = journey.append(
        person_id=person_id, kind="medication.ordered", at=at, by=actor, key=key, order=order_id, drug=drug,
        mg=float(dose_mg), times=times, replaces=replaces, assessment=assessment_id,
        unusual=[r.key for r in check.because],
    )  # fmt: skip
    if not happened.new:
        return UUID(happened.detail["order"])
    if replaces:
        _stop(actor=actor, order_id=replaces, at=at, because="changed")
    elif mine.filter(drug=drug, stopped_at=None).exists():
        raise journey.NotPossible("order_already_active", drug=drug)
    Order(
        id=order_id, person_id=person_id, drug=drug, dose_mg=dose_mg, times=times, ordered_at=at,
        ordered_by=str(actor), assessment_id=assessment_id, differs_because=reason, replaces_id=replaces,
    ).save(force_insert=True)  # fmt: skip
    return order_id


@door.door("medication.order")
def stop_order(
    *, actor: Actor, person_id: UUID, order_id: UUID, at: datetime, now: datetime, because: str
) -> None:
    """Raises NoSuchOrder, journey.NotPossible."""
    journey.check_not_future(at=at, now=now)
    order = _stop(actor=actor, order_id=order_id, at=at, because=because)
    journey.append(
        person_id=person_id, kind="medication.order_stopped", at=at, by=actor, order=order.id, drug=order.drug
    )


@door.door("medication.give")
def give_dose(
    *,
    actor: Actor,
    person_id: UUID,
    order_id: UUID,
    given_mg: Decimal,
    at: datetime,
    now: datetime,
    key: UUID,
) -> UUID:
    """Give a dose, checked against the order as it stands now.

    Raises NoSuchOrder, AlreadyDecided, clinical.medication.DoseForbidden.
    """
    order = _order(order_id)
    day = local_day(at, door.chart().zone)
    dose_id = uuid4()
    happened = journey.append(
        person_id=person_id, kind="dose.given", at=at, by=actor, key=key, dose=dose_id, order=order.id,
        drug=order.drug, mg=float(given_mg), service_day=day.isoformat(),
    )  # fmt: skip
    if not happened.new:
        return UUID(happened.detail["dose"])
    today = Dose.objects.filter(order=order, service_day=day).first()
    given = Dose.objects.filter(order=order, outcome="given", service_day__lt=day)
    last_given_on = given.aggregate(last=Max("service_day"))["last"]
    check_dose(
        ordered_mg=order.dose_mg, given_mg=given_mg, ordered_at=order.ordered_at, given_at=at, now=now,
        order_stopped_at=order.stopped_at, discharged_at=discharged_at(person_id),
        given_today_mg=(today.given_mg or Decimal(0)) if today else Decimal(0), daily_max_mg=None,
        times=order.times, service_day=day, last_given_on=last_given_on, drug=order.drug,
        missed_days=_missed_before(day, order, last_given_on),
    )  # fmt: skip
    if today:
        raise AlreadyDecided
    Dose(
        id=dose_id, person_id=person_id, order=order, outcome="given", given_mg=given_mg, drug=order.drug,
        service_day=day, at=at, by=str(actor),
    ).save(force_insert=True)  # fmt: skip
    return dose_id


@door.door("medication.give")
def record_not_given(
    *,
    actor: Actor,
    person_id: UUID,
    order_id: UUID,
    outcome: str,
    reason: str,
    at: datetime,
    now: datetime,
    key: UUID,
) -> UUID:
    """A dose was held, declined or missed, with the reason. Raises NoSuchOrder, AlreadyDecided, journey.NotPossible."""
    journey.check_not_future(at=at, now=now)
    if outcome not in NOT_GIVEN or not reason.strip():
        raise journey.NotPossible("reason_needed")
    order = _order(order_id)
    if order.stopped_at and order.stopped_at <= at:
        raise journey.NotPossible("order_stopped")
    day = local_day(at, door.chart().zone)
    dose_id = uuid4()
    happened = journey.append(
        person_id=person_id, kind="dose.not_given", at=at, by=actor, key=key, dose=dose_id, order=order.id,
        drug=order.drug, reason=outcome, service_day=day.isoformat(),
    )  # fmt: skip
    if not happened.new:
        return UUID(happened.detail["dose"])
    if Dose.objects.filter(order=order, service_day=day).exists():
        raise AlreadyDecided
    Dose(
        id=dose_id, person_id=person_id, order=order, outcome=outcome, drug=order.drug, service_day=day, at=at,
        by=str(actor), reason=reason.strip(),
    ).save(force_insert=True)  # fmt: skip
    return dose_id


def _taken_lately(drug: str, day: date) -> bool:
    """Whether a dose of it was given on one of the days before: if not, tolerance is that of a first day."""
    days = timedelta(days=in_force(load_content("medication", "orders"))["new_start_after_days"])
    return Dose.objects.filter(
        person_id__in=door.chart().ids,
        drug=drug,
        outcome="given",
        service_day__gte=day - days,
        service_day__lt=day,
    ).exists()


def _missed_before(day: date, order: Order, last_given_on: date | None) -> int:
    """Service days without a dose since the last one, or since the order when there was none."""
    before = last_given_on or local_day(order.ordered_at, door.chart().zone) - timedelta(days=1)
    return max(0, (day - before).days - 1)


def _active_drugs(orders: QuerySet[Order], *, but: UUID | None) -> tuple[str, ...]:
    active = orders.filter(stopped_at=None)
    return tuple((active.exclude(id=but) if but else active).values_list("drug", flat=True))


def _order(order_id: UUID) -> Order:
    # The lock makes two nurses at once into one after the other.
    order = Order.objects.select_for_update().filter(id=order_id, person_id__in=door.chart().ids).first()
    if order is None:
        raise NoSuchOrder
    return order


def _stop(*, actor: Actor, order_id: UUID, at: datetime, because: str) -> Order:
    order = _order(order_id)
    if order.stopped_at:
        raise journey.NotPossible("order_stopped")
    order.stopped_at, order.stopped_by, order.stopped_because = at, str(actor), because
    order.save(update_fields=["stopped_at", "stopped_by", "stopped_because"])
    return order
