"""What the rules need to know about each person, gathered by a reaction. Reasons are worked out when shown."""

from django.db import models


class Gathered(models.Model):
    """Facts about one person as of one event. Derived: it can be thrown away and gathered again."""

    person = models.OneToOneField("people.Person", models.PROTECT, primary_key=True, related_name="gathered")
    facts = models.JSONField(null=True)  # null: could not be computed, shown as "not scored", never as low
    as_of_transaction = models.BigIntegerField()  # every event of an earlier transaction is in the facts
    gathered_at = models.DateTimeField()
    in_care = models.BooleanField()
    listed_until = models.DateTimeField(
        null=True
    )  # after leaving care: the time lost tolerance is most dangerous

    class Meta:
        indexes = [models.Index(fields=["in_care"], name="gathered_in_care")]
