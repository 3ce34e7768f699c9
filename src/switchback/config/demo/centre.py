"""The centre itself: its site, its team, who has asked for help, and everybody's life."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from switchback.care.contact import operations as contact
from switchback.care.journey.operations import unannounced
from switchback.care.people import operations as people
from switchback.care.people import queries as people_queries
from switchback.care.people.door import Actor, as_system
from switchback.faces.accounts import demo as accounts

from .cast import ASKERS, CAST, TEAM, Asker, Someone
from .life import SEED, Centre, Life
from .road import lay_out

NAME = "Switchback demo centre"
ZONE = "America/New_York"
# 555-0100 to 555-0199 are kept free for invented people.
PHONE = "518-555-0100"
READ_HOURS = "Monday to Friday, 8 am to 6 pm. This is a demonstration: nobody reads what is written here."
OFFERS = (
    "Detox with a nurse day and night",
    "A house to live in while you get steady",
    "Groups in the morning or the evening, so that you can work",
    "Buprenorphine, methadone or naltrexone, as long as they help",
    "A counsellor of your own, and people who have been there",
    "Sober living, and a door that stays open for years",
)


class AlreadyThere(RuntimeError):
    """The demo centre was made before."""


class NotEmpty(RuntimeError):
    """This installation holds other people: a demo does not belong beside them."""


def build(
    *, now: datetime, people_of: Sequence[Someone] = CAST, tell: Callable[[int], None] = lambda written: None
) -> UUID:
    """Make the demo centre, all of it or nothing. Returns its site. Raises AlreadyThere, NotEmpty.

    `tell` hears after every person how many lives are written.
    """
    if people_queries.site_named(NAME):
        raise AlreadyThere
    if people_queries.site():
        raise NotEmpty
    with transaction.atomic(), unannounced():
        centre = _found(now)
        asked = {name: _asked_before(centre, name, ago) for name, ago in _came_by_enquiry(people_of)}
        for done, someone in enumerate(sorted(people_of, key=lambda someone: -someone.ago), 1):
            life = Life(centre, someone)
            lay_out(life, asked.get(someone.name))
            life.live()
            if someone.name == "Ana":
                _let_sign_in(life)
            tell(done)
        _register_katharina_again(centre, people_of)
        for asker in ASKERS:
            _ask(centre, asker)
    return centre.site_id


def _found(now: datetime) -> Centre:
    site_id = people.open_site(name=NAME, zone=ZONE, phone=PHONE, offers=OFFERS, read_hours=READ_HOURS)
    team = {}
    for colleague in TEAM:
        member_id = people.add_team_member(
            site_id=site_id, name=colleague.name, role=colleague.role, username=colleague.username,
            password=None,
        )  # fmt: skip
        team[colleague.username] = Actor("team", member_id, colleague.role, site_id, colleague.name)
        if colleague.signs_in:
            accounts.create_demo_sign_in(colleague.username)
    return Centre(site_id, ZoneInfo(ZONE), now, team)


def _let_sign_in(life: Life) -> None:
    assert life.person_id
    with as_system(Actor.system("demo")):
        people.add_person_sign_in(person_id=life.person_id, username="ana", password=None)
        accounts.create_demo_sign_in("ana")


def _came_by_enquiry(people_of: Sequence[Someone]) -> list[tuple[str, float]]:
    return [(someone.name, someone.ago) for place, someone in enumerate(people_of) if place % 3 == 0]


def _asked_before(centre: Centre, name: str, ago: float) -> UUID:
    enquiry_id = UUID(int=Random(f"{SEED} {name} asked").getrandbits(128), version=4)
    contact.receive_enquiry(
        site_id=centre.site_id, name=name, how_to_reach="518-555-0190", safe_to_leave_message=False, about="self",
        words="I would like to come and see you.", at=centre.now - timedelta(days=ago, hours=30), enquiry_id=enquiry_id,
    )  # fmt: skip
    return enquiry_id


def _ask(centre: Centre, asker: Asker) -> None:
    enquiry_id = UUID(int=Random(f"{SEED} {asker.words}").getrandbits(128), version=4)
    contact.receive_enquiry(
        site_id=centre.site_id, name=asker.name, how_to_reach=asker.how_to_reach,
        safe_to_leave_message=asker.safe_to_leave_message, about=asker.about, words=asker.words,
        at=centre.now - timedelta(hours=asker.hours_ago), enquiry_id=enquiry_id,
    )  # fmt: skip
    if asker.answer:
        contact.answer_enquiry(
            actor=centre.team["desk"], enquiry_id=enquiry_id, answer=asker.answer,
            at=centre.now - timedelta(hours=asker.answered_hours_ago),
        )  # fmt: skip


def _register_katharina_again(centre: Centre, people_of: Sequence[Someone]) -> None:
    """She came back this morning, spelt her name another way, and was written down as somebody new."""
    known = next((someone for someone in people_of if someone.name == "Katharina"), None)
    if known:
        at = centre.now - timedelta(hours=1, minutes=40)
        contact.admit(
            actor=centre.team["desk"], chosen_name="Katarina", level="outpatient", at=at, now=at,
            pronouns=known.pronouns, born_on=known.born_on, phone=known.phone,
        )  # fmt: skip
