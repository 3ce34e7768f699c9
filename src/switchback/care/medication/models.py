"""Orders and doses. A change is a stop and a new order, linked; a dose is never changed, only corrected."""

import uuid

from django.db import models
from django.db.models import F, Q


class Drug(models.TextChoices):
    BUPRENORPHINE = "buprenorphine", "Buprenorphine"
    METHADONE = "methadone", "Methadone"
    NALTREXONE_XR = "naltrexone_xr", "Extended-release naltrexone"


class Order(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    drug = models.TextField(choices=Drug.choices)
    dose_mg = models.DecimalField(max_digits=7, decimal_places=2)
    times = models.TextField(default="daily")  # once | daily | every_28_days
    ordered_at = models.DateTimeField()
    ordered_by = models.TextField()
    assessment = models.ForeignKey("detox.WithdrawalAssessment", models.PROTECT, null=True, related_name="+")
    differs_because = models.TextField(blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.TextField(blank=True)
    stopped_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(dose_mg__gt=0), name="ordered_dose_above_zero"),
            models.CheckConstraint(
                condition=Q(stopped_at=None, stopped_by="")
                | (Q(stopped_at__gte=F("ordered_at")) & ~Q(stopped_by="")),
                name="stopped_by_somebody_after_ordering",
            ),
            models.UniqueConstraint(
                fields=["person", "drug"], condition=Q(stopped_at=None), name="one_order_per_drug"
            ),
        ]
        indexes = [models.Index(fields=["person", "-ordered_at"], name="orders_of_a_person")]


class Dose(models.Model):
    """What became of one dose of an order on one service day: given, held, refused or missed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, related_name="doses"
    )  # null: brought in from elsewhere
    outcome = models.TextField()  # given | held | declined | missed
    given_mg = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    drug = models.TextField(choices=Drug.choices)
    service_day = models.DateField()  # the day where the person lives, not the day in UTC
    at = models.DateTimeField()
    by = models.TextField()
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="given") | (Q(given_mg=None) & ~Q(reason="")),
                name="not_given_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["given", "held", "declined", "missed"]), name="known_dose_outcome"
            ),
            models.UniqueConstraint(
                fields=["order", "service_day"],
                condition=Q(order__isnull=False),
                name="one_dose_per_order_and_day",
            ),
        ]
        indexes = [models.Index(fields=["person", "-at"], name="doses_of_a_person")]
