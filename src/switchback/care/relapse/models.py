"""A return to use as the person tells it. Nothing here lowers anything."""

import uuid

from django.db import models
from django.db.models import Q


class Lapse(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    reported_at = models.DateTimeField()
    reported_by = models.TextField()
    used_at = models.DateTimeField(null=True)
    alone = models.BooleanField(null=True)
    wants_call = models.BooleanField(null=True)
    private = models.BooleanField(default=True)  # until a fresh yes: hidden from the team by the second wall
    words = models.TextField(blank=True)
    advised = models.JSONField(default=list)  # keys of the safety advice that was shown first
    revision = models.ForeignKey("plan.PlanVersion", models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.TextField(blank=True)
    reviewed_at = models.DateTimeField(null=True)
    before = models.TextField(blank=True)
    helped_stop = models.TextField(blank=True)
    learned = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by="")
                | (Q(acknowledged_at__isnull=False) & ~Q(acknowledged_by="")),
                name="acknowledged_by_somebody_at_some_time",
            )
        ]
        indexes = [models.Index(fields=["person", "-reported_at"], name="lapses_of_a_person")]
