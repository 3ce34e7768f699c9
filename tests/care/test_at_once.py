"""Two people in the same moment, on two real connections: what may be there once is there once, and nobody is told
"our mistake". Each test lets both look before either writes; whoever has to wait is waited for."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from switchback.care.contact import operations as contact
from switchback.care.journey import operations as journey
from switchback.care.journey import queries as journeys
from switchback.care.medication import operations as medication
from switchback.care.medication import queries as medications
from switchback.care.people import door
from switchback.care.people import operations as people
from switchback.care.plan import operations as plan
from switchback.clinical.medication import DoseForbidden
from tests import cast
from tests.cast import DAY, NOW, key

LONG_ENOUGH = 0.7  # seconds for the other to come as far as it can


@pytest.fixture
def road(db: None, transactional_db: None) -> Iterator[cast.Cast]:
    yield cast.gather()


@pytest.fixture
def meet(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, str], None]:
    """`meet(module, name)`: nobody goes on from there until both are there, or one of them cannot come."""
    both = threading.Barrier(2)

    def at(module: Any, name: str) -> None:
        original = getattr(module, name)

        def waits(*args: Any, **kwargs: Any) -> Any:
            with suppress(threading.BrokenBarrierError):
                both.wait(LONG_ENOUGH)
            return original(*args, **kwargs)

        monkeypatch.setattr(module, name, waits)

    return at


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each came to, or the error it raised, in the order given."""
    came_to: list[Any] = [None] * len(works)

    def work(place: int) -> None:
        try:
            came_to[place] = works[place]()
        except Exception as error:
            came_to[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    return came_to


def kinds(road: cast.Cast, person_id: Any = None) -> list[str]:
    rows = journeys.events(actor=road.noor, person_id=person_id or road.ana_id, limit=500)
    return [row.kind for row in rows]


def test_two_nurses_give_one_dose(road: cast.Cast, meet: Any) -> None:
    who: dict[str, Any] = {"person_id": road.ana_id, "now": NOW}
    order = medication.order_dose(
        actor=road.piet, drug="methadone", dose_mg=Decimal(20), times="daily", at=NOW - DAY, key=key(), **who
    )
    mark = cast.member(road.site_id, "mark", "nurse")
    meet(medication, "check_dose")

    def give(nurse: door.Actor) -> Any:
        return medication.give_dose(
            actor=nurse, order_id=order, given_mg=Decimal(20), at=NOW, key=key(), **who
        )  # fmt: skip

    came_to = at_once(lambda: give(road.noor), lambda: give(mark))
    [refused] = [found for found in came_to if isinstance(found, Exception)]
    assert isinstance(refused, DoseForbidden | medication.AlreadyDecided)
    assert len(medications.doses(actor=road.noor, person_id=road.ana_id)) == 1
    assert kinds(road).count("dose.given") == 1


def test_one_tap_that_arrives_twice_is_one_dose_for_both(road: cast.Cast, meet: Any) -> None:
    who: dict[str, Any] = {"person_id": road.ana_id, "now": NOW}
    order = medication.order_dose(
        actor=road.piet, drug="methadone", dose_mg=Decimal(20), times="daily", at=NOW - DAY, key=key(), **who
    )
    meet(medication, "_order")
    sent: dict[str, Any] = {"order_id": order, "given_mg": Decimal(20), "at": NOW, "key": key(), **who}
    first, second = at_once(*[lambda: medication.give_dose(actor=road.noor, **sent)] * 2)
    assert first == second
    assert kinds(road).count("dose.given") == 1


def test_two_prescribers_order_one_medicine(road: cast.Cast, meet: Any) -> None:
    meet(medication, "uuid4")

    def order(actor: door.Actor) -> Any:
        return medication.order_dose(
            actor=actor, person_id=road.ana_id, drug="methadone", dose_mg=Decimal(20), times="daily", at=NOW, now=NOW,
            key=key(),
        )  # fmt: skip

    came_to = at_once(lambda: order(road.piet), lambda: order(road.dora))
    [refused] = [found for found in came_to if isinstance(found, Exception)]
    assert isinstance(refused, journey.NotPossible) and refused.key == "order_already_active"
    assert kinds(road).count("medication.ordered") == 1


def test_admitting_with_one_form_from_two_windows_is_one_person(road: cast.Cast, meet: Any) -> None:
    meet(people.Site.objects, "select_for_update")
    form = key()
    first, second = at_once(*[lambda: cast.admit(road.dee, "Jonah", key=form)] * 2)
    assert first == second == form
    assert kinds(road, form).count("episode.opened") == 1


def test_two_who_join_two_records_the_other_way_round_make_no_ring(road: cast.Cast, meet: Any) -> None:
    """Two records pointing at each other would have no end: the door would look for it for ever."""
    twin = cast.admit(road.dee, "Ana, once more")
    meet(people.door, "derived")

    def join(one: Any, other: Any) -> None:
        contact.merge(actor=road.dee, person_id=one, other_id=other, at=NOW)

    came_to = at_once(lambda: join(road.ana_id, twin), lambda: join(twin, road.ana_id))
    assert sorted(type(found).__name__ for found in came_to) == ["AlreadyMerged", "NoneType"]
    assert kinds(road).count("person.merged") == 1


def test_joining_twice_in_one_moment_is_one_event(road: cast.Cast, meet: Any) -> None:
    twin = cast.admit(road.dee, "Ana, once more")
    meet(people.door, "derived")
    came_to = at_once(
        *[lambda: contact.merge(actor=road.dee, person_id=road.ana_id, other_id=twin, at=NOW)] * 2
    )
    assert sorted(type(found).__name__ for found in came_to) == ["AlreadyMerged", "NoneType"]
    assert kinds(road).count("person.merged") == 1


def test_a_chain_of_joined_records_does_not_grow_in_one_moment(road: cast.Cast, meet: Any) -> None:
    twin, third = cast.admit(road.dee, "Ana, once more"), cast.admit(road.dee, "Ana, a third time")
    meet(people.door, "derived")
    came_to = at_once(
        lambda: contact.merge(actor=road.dee, person_id=road.ana_id, other_id=twin, at=NOW),
        lambda: contact.merge(actor=road.dee, person_id=twin, other_id=third, at=NOW),
    )
    assert sorted(type(found).__name__ for found in came_to) == ["AlreadyMerged", "NoneType"]


def test_person_and_counsellor_open_one_revision(road: cast.Cast, meet: Any) -> None:
    meet(plan, "uuid4")
    first, second = at_once(
        *[
            lambda actor=actor: plan.open_revision(actor=actor, person_id=road.ana_id, at=NOW)
            for actor in (road.ana, road.cara)
        ]
    )
    assert first == second
    assert kinds(road).count("plan.revision_opened") == 1


def test_one_episode_is_opened_and_one_move_is_made(road: cast.Cast, meet: Any) -> None:
    at: dict[str, Any] = {"actor": road.dee, "person_id": road.ana_id, "at": NOW, "now": NOW}
    journey.close_episode(**at, because="completed")
    meet(journey, "_site_of")
    opened = at_once(*[lambda: journey.open_episode(**at, level="outpatient")] * 2)
    assert sorted(type(found).__name__ for found in opened) == ["NotPossible", "UUID"]
    meet(journey, "_end_placement")
    first, second = at_once(*[lambda: journey.move(**at, level="residential")] * 2)
    assert first == second
    assert kinds(road).count("placement.started") == 3


def test_closing_twice_in_one_moment_is_one_event(road: cast.Cast, meet: Any) -> None:
    meet(journey, "_end_placement")
    closed = at_once(
        *[
            lambda: journey.close_episode(
                actor=road.dee, person_id=road.ana_id, at=NOW, now=NOW, because="completed"
            )
        ]
        * 2
    )
    assert sorted(type(found).__name__ for found in closed) == ["NoneType", "NotPossible"]
    assert kinds(road).count("episode.closed") == 1
