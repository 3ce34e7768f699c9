"""What the program suggested, and from which version of the protocol: the record keeps what advised."""

import uuid

from django.db import models


class WithdrawalAssessment(models.Model):
    """COWS with what else the start of medication asks for, and the suggestion that followed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    response = models.OneToOneField("observations.Response", models.PROTECT, related_name="+")
    opioid = models.TextField()
    last_use_at = models.DateTimeField(null=True)
    pregnant = models.BooleanField(default=False)
    on_full_agonist = models.BooleanField(default=False)
    recent_naltrexone = models.BooleanField(default=False)
    assessed_at = models.DateTimeField()
    protocol_id = models.TextField()
    protocol_version = models.TextField()
    protocol_hash = models.TextField()
    suggested = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["person", "-assessed_at"], name="withdrawal_of_a_person")]
