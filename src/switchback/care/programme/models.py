"""Visits: agreed, attended, missed."""

import uuid

import pghistory
from django.db import models
from django.db.models import Q


@pghistory.track()
class Visit(models.Model):
    """One appointment. Missing it has reasons, more than one at times, and is never a fault."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    what = models.TextField()
    due_at = models.DateTimeField()
    attended_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)
    missed_because = models.JSONField(default=list)
    by = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(attended_at=None) | Q(missed_at=None), name="attended_or_missed"
            ),
        ]
        indexes = [models.Index(fields=["person", "-due_at"], name="visits_of_a_person")]
