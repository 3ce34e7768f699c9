"""Anything measured: answered instruments (pinned to the very wording), measurements, urine tests, days of use."""

import uuid

from django.db import models
from django.db.models import Q


class InstrumentVersion(models.Model):
    """The content of an instrument as it was when somebody answered it, kept for ever."""

    hash = models.TextField(primary_key=True)
    instrument = models.TextField()
    version = models.TextField()
    content = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["instrument", "version"], name="instrument_versions")]


class Response(models.Model):
    """One answered instrument. Answers are kept as given; no score is not a score of 0."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    instrument_version = models.ForeignKey(InstrumentVersion, models.PROTECT, related_name="+")
    answers = models.JSONField()
    total = models.IntegerField(null=True)
    band = models.TextField(null=True)
    flags = models.JSONField(default=list)
    answered_at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["person", "-answered_at"], name="responses_of_a_person")]


class Measurement(models.Model):
    """A number with its UCUM unit, or a coded value."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    what = models.TextField()
    value = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    unit = models.TextField(blank=True)
    coded = models.TextField(blank=True)
    measured_at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(value__isnull=False) & ~Q(unit="") & Q(coded=""))
                | (Q(value=None) & ~Q(coded="")),
                name="a_number_with_unit_or_a_code",
            )
        ]
        indexes = [models.Index(fields=["person", "what", "-measured_at"], name="measurements_of_a_person")]


class UrineTest(models.Model):
    """One sample: what was looked for and what was found."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    collected_at = models.DateTimeField()
    tested = models.JSONField(default=list)  # empty: the source does not say which panel
    positive = models.JSONField(default=list)
    temperature_ok = models.BooleanField(null=True)
    by = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["person", "-collected_at"], name="urine_tests_of_a_person")]


class UseDay(models.Model):
    """A day on which the person says they used, and what. Told, never proved."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    substances = models.JSONField(default=list)
    source = models.TextField()  # told | told_privately | timeline_follow_back
    private = models.BooleanField(default=False, db_default=False)  # seen by the person only (second wall)
    by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "on", "source"], name="one_use_day_per_source")
        ]


class Baseline(models.Model):
    """A fact known at the start: a co-occurring condition, housing, pain, injecting. Unknown is a value of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    topic = (
        models.TextField()
    )  # conditions | housing | pain | injecting | demographics | work | nicotine | risk
    facts = models.JSONField()
    known_at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["person", "topic", "-known_at"], name="baseline_of_a_person")]
