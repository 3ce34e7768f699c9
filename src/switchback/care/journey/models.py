"""The spine: append-only events; episodes and placements along it; how far each reaction has read."""

import uuid

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now


class Level(models.TextChoices):
    WITHDRAWAL_MANAGEMENT = "withdrawal_management", "Withdrawal management"
    RESIDENTIAL = "residential", "Residential"
    INTENSIVE_OUTPATIENT = "intensive_outpatient", "Intensive outpatient"
    OUTPATIENT = "outpatient", "Outpatient"
    SOBER_LIVING = "sober_living", "Sober living"
    AFTERCARE = "aftercare", "Aftercare"


class TransactionId(Func):
    """The number of the transaction that wrote a row: commit order can be told from it, ids cannot."""

    template = "(pg_current_xact_id()::text::bigint)"
    output_field = models.BigIntegerField()


class TimeSpan(Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Event(models.Model):
    """One thing that happened. Never updated, never deleted: a mistake is a later event that corrects.

    `at` is when it happened, `recorded_at` when we learned. `key` makes a double submit one event.
    `detail` holds ids, numbers and bands, never free text.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField(unique=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    kind = models.TextField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    by = models.TextField()
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="corrected_by", db_index=False
    )
    detail = models.JSONField(default=dict)
    # Told by the person to their own journey only. The database itself hides these rows from the team (second wall).
    private = models.BooleanField(default=False, db_default=False)
    transaction_id = models.BigIntegerField(db_default=TransactionId())

    class Meta:
        indexes = [
            models.Index(fields=["person", "-at", "-id"], name="journey_of_a_person"),
            models.Index(fields=["transaction_id", "id"], name="journey_in_commit_order"),
            models.Index(
                fields=["corrects"], name="journey_corrections", condition=Q(corrects__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="event.corrected", corrects__isnull=False)
                | (~Q(kind="event.corrected") & Q(corrects=None)),
                name="only_corrections_correct",
            ),
        ]


@pghistory.track()
class Episode(models.Model):
    """A stretch of care, one chart across all its levels. Coming back opens a new one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    site = models.ForeignKey("people.Site", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(closed_at=None), name="one_open_episode"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")),
                name="episode_closed_after_opened",
            ),
        ]


@pghistory.track()
class Placement(models.Model):
    """Where in care the person was, from … until: a level of care within an episode."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="placements")
    level = models.TextField(choices=Level.choices)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
                name="placement_ended_after_started",
            ),
            ExclusionConstraint(
                name="one_placement_at_a_time",
                expressions=[
                    (F("episode"), RangeOperators.EQUAL),
                    (TimeSpan("started_at", "ended_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
        ]


class Draft(models.Model):
    """A half-filled form, kept for the one who was filling it. Expires; never part of the record."""

    id = models.BigAutoField(primary_key=True)
    owner = models.TextField()  # str(actor)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    form = models.TextField()
    values = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "person", "form"], name="one_draft_per_form")]


class Cursor(models.Model):
    """How far a reaction has read, in commit order."""

    reaction = models.TextField(primary_key=True)
    transaction_id = models.BigIntegerField(default=0)
    event_id = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)


class SetAside(models.Model):
    """An event a reaction kept failing on: put aside so that the others go on, and shown until somebody mends it."""

    id = models.BigAutoField(primary_key=True)
    reaction = models.TextField()
    event_id = models.BigIntegerField()
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    error = models.TextField()  # the kind of error, never its message: messages can hold answers
    tries = models.IntegerField(default=1)
    set_aside_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reaction", "event_id"], name="set_aside_once")]
