"""The plan, in versions. A version in force is never changed; a revision is the next version, being written."""

import uuid

from django.db import models
from django.db.models import Q


class PlanVersion(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    number = models.IntegerField()
    body = models.JSONField()
    opened_at = models.DateTimeField()
    opened_by = models.TextField()
    opened_because = models.TextField(default="asked")  # first | asked | lapse
    edit = models.IntegerField(default=0)  # counts saves: two people editing one plan find out here
    saved_at = models.DateTimeField()
    saved_by = models.TextField()
    person_agreed_at = models.DateTimeField(null=True)
    counsellor_agreed_at = models.DateTimeField(null=True)
    counsellor_agreed_by = models.TextField(blank=True)
    in_force_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "number"], name="one_plan_version_per_number"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(in_force_at=None), name="one_open_revision"
            ),
            models.CheckConstraint(
                condition=Q(in_force_at=None)
                | (Q(person_agreed_at__isnull=False) & Q(counsellor_agreed_at__isnull=False)),
                name="in_force_only_when_both_agreed",
            ),
            models.CheckConstraint(
                condition=Q(counsellor_agreed_at=None, counsellor_agreed_by="")
                | (Q(counsellor_agreed_at__isnull=False) & ~Q(counsellor_agreed_by="")),
                name="counsellor_agreed_who_and_when",
            ),
        ]
