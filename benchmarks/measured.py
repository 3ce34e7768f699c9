"""The centre the page benchmarks look at: one site with everybody, a caseload of 60, a chart of 3,000 events.

    python benchmarks/measured.py --people 10000 --events 400 [--trial FOLDER]

Everybody else is at the same site, which is the harder case. What is looked at is written by operations, the crowd by
the bulk operations of an import. The facts on the worklist are gathered for the caseload and copied for the crowd.
"""

# ruff: noqa: PLC0415 -- the program is imported after Django is set up on the benchmark's own database

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import synthetic_people
from own_database import own_database
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

CASELOAD = 60
LONG_CHART = 3000
WHO_CHECK_IN = 400
DATABASE = "switchback_bench_pages"
CSRF = "b" * 32
console = Console(stderr=True)


@dataclass(frozen=True)
class Measured:
    """Ids as text and session keys, so that another process can be told of them."""

    people: int
    events: int
    person: str  # the chart of 3,000 events; one of the caseload
    caseload: tuple[str, ...]
    sessions: dict[str, str]  # nurse, counsellor
    members: dict[str, str]
    site: str
    who_check_in: tuple[tuple[str, str], ...]  # person, session


@contextmanager
def measured_centre(
    *, people: int, events_each: int, trial: Path | None = None, name: str = DATABASE
) -> Iterator[Measured]:
    with own_database(name):
        yield prepare(people=people, events_each=events_each, trial=trial)


def prepare(*, people: int, events_each: int, trial: Path | None) -> Measured:
    from switchback.config.running import collect_static

    collect_static()
    now = datetime.now(UTC)
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    people = max(people, CASELOAD)
    with _progress() as progress:
        written = progress.add_task("Inventing people", total=people)
        filled = synthetic_people.fill(
            people=people, events_each=events_each, until=today,
            tell=lambda done, events: progress.update(written, completed=done),
        )  # fmt: skip
        if trial:
            _bring_in(trial, progress)
        looked_at = progress.add_task("What is looked at", total=4)
        measured = _team(filled.site_id, now)
        looked = max(CASELOAD, min(people, WHO_CHECK_IN))
        ids = [str(UUID(synthetic_people.person_id(seed=1, number=number))) for number in range(looked)]
        progress.advance(looked_at)
        _long_chart(UUID(ids[0]), missing=LONG_CHART - events_each, until=today)
        caseload = _caseload(measured, ids[:CASELOAD], now)
        progress.advance(looked_at)
        _one_full_chart(measured, UUID(ids[0]), now)
        progress.advance(looked_at)
        who = tuple(
            (id_, _session(_user(f"b{place}", person_id=UUID(id_)), kind="person"))
            for place, id_ in enumerate(ids)
        )
        progress.advance(looked_at)
        _gather(ids, now, progress)
        events = _settle()
    return replace(measured, people=people, events=events, person=ids[0], caseload=caseload, who_check_in=who)


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console)


def _bring_in(folder: Path, progress: Progress) -> None:
    from switchback.config import ctn0094

    tables = ctn0094.read(folder)
    task = progress.add_task("Real histories", total=len(tables["everybody"].rows))
    ctn0094.bring_in(tables, tell=lambda done, events: progress.update(task, completed=done))


def _team(site_id: str, now: datetime) -> Measured:
    from switchback.care.people import operations as people

    sessions, members = {}, {}
    for role in ("front_desk", "nurse", "counsellor", "prescriber"):
        member_id = people.add_team_member(
            site_id=UUID(site_id), name=role.title(), role=role, username=role, password=None
        )
        members[role] = str(member_id)
        sessions[role] = _session(_user(role), kind="team")
    return Measured(0, 0, "", (), sessions, members, site_id, ())


def actor(measured: Measured, role: str) -> Any:
    from switchback.care.people.door import Actor

    return Actor("team", UUID(measured.members[role]), role, UUID(measured.site), role.title())


def _user(username: str, *, person_id: UUID | None = None) -> Any:
    from switchback.care.people import operations as people
    from switchback.care.people.models import User

    if person_id:
        people.add_person_sign_in(person_id=person_id, username=username, password=None)
    return User.objects.get(username=username)


def _session(user: Any, *, kind: str) -> str:
    """Signed in as the sign-in page would have done it, the team with its second step shown."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from switchback.faces.accounts import second_step, sessions

    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store[sessions.SIGNED_IN] = store[sessions.SEEN] = int(time.time()) + 3600  # seen for the whole run
    if kind == "team":
        TOTP.activate(user, generate_totp_secret())
        store[second_step.SHOWN] = str(user.pk)
    store.create()
    return str(store.session_key)


def _long_chart(person_id: UUID, *, missing: int, until: datetime) -> None:
    from switchback.care.journey import bulk
    from switchback.care.people import door

    course = synthetic_people._course(random.Random("a long chart"), max(0, missing), until)
    with door.as_system(door.Actor.system("benchmark"), action="import"):
        bulk.events((str(uuid4()), str(person_id), m.kind, m.at, m.detail, "") for m in course)


def _caseload(measured: Measured, ids: list[str], now: datetime) -> tuple[str, ...]:
    from switchback.care.contact import operations as contact

    for id_ in ids:
        contact.join_care_team(
            actor=actor(measured, "front_desk"),
            person_id=UUID(id_),
            member_id=UUID(measured.members["counsellor"]),
            at=now,
        )
    return tuple(ids)


def _one_full_chart(measured: Measured, person_id: UUID, now: datetime) -> None:
    """Everything a chart can show, written as it happens."""
    from switchback.care.assessment import operations as assessment
    from switchback.care.detox import operations as detox
    from switchback.care.medication import operations as medication
    from switchback.care.people.door import Actor
    from switchback.care.plan import operations as plans
    from switchback.care.programme import operations as programme
    from switchback.clinical import instruments
    from switchback.config.demo import words

    nurse, prescriber = actor(measured, "nurse"), actor(measured, "prescriber")
    about: dict[str, Any] = {"person_id": person_id}
    hour = timedelta(hours=1)
    cows = {item.id: item.legal[1] for item in instruments.load("cows").items}
    assessed = detox.assess_withdrawal(
        **about, actor=nurse, answers=cows, opioid="short_acting", last_use_at=now - 30 * hour, at=now - hour, now=now,
        key=uuid4(),
    )  # fmt: skip
    medication.order_dose(
        **about, actor=prescriber, drug="buprenorphine", dose_mg=Decimal(4), times="daily", at=now - hour, now=now,
        key=uuid4(), assessment_id=assessed.assessment_id,
    )  # fmt: skip
    phq9 = {item.id: 1 for item in instruments.load("phq9").items}
    assessment.assess(**about, actor=nurse, instrument="phq9", answers=phq9, at=now, now=now, key=uuid4())
    programme.book_visit(**about, actor=nurse, what="Group", due_at=now + 3 * hour, at=now, key=uuid4())
    plan_id = plans.open_revision(**about, actor=nurse, at=now)
    body = words.plan(random.Random(1), now.date())
    edit = plans.save_revision(**about, actor=nurse, plan_id=plan_id, body=body, edit=0, at=now)
    plans.agree(**about, actor=nurse, plan_id=plan_id, edit=edit, at=now)
    plans.agree(**about, actor=Actor("person", person_id, "person"), plan_id=plan_id, edit=edit, at=now)


def _gather(ids: list[str], now: datetime, progress: Progress) -> None:
    from switchback.care.insight import operations as insight

    task = progress.add_task("Worklist of those looked at", total=len(ids))
    for id_ in ids:
        insight.rescore(person_id=UUID(id_), at=now)
        progress.advance(task)
    with _as_owner() as owner:
        owner.execute(
            "INSERT INTO insight_gathered (person_id, facts, as_of_transaction, gathered_at, in_care, listed_until)"
            " SELECT p.id, g.facts, g.as_of_transaction, g.gathered_at, g.in_care, g.listed_until FROM people_person p,"
            " (SELECT * FROM insight_gathered WHERE person_id = %s) g ON CONFLICT DO NOTHING",
            [ids[1]],
        )


def _settle() -> int:
    """As after a night: statistics taken, what was written on disk. Returns how many events there are."""
    with _as_owner() as owner:
        owner.execute("VACUUM ANALYZE")
        owner.execute("CHECKPOINT") if _may_checkpoint(owner) else None
        return int(owner.execute("SELECT count(*) FROM journey_event").fetchone()[0])


def _may_checkpoint(owner: Any) -> bool:
    return bool(owner.execute("SELECT pg_has_role('pg_checkpoint', 'USAGE')").fetchone()[0])


def _as_owner() -> Any:
    import os

    import psycopg

    return psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True)


def arguments(description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--people", type=int, default=1000, help="invented people at the site")
    parser.add_argument("--events", type=int, default=300, help="events of each of them")
    parser.add_argument(
        "--trial", type=Path, help="folder with the CTN-0094 files, to have its people as well"
    )
    return parser


def main() -> None:
    args = arguments(__doc__).parse_args()
    with measured_centre(people=args.people, events_each=args.events, trial=args.trial) as measured:
        json.dump(asdict(measured), sys.stdout)


if __name__ == "__main__":
    main()
