"""The daily check-in."""

import uuid

from django.db import models


class CheckIn(models.Model):
    """One pass through the check-in: the answers are a response, the words stay here, read by the care team."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    response = models.OneToOneField("observations.Response", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-at"], name="check_ins_of_a_person")]


class OwnPath(models.Model):
    """What the person chose for their own pages: the date their path began, and whether "days since" is shown."""

    person = models.OneToOneField("people.Person", models.PROTECT, primary_key=True, related_name="+")
    began_on = models.DateField(null=True)
    show_days_since = models.BooleanField(default=False)
    expects_check_ins = models.BooleanField(default=True)
    learned = models.JSONField(default=list)  # [{"at": iso, "words": str}]: things I learned
