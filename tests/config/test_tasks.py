"""What the worker does by the clock: nothing is kept longer than it is needed, and nothing sooner gone."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.test import Client

from switchback.care.journey import operations as journey
from switchback.care.journey import queries as journey_queries
from switchback.care.people import operations as people
from switchback.care.people.models import AccessLogEntry, SignInCode
from switchback.config import tasks
from switchback.faces.accounts import sessions
from switchback.faces.kit import clock
from tests import cast

pytestmark = pytest.mark.django_db
PASSWORD = "a boat on a slow river"


@pytest.fixture
def now() -> Iterator[datetime]:
    yield clock.now().replace(microsecond=0)


def tidy_up(at: datetime) -> None:
    tasks.tidy_up(int(at.timestamp()))


def test_expired_sessions_go_with_the_devices_listed_for_them(now: datetime) -> None:
    site_id = people.open_site(name="Riverside", zone="America/New_York")
    for name in ("jo", "wim", "noor"):
        people.add_team_member(site_id=site_id, name=name, role="nurse", username=name, password=PASSWORD)
        Client().post("/accounts/login/", {"login": name, "password": PASSWORD})
    jo, wim, noor = UserSession.objects.order_by("pk")
    Session.objects.filter(session_key=jo.session_key).update(expire_date=now - timedelta(seconds=1))
    Session.objects.filter(session_key=wim.session_key).delete()  # signed out, the device still listed
    tidy_up(now)
    assert [row.session_key for row in Session.objects.all()] == [noor.session_key]
    assert [row.session_key for row in UserSession.objects.all()] == [noor.session_key]


def test_drafts_nobody_came_back_to_go_after_thirty_days(now: datetime) -> None:
    ana = cast.gather()
    ages = {"phq9": timedelta(days=30, seconds=1), "gad7": timedelta(days=30), "cows": timedelta()}
    for form, age in ages.items():
        journey.keep_draft(actor=ana.noor, person_id=ana.ana_id, form=form, values={"a": 1}, at=now - age)
    tidy_up(now)
    kept = [f for f in ages if journey_queries.draft(actor=ana.noor, person_id=ana.ana_id, form=f)]
    assert kept == ["gad7", "cows"]
    assert AccessLogEntry.objects.filter(actor="system:worker", action="drafts.drop").count() == 1


def test_one_time_codes_go_when_they_are_used_or_too_old(now: datetime) -> None:
    ana = cast.gather()
    others = [cast.admit(ana.dee, name) for name in ("Sam", "Mika")]

    def code(person_id: object, *, at: datetime) -> str:
        return people.make_sign_in_code(actor=ana.dee, person_id=person_id, at=at)  # type: ignore[arg-type]

    code(others[0], at=now - people.CODE_LIVES)
    people.use_sign_in_code(code=code(others[1], at=now), at=now)
    good = code(ana.ana_id, at=now - people.CODE_LIVES + timedelta(seconds=1))
    tidy_up(now)
    assert SignInCode.objects.count() == 1
    assert people.use_sign_in_code(code=good, at=now) == get_user_model().objects.get(person_id=ana.ana_id)


def test_twice_is_once(now: datetime) -> None:
    tidy_up(now)
    assert (sessions.clear_expired(at=now), people.clear_sign_in_codes(at=now)) == (0, 0)
