"""What the person chose for their own pages. A check-in itself is an answered instrument: see observations."""

from django.db import models


class OwnPath(models.Model):
    """What the person chose for their own pages: the date their path began, and whether "days since" is shown."""

    person = models.OneToOneField("people.Person", models.PROTECT, primary_key=True, related_name="+")
    began_on = models.DateField(null=True)
    show_days_since = models.BooleanField(default=False)
