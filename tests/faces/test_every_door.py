"""Every address of the program, asked by everybody, with their own ids and with somebody else's, next to a golden table.

The table (every_door.txt) is the whole answer to "who may open what": a row for each address and way of asking, a
column for each of the cast. A new address fails here until somebody has said who may open it.
"""

import time
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from allauth.account.internal.flows import login
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from switchback import reactions
from switchback.care.assessment import operations as assessment
from switchback.care.contact import operations as contact
from switchback.care.contact import queries as enquiries
from switchback.care.detox import operations as detox
from switchback.care.journey import queries as journeys
from switchback.care.medication import operations as medication
from switchback.care.people.models import Role, Site
from switchback.care.programme import operations as programme
from switchback.care.relapse import operations as relapse
from switchback.faces.kit import clock
from tests import cast
from tests.faces.team.conftest import signed_in

TABLE = Path(__file__).with_name("every_door.txt")
# nobody: not signed in. new: a nurse without a second step. cole: a counsellor of the site who does not care for Ana.
# olu, otto: nurse and director of another site. ana: herself. bo: another person of the site.
WHO = (
    "nobody",
    "new",
    "dee",
    "cara",
    "cole",
    "noor",
    "piet",
    "pele",
    "hale",
    "dora",
    "adam",
    "olu",
    "otto",
    "ana",
    "bo",
)
KEPT_BY_BROWSERS = ("help", "leave")


@dataclass(frozen=True)
class Door:
    method: str
    name: str
    path: str
    whose: str = ""  # "" or "other": ids of another person inside Ana's address

    def __str__(self) -> str:
        return f"{self.method} {self.name}{'/' + self.whose if self.whose else ''}"


def patterns(resolver: Any = None, before: str = "") -> Iterator[tuple[str, str]]:
    for part in (resolver or get_resolver()).url_patterns:
        if isinstance(part, URLResolver):
            yield from patterns(part, before + str(part.pattern))
        elif isinstance(part, URLPattern):
            yield before + str(part.pattern), part.name or str(part.pattern) or "accounts"


def doors(own: dict[str, Any], other: dict[str, Any]) -> dict[str, Door]:
    """Own ids everywhere; then another person's in place of every id but the first one of the address."""
    found = [
        Door(method, name, _filled(pattern, ids), whose)
        for pattern, name in patterns()
        for whose, ids in (("", own), ("other", other))
        if not whose or _filled(pattern, own) != _filled(pattern, other)
        for method in ("GET", "POST")
    ]
    return {str(door): door for door in found}


def _filled(pattern: str, ids: dict[str, Any]) -> str:
    for converter, name in (
        ("uuid", "person_id"), ("uuid", "other_id"), ("int", "event_id"), ("uuid", "assessment_id"),
        ("uuid", "order_id"), ("slug", "instrument"), ("uuid", "response_id"), ("uuid", "plan_id"),
        ("uuid", "visit_id"), ("uuid", "lapse_id"), ("slug", "form"), ("uuid", "enquiry_id"), ("int", "pk"),
        ("slug", "slug"),
    ):  # fmt: skip
        pattern = pattern.replace(f"<{converter}:{name}>", str(ids[name]))
    assert "<" not in pattern, f"say in this test which id {pattern} takes"
    return f"/{pattern}"


@pytest.fixture
def road(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[cast.Cast]:
    monkeypatch.setattr(reactions, "_now", lambda: cast.NOW)
    # Passkeys that no device made cannot be read.
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda user: [])
    with clock.stopped_at(cast.NOW):
        yield cast.gather()


def one_of_everything(road: cast.Cast, person_id: Any, told_by: Any) -> dict[str, Any]:
    now, who = cast.NOW, {"person_id": person_id}
    nurse, by = {"actor": road.noor, **who}, {"at": cast.NOW, "now": cast.NOW, "key": cast.key()}
    visit = programme.book_visit(
        **nurse, what="Talk", due_at=now - cast.DAY, at=now - 2 * cast.DAY, key=cast.key()
    )
    rated = detox.assess_withdrawal(**nurse, answers=cast.COWS, opioid="fentanyl", last_use_at=None, **by)
    answered = assessment.assess(
        **nurse, instrument="gad7", answers={f"q{n}": 1 for n in range(1, 8)}, **{**by, "key": cast.key()}
    )
    order = medication.order_dose(
        actor=road.piet,
        **who,
        drug="methadone",
        dose_mg=Decimal(20),
        times="daily",
        **{**by, "key": cast.key()},
    )
    told = relapse.report_lapse(
        actor=told_by, **who, at=now, key=cast.key(), used_at=None, alone=None, wants_call=None, tell_team=True
    )  # fmt: skip
    return {
        "visit_id": visit, "assessment_id": rated.assessment_id, "response_id": answered.response_id,
        "order_id": order, "lapse_id": told.lapse_id, "plan_id": told.revision_id,
        "event_id": journeys.events(**nurse, kinds=["cows.recorded"])[0].id,
        "instrument": "gad7", "form": "cows", "slug": "triggers",
    }  # fmt: skip


@pytest.fixture
def asked(road: cast.Cast) -> tuple[dict[str, Door], dict[str, Client]]:
    other_site = Site.objects.get(team=road.olu.id).id
    ana, bo = road.ana, cast.Actor("person", cast.admit(road.dee, "Bo"), "person")
    elsewhere = cast.member(other_site, "dee of theirs", Role.FRONT_DESK)
    others = {
        "cole": cast.member(road.site_id, "cole", Role.COUNSELLOR), "bo": bo,
        "otto": cast.member(other_site, "otto", Role.MEDICAL_DIRECTOR),
    }  # fmt: skip
    clients = {who: _just_signed_in(others.get(who) or getattr(road, who)) for who in WHO[2:]}
    clients |= {"nobody": Client(), "new": Client()}
    cast.sign_in(clients["new"], cast.member(road.site_id, "new", Role.NURSE))
    joined = cast.admit(road.dee, "Ana, once more")
    contact.merge(actor=road.dee, person_id=ana.id, other_id=joined, at=cast.NOW)
    passkeys = {
        who: Authenticator.objects.create(
            user_id=clients[who].session["_auth_user_id"],
            type="webauthn",
            data={"name": who, "credential": {}},
        ).pk
        for who in ("ana", "bo")
    }
    own = one_of_everything(road, ana.id, ana)
    own |= {
        "person_id": ana.id, "other_id": joined, "enquiry_id": _enquiry(road.dee), "pk": passkeys["ana"],
    }  # fmt: skip
    other = one_of_everything(road, bo.id, bo)
    other |= {"person_id": ana.id, "other_id": bo.id, "enquiry_id": _enquiry(elsewhere), "pk": passkeys["bo"]}
    other |= {name: own[name] for name in ("instrument", "form", "slug")}
    return doors(own, other), clients


def _just_signed_in(actor: cast.Actor) -> Client:
    """With everything shown, so that no page sends them to show it again."""
    client = signed_in(actor)
    session = client.session
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = session["_auth_user_id"]
    session.save()
    return client


def _enquiry(desk: cast.Actor) -> Any:
    given = {
        "name": "Jo",
        "how_to_reach": "",
        "safe_to_leave_message": False,
        "about": "self",
        "words": "Hello",
    }
    contact.receive_enquiry(site_id=desk.at_site, at=cast.NOW, enquiry_id=cast.key(), **given)  # type: ignore[arg-type]
    return enquiries.enquiries(actor=desk)[0].id


def answer(client: Client, door: Door) -> Any:
    """Asked as if nothing had been asked before: what it wrote is taken back."""
    client.raise_request_exception = False
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        found = client.generic(door.method, door.path, content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    client.cookies = cookies
    return found


def golden() -> dict[str, dict[str, int]]:
    head, *lines = (
        line.split() for line in TABLE.read_text().splitlines() if line and not line.startswith("#")
    )
    assert tuple(head) == WHO
    return {
        f"{method} {name}": dict(zip(WHO, map(int, codes), strict=True)) for method, name, *codes in lines
    }


@pytest.mark.parametrize("who", WHO)
def test_each_address_opens_for_those_who_may_and_for_no_one_else(who: str, asked: Any) -> None:
    doors, clients = asked
    answers = {name: answer(clients[who], door) for name, door in doors.items()}
    assert {name: found.status_code for name, found in answers.items()} == {
        name: row[who] for name, row in golden().items()
    }
    for name, found in answers.items():
        said = {header: found.headers.get(header, "") for header in ("X-Frame-Options", "Referrer-Policy")}
        assert (name, said) == (name, {"X-Frame-Options": "DENY", "Referrer-Policy": "same-origin"})
        assert "default-src 'none'" in found.headers["Content-Security-Policy"], name
        if who != "nobody" and not doors[name].name.startswith(KEPT_BY_BROWSERS):
            assert "no-store" in found.headers["Cache-Control"], name
