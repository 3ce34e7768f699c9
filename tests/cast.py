"""One cast everywhere. Every history is built by calling operations: a state no operation can reach is not tested.

Ana is the person; Noor the nurse, Piet the prescriber, Cara her counsellor, Dee the front desk; Olu works elsewhere.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from switchback.care.contact import operations as contact
from switchback.care.people import operations as people
from switchback.care.people.door import Actor
from switchback.care.people.models import Role, Site, TeamMember

NOW = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)
COWS = {
    "pulse": 2, "sweating": 2, "restlessness": 1, "pupils": 1, "aches": 2, "nose_eyes": 1, "gi": 2, "tremor": 1,
    "yawning": 1, "anxiety": 1, "gooseflesh": 0,
}  # fmt: skip


def key() -> UUID:
    return uuid.uuid4()


@dataclass(frozen=True)
class Cast:
    site_id: UUID
    dee: Actor
    cara: Actor
    noor: Actor
    piet: Actor
    dora: Actor
    pele: Actor
    hale: Actor
    adam: Actor
    olu: Actor
    ana: Actor

    @property
    def ana_id(self) -> UUID:
        return self.ana.id


def member(site_id: UUID, name: str, role: str) -> Actor:
    made = TeamMember.objects.create(site_id=site_id, name=name, role=role)
    return Actor("team", made.id, role, site_id, name)


def gather(*, admitted: datetime = NOW - 21 * DAY, level: str = "residential") -> Cast:
    """A site with its team, and Ana in care since `admitted`, cared for by Cara and Pele and Hale."""
    site = Site.objects.create(name=f"Testing road {key()}", zone="America/New_York")
    other = Site.objects.create(name=f"Another road {key()}", zone="America/New_York")
    team = {
        name: member(site.id, name, role)
        for name, role in {
            "dee": Role.FRONT_DESK, "cara": Role.COUNSELLOR, "noor": Role.NURSE, "piet": Role.PRESCRIBER,
            "dora": Role.MEDICAL_DIRECTOR, "pele": Role.PEER_SPECIALIST, "hale": Role.HOUSE_MANAGER,
            "adam": Role.ADMINISTRATOR,
        }.items()
    }  # fmt: skip
    ana_id = admit(team["dee"], "Ana", at=admitted, level=level)
    for name in ("cara", "pele", "hale"):
        contact.join_care_team(actor=team["dee"], person_id=ana_id, member_id=team[name].id, at=admitted)
    ana = Actor("person", ana_id, "person")
    return Cast(site_id=site.id, ana=ana, olu=member(other.id, "olu", Role.NURSE), **team)


def admit(
    desk: Actor, name: str, *, at: datetime = NOW - 21 * DAY, level: str = "residential", **more: Any
) -> UUID:
    return contact.admit(actor=desk, chosen_name=name, level=level, at=at, now=at, **more)


def sign_in(client: Any, actor: Actor, *, username: str | None = None) -> Any:
    """A signed-in test client for an actor of the cast."""
    from switchback.care.people.models import User

    link = {"member_id": actor.id} if actor.kind == "team" else {"person_id": actor.id}
    user = User.objects.filter(**link).first() or User.objects.create_user(
        username or f"u{key().hex[:10]}", password="a long enough password", **link
    )
    client.force_login(user)
    return user


__all__ = ["COWS", "DAY", "NOW", "Cast", "admit", "gather", "key", "member", "people", "sign_in"]
