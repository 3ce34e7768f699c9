"""Who: sites, people, team members, sign-ins, and the log of every pass through the door."""

import uuid

import pghistory
from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now, Upper


class Role(models.TextChoices):
    FRONT_DESK = "front_desk", "Front desk"
    COUNSELLOR = "counsellor", "Counsellor"
    NURSE = "nurse", "Nurse"
    PRESCRIBER = "prescriber", "Prescriber"
    PEER_SPECIALIST = "peer_specialist", "Peer specialist"
    HOUSE_MANAGER = "house_manager", "House manager"
    MEDICAL_DIRECTOR = "medical_director", "Medical director"
    ADMINISTRATOR = "administrator", "Administrator"


@pghistory.track()
class Site(models.Model):
    """A treatment centre at one place, with its own zone, phone and last record number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.TextField(unique=True)
    zone = models.TextField(default="America/New_York")
    phone = models.TextField(blank=True)
    offers = models.JSONField(default=list)  # what the public page says this centre offers, in its own words
    read_hours = models.TextField(blank=True)  # when somebody reads what people write to us
    help_lines = models.JSONField(
        default=list
    )  # [{key, name, call, text, checked_on}], over the shipped ones
    last_record_number = models.IntegerField(default=0)

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Person(models.Model):
    """Someone on their own road. A person who returns is the same person with a new episode."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    site = models.ForeignKey(Site, models.PROTECT, related_name="people")
    record_number = models.TextField()
    chosen_name = models.TextField()
    pronouns = models.TextField(blank=True)
    legal_given_name = models.TextField(blank=True)
    legal_family_name = models.TextField(blank=True)
    born_on = models.DateField(null=True)
    phone = models.TextField(blank=True)
    # Where this record was found to be someone already known. Nothing is moved, so it can be undone.
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged_from")
    registered_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "record_number"], name="one_person_per_record_number"),
            models.CheckConstraint(condition=~Q(merged_into=models.F("id")), name="not_merged_into_itself"),
        ]
        indexes = [
            models.Index(fields=["site", "chosen_name", "id"], name="people_by_name"),
            models.Index(fields=["born_on"], name="people_by_birth"),
            models.Index(OpClass(Upper("chosen_name"), "text_pattern_ops"), name="people_find_chosen_name"),
            models.Index(
                OpClass(Upper("legal_family_name"), "text_pattern_ops"), name="people_find_family_name"
            ),
            models.Index(fields=["phone"], name="people_by_phone", condition=~Q(phone="")),
        ]

    def __str__(self) -> str:
        return str(self.id)


@pghistory.track()
class TeamMember(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    site = models.ForeignKey(Site, models.PROTECT, related_name="team")
    name = models.TextField()
    role = models.TextField(choices=Role.choices)
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return str(self.id)


@pghistory.track()
class CareTeamMembership(models.Model):
    """This team member cares for this person, from … until."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, models.PROTECT, related_name="care_team")
    member = models.ForeignKey(TeamMember, models.PROTECT, related_name="caseload")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "member"], condition=Q(left_at=None), name="once_in_a_care_team_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=models.F("joined_at")),
                name="left_care_team_after_joining",
            ),
        ]
        indexes = [models.Index(fields=["member"], condition=Q(left_at=None), name="caseload_now")]


class User(AbstractUser):
    """A sign-in: of one team member or of one person."""

    first_name = None  # type: ignore[assignment]  # Django's way to leave a field of its own out
    last_name = None  # type: ignore[assignment]
    member = models.OneToOneField(TeamMember, models.PROTECT, null=True, related_name="user")
    person = models.OneToOneField(Person, models.PROTECT, null=True, related_name="user")
    preferences = models.JSONField(default=dict)  # theme, "days since" shown or not: never anything clinical

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(member=None) | Q(person=None), name="member_or_person_not_both"
            )
        ]


class SignInCode(models.Model):
    """A one-time code the centre gives a person, so that no e-mail or phone number is needed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(User, models.CASCADE, related_name="sign_in_codes")
    code_hash = models.TextField(unique=True)
    made_by = models.ForeignKey(TeamMember, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class AccessLogEntry(models.Model):
    """One pass of the door, let through or refused; also sign-ins and exports.

    Append-only for the application. Rows form hash chains, one per lane, so that writers do not wait for each other;
    lane, seq, prev_hash and hash are filled by the database (see migrations), never by the program.
    """

    id = models.BigAutoField(primary_key=True)
    lane = models.SmallIntegerField()
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.TextField()
    role = models.TextField()
    action = models.TextField()
    person_id = models.UUIDField(null=True)
    allowed = models.BooleanField()
    because = models.TextField()
    request_id = models.TextField(blank=True)
    detail = models.JSONField(default=dict)  # ids and counts only
    prev_hash = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lane", "seq"], name="one_row_per_place_in_the_chain")]
        indexes = [
            models.Index(fields=["person_id", "-at"], name="access_of_a_person"),
            models.Index(fields=["-at"], name="access_by_time"),
        ]


class AccessLogHead(models.Model):
    """The last row of every lane, signed once a day with a key that is not in the database."""

    id = models.BigAutoField(primary_key=True)
    signed_at = models.DateTimeField()
    heads = models.JSONField()  # [[lane, seq, hash hex], ...]
    signature = models.TextField()
