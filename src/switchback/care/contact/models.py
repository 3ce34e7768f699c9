"""Someone asks for help; the centre answers."""

import uuid

import pghistory
from django.db import models
from django.db.models import Q


@pghistory.track()
class Enquiry(models.Model):
    """A request for help, from anyone, with or without a name. `code` lets them look for an answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    site = models.ForeignKey("people.Site", models.PROTECT, related_name="+")
    code_hash = models.TextField(unique=True)
    name = models.TextField(blank=True)
    how_to_reach = models.TextField(blank=True)
    safe_to_leave_message = models.BooleanField(default=False)
    about = models.TextField(blank=True)  # self | someone_else
    words = models.TextField(blank=True)
    received_at = models.DateTimeField()
    answer = models.TextField(blank=True)  # what the asker sees on the status page
    answered_at = models.DateTimeField(null=True)
    answered_by = models.TextField(blank=True)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name_plural = "enquiries"
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by="")
                | (Q(answered_at__isnull=False) & ~Q(answered_by="")),
                name="answered_by_somebody_at_some_time",
            )
        ]
        indexes = [models.Index(fields=["site", "-received_at"], name="enquiries_of_a_site")]
