"""The demo centre: legal histories, the same for the same hour, made once, and never beside real people."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from switchback import reactions
from switchback.care.contact.queries import enquiries
from switchback.care.insight.queries import worklist
from switchback.care.journey.models import Event
from switchback.care.people import door, queries
from switchback.care.people import operations as people
from switchback.care.people.door import Actor
from switchback.care.people.models import Person, Site, TeamMember, User
from switchback.config import demo
from switchback.config.demo.cast import CAST, TEAM

pytestmark = pytest.mark.django_db(transaction=True)

# A Friday afternoon where the centre is: 14:40 in New York.
NOW = datetime(2026, 11, 20, 19, 40, tzinfo=UTC)
FEW = tuple(
    someone for someone in CAST if someone.name in {"Rafe", "Odile", "Winnie", "Silas", "Lena", "Rory"}
)
Lived = list[tuple[str, str, datetime, str]]


@pytest.fixture(autouse=True)
def demo_installation(settings: Any) -> Iterator[None]:
    settings.DEMO = True
    yield


def lived() -> Lived:
    """Everything that happened to anybody: name, kind, when, by which role."""
    roles = {f"team:{id_}": role for id_, role in TeamMember.objects.values_list("id", "role")}
    with door.as_system(Actor.system("test"), log=False):
        rows = Event.objects.order_by("id").values_list("person_id", "kind", "at", "by")
        names = dict(Person.objects.values_list("id", "chosen_name"))
        return [
            (names[person], kind, at, roles.get(by, by.partition(":")[0])) for person, kind, at, by in rows
        ]


def colleague(site_id: UUID, role: str) -> Actor:
    member = TeamMember.objects.filter(site_id=site_id, role=role).earliest("name")
    return Actor("team", member.id, role, site_id, member.name)


class _Undo(Exception):
    pass


def lived_and_undone() -> Lived:
    seen: Lived = []
    try:
        with transaction.atomic():
            demo.build(now=NOW, people_of=FEW)
            seen = lived()
            raise _Undo
    except _Undo:
        return seen


def test_the_same_hour_gives_the_same_centre() -> None:
    first, second = lived_and_undone(), lived_and_undone()
    assert first == second
    assert len(first) > 300


def test_nothing_lies_in_the_future_and_each_life_is_told_in_order() -> None:
    demo.build(now=NOW, people_of=FEW)
    seen = lived()
    assert max(at for _, _, at, _ in seen) <= NOW
    for someone in FEW:
        stays = [at for name, kind, at, _ in seen if name == someone.name and kind.startswith("placement.")]
        assert stays == sorted(stays)
    # Only prescribers order, and nobody but the person checks in.
    assert {by for _, kind, _, by in seen if kind == "medication.ordered"} == {"prescriber"}
    assert {by for _, kind, _, by in seen if kind == "daily_check_in.recorded"} == {"person"}


def test_the_worklist_has_the_few_and_the_calm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reactions, "_now", lambda: NOW)
    site_id = demo.build(now=NOW, people_of=FEW)
    reactions.catch_up()
    rows = worklist(actor=colleague(site_id, "medical_director"), at=NOW)
    found = {row.chosen_name: (row.urgency, [reason.key for reason in row.reasons]) for row in rows}
    assert found == {
        "Rafe": (3, ["severe_withdrawal"]),
        "Lena": (2, ["recent_discharge"]),
        "Rory": (1, ["dose_missed"]),
        "Odile": (0, []),
        "Silas": (0, []),
        "Winnie": (0, []),
    }
    assert all(row.scored for row in rows)


def test_who_asked_for_help_waits_at_the_front_desk() -> None:
    site_id = demo.build(now=NOW, people_of=FEW)
    waiting = enquiries(actor=colleague(site_id, "front_desk"))
    assert [row.name for row in waiting] == ["Roos", "", "Mika"]


def test_katharina_was_written_down_twice_and_the_desk_is_warned() -> None:
    known = tuple(someone for someone in CAST if someone.name == "Katharina")
    site_id = demo.build(now=NOW, people_of=known)
    alike = queries.alike(
        actor=colleague(site_id, "front_desk"),
        chosen_name="Katarina",
        born_on=known[0].born_on,
        phone=known[0].phone,
    )
    assert {row.chosen_name: row.because for row in alike} == {
        "Katharina": ("alike_name", "same_birth_date", "same_phone"),
        "Katarina": ("alike_name", "same_birth_date", "same_phone"),
    }


def test_the_team_signs_in_with_two_steps_and_colleagues_without_a_password_cannot() -> None:
    from allauth.mfa.models import Authenticator

    demo.build(now=NOW, people_of=FEW)
    two_steps = set(Authenticator.objects.values_list("user__username", flat=True))
    assert two_steps == {colleague.username for colleague in TEAM if colleague.signs_in}
    usable = {user.username for user in User.objects.all() if user.has_usable_password()}
    assert usable == two_steps


def test_a_demo_is_made_once() -> None:
    demo.build(now=NOW, people_of=FEW[:1])
    before = lived(), Site.objects.count(), User.objects.count()
    with pytest.raises(demo.AlreadyThere):
        demo.build(now=NOW + timedelta(days=1), people_of=FEW[:1])
    said = StringIO()
    call_command("demo", stdout=said)
    assert "there already. Nothing was changed" in said.getvalue()
    assert (lived(), Site.objects.count(), User.objects.count()) == before


def test_a_demo_never_stands_beside_real_people() -> None:
    people.open_site(name="A real centre", zone="America/New_York")
    with pytest.raises(CommandError, match="an empty one"):
        call_command("demo", stdout=StringIO())
    assert [site.name for site in Site.objects.all()] == ["A real centre"]


def test_without_the_demo_setting_nothing_is_made(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="SWITCHBACK_DEMO=1"):
        call_command("demo", stdout=StringIO())
    assert not Site.objects.exists()


def test_a_demo_stopped_half_way_leaves_nothing() -> None:
    def stop(done: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demo.build(now=NOW, people_of=FEW, tell=stop)
    assert not Site.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_user")
        assert cursor.fetchone() == (0,)


def test_the_cast_is_one_of_each_name() -> None:
    assert [name for name, times in Counter(someone.name for someone in CAST).items() if times > 1] == []
