"""The door: the one gate every operation and query on a person passes.

It asks the pure rule in `clinical/sharing`, writes the decision to the access log *before* the transaction opens (a
refusal leaves a trace although the work is rolled back), and then opens the transaction in which the database itself
shows no person but this one (row-level security on every table with a person, see config/second_wall.py).
"""

import functools
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Q

from switchback.clinical.sharing import Decision, may_enter

NOBODY = UUID(int=0)
EVERYONE = "*"
P = ParamSpec("P")
R = TypeVar("R")


class Refused(PermissionDenied):
    """The door stays shut. Says the same for "no such person" and "not yours", so ids cannot be tried out."""


@dataclass(frozen=True)
class Actor:
    """Who acts. `str(actor)` is what journey and access log keep: kind and id, never a name."""

    kind: str  # team | person | system
    id: UUID
    role: str
    site_id: UUID | None = None
    name: str = ""
    request_id: str = field(default="", compare=False)

    @classmethod
    def system(cls, name: str) -> "Actor":
        return cls(kind="system", id=NOBODY, role="system", name=name)

    @classmethod
    def anonymous(cls, *, site_id: UUID | None = None) -> "Actor":
        return cls(kind="anonymous", id=NOBODY, role="anonymous", site_id=site_id)

    @property
    def at_site(self) -> UUID:
        """The site this actor works at. Raises Refused for those who work at none: they list nobody."""
        if self.site_id is None:
            raise Refused
        return self.site_id

    def __str__(self) -> str:
        return f"{self.kind}:{self.name if self.kind == 'system' else self.id}"


@dataclass(frozen=True)
class Stands:
    """How an actor stands to a person: what the rule of who may enter asks for."""

    same_site: bool = False
    in_care_team: bool = False
    is_self: bool = False


@dataclass(frozen=True)
class Chart:
    """What lies behind the open door: the person, under every record number they were ever given."""

    actor: Actor
    person_id: UUID
    ids: tuple[UUID, ...]
    zone: str = "UTC"  # of the person's site: a day is a day where the person lives
    whole_site: bool = False  # a bulk door that was passed for everyone, not for a caseload
    reach: tuple[UUID, ...] = ()  # behind a bulk door of a caseload: whom it holds
    stands: Stands = Stands()
    happened: list[Any] = field(
        default_factory=list, compare=False, repr=False
    )  # what to announce after the commit


_open: ContextVar[Chart | None] = ContextVar("open_door", default=None)
# Log rows written inside an open door's transaction: written again if that transaction is rolled back.
_logged_inside: ContextVar[list[tuple[Any, ...]]] = ContextVar("logged_inside")


def door(action: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Put a function taking `*, actor, person_id, ...` behind the door. Raises Refused."""

    def wrap(work: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(work)
        def pass_door(*args: P.args, **kwargs: P.kwargs) -> R:
            actor, person_id = kwargs["actor"], kwargs["person_id"]
            assert isinstance(actor, Actor) and isinstance(person_id, UUID)
            with enter(action, actor=actor, person_id=person_id) as chart:
                kwargs["person_id"] = chart.person_id
                return work(*args, **kwargs)

        return pass_door

    return wrap


@contextmanager
def enter(action: str, *, actor: Actor, person_id: UUID) -> Iterator[Chart]:
    already = _open.get()
    if already and already.actor == actor and person_id in already.ids:
        with _inner(action, already):
            yield already
        return
    known = _known(person_id, actor)
    stands = Stands(
        same_site=known is not None and known.site_id == actor.site_id,
        in_care_team=known is not None and known.in_care_team,
        is_self=known is not None and actor.kind == "person" and actor.id in known.ids,
    )
    decision = _decide(action, actor, stands)
    allowed = decision.allowed and known is not None
    write_log(actor=actor, action=action, person_id=person_id, allowed=allowed, because=decision.because)
    if not allowed or known is None:
        raise Refused
    chart = Chart(actor=actor, person_id=known.ids[0], ids=known.ids, zone=known.zone, stands=stands)
    with _behind(chart, scope="{" + ",".join(map(str, known.ids)) + "}"):
        yield chart


@contextmanager
def _inner(action: str, chart: Chart) -> Iterator[None]:
    """An inner door of the same actor and person: no second log line, but the same question.

    Work that had begun to write and failed is never kept in part, even where the outer work goes on.
    """
    decision = _decide(action, chart.actor, chart.stands)
    if not decision.allowed:
        write_log(
            actor=chart.actor,
            action=action,
            person_id=chart.person_id,
            allowed=False,
            because=decision.because,
        )
        raise Refused
    written = len(chart.happened)
    try:
        yield
    except BaseException:
        if len(chart.happened) > written:
            transaction.set_rollback(True)
        raise


def _decide(action: str, actor: Actor, stands: Stands) -> Decision:
    return may_enter(
        action=action, kind=actor.kind, role=actor.role, same_site=stands.same_site,
        in_care_team=stands.in_care_team, is_self=stands.is_self,
    )  # fmt: skip


def bulk_door(action: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Put a read over many people behind the door: one pass, one log line, for the set this actor may see.

    The wrapped function takes `*, actor, ...`; it must narrow to the actor's site or caseload itself, and the
    database narrows again: a caseload role sees its caseload only, a site role everyone.
    """

    def wrap(work: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(work)
        def pass_door(*args: P.args, **kwargs: P.kwargs) -> R:
            actor = kwargs["actor"]
            assert isinstance(actor, Actor)
            with enter_bulk(action, actor=actor):
                return work(*args, **kwargs)

        return pass_door

    return wrap


@contextmanager
def enter_bulk(action: str, *, actor: Actor) -> Iterator[None]:
    """Inner bulk doors of the same reach stand open: a page of several lists passes once."""
    of_site = may_enter(
        action=action, kind=actor.kind, role=actor.role, same_site=True, in_care_team=False, is_self=False
    )
    of_caseload = (
        of_site.allowed
        or may_enter(
            action=action, kind=actor.kind, role=actor.role, same_site=True, in_care_team=True, is_self=False
        ).allowed
    )
    already = _open.get()
    if of_caseload and already and _is_bulk(already, actor) and already.whole_site == of_site.allowed:
        yield
        return
    write_log(actor=actor, action=action, person_id=None, allowed=of_caseload, because=of_site.because)
    if not of_caseload:
        raise Refused
    reach = () if of_site.allowed else caseload(actor)
    scope = EVERYONE if of_site.allowed else "{" + ",".join(map(str, reach)) + "}"
    with _behind(Chart(actor, NOBODY, (), whole_site=of_site.allowed, reach=reach), scope=scope):
        yield


def within(column: str) -> Q:
    """A condition for lists behind a bulk door: `column` holds someone in reach. The wall narrows to the same people,
    but only after looking at everybody: a caseload is found by its ids, however many others there are.
    """
    opened = chart()
    return Q() if opened.whole_site else Q(**{f"{column}__in": opened.reach})


def _is_bulk(opened: Chart, actor: Actor) -> bool:
    return opened.actor == actor and actor.kind == "team" and opened.person_id == NOBODY


def sees_whole_site(action: str, actor: Actor) -> bool:
    """Whether this actor's role reaches everyone at the site, or only the caseload."""
    return may_enter(
        action=action, kind=actor.kind, role=actor.role, same_site=True, in_care_team=False, is_self=False
    ).allowed


@contextmanager
def as_system(
    actor: Actor, *, action: str = "system", log: bool = True, detail: dict[str, Any] | None = None
) -> Iterator[None]:
    """Work of the program itself over everyone (an import, a nightly job). Logged once for the whole run."""
    assert actor.kind == "system"
    if log:
        write_log(actor=actor, action=action, person_id=None, allowed=True, because="system", detail=detail)
    with _behind(Chart(actor, NOBODY, ()), scope=EVERYONE):
        yield


@contextmanager
def derived(*, person_ids: Sequence[UUID]) -> Iterator[None]:
    """Recompute what follows from people's own records. Not logged: nothing leaves, nobody looks."""
    with _behind(
        Chart(Actor.system("reactions"), NOBODY, ()), scope="{" + ",".join(map(str, person_ids)) + "}"
    ):
        yield


@contextmanager
def derived_chart(*, person_id: UUID) -> Iterator[Chart]:
    """The same for one person, under every record number they were given. Raises Refused for an unknown id."""
    near = _open.get()  # right after an operation its own chart is still at hand
    known = near if near and person_id in near.ids else _known(person_id, Actor.system("reactions"))
    if known is None:
        raise Refused
    chart = Chart(Actor.system("reactions"), known.ids[0], known.ids, known.zone)
    with _behind(chart, scope="{" + ",".join(map(str, known.ids)) + "}"):
        yield chart


def chart() -> Chart:
    """The chart behind the door we stand in. Raises LookupError outside a door."""
    found = _open.get()
    if found is None:
        raise LookupError("not behind a door")
    return found


def one_at_a_time() -> None:
    """Wait until nobody else writes for this person; who comes next waits until our transaction ends.

    For operations that look first and write then: one open episode, one order of a drug, one revision. Readers wait
    for nobody.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(771002, hashtext(%s))", [str(chart().person_id)])


def caseload(actor: Actor) -> tuple[UUID, ...]:
    """Ids of the people this team member cares for now, merged records included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT switchback_caseload(%s)", [actor.id])
        return tuple(cursor.fetchone()[0] or ())


def write_log(
    *,
    actor: Actor,
    action: str,
    person_id: UUID | None,
    allowed: bool,
    because: str,
    detail: dict[str, Any] | None = None,
) -> None:
    """Append one row to the access log. Time, lane, place and hash come from the database."""
    row = (
        str(actor),
        actor.role,
        action,
        person_id,
        allowed,
        because,
        actor.request_id,
        json.dumps(detail or {}),
    )
    if _open.get() is not None:
        _logged_inside.get().append(row)
    _insert_log(row)


def _insert_log(row: tuple[Any, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_accesslogentry (actor, role, action, person_id, allowed, because, request_id, detail)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            row,
        )


@dataclass(frozen=True)
class _Known:
    ids: tuple[UUID, ...]
    site_id: UUID
    in_care_team: bool
    zone: str


def _known(person_id: UUID, actor: Actor) -> _Known | None:
    member = actor.id if actor.kind == "team" else None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ids, site_id, in_care_team, zone FROM switchback_door(%s, %s)", [person_id, member]
        )
        row = cursor.fetchone()
    return _Known(ids=tuple(row[0]), site_id=row[1], in_care_team=row[2], zone=row[3]) if row else None


@contextmanager
def _behind(chart: Chart, *, scope: str) -> Iterator[None]:
    """Open the transaction with the database narrowed to `scope`, or a savepoint inside the one of an outer door."""
    if _open.get() is not None:
        with _narrowed(chart, scope=scope):
            yield
        return
    inside: list[tuple[Any, ...]] = []
    token = _logged_inside.set(inside)
    try:
        with _narrowed(chart, scope=scope):
            yield
    except BaseException:
        # Inner doors were asked too, and what they decided was rolled back with the work: it stays on record.
        for row in inside:
            _insert_log(row)
        raise
    finally:
        _logged_inside.reset(token)


@contextmanager
def _narrowed(chart: Chart, *, scope: str) -> Iterator[None]:
    outer = connection.in_atomic_block
    token = _open.set(chart)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            before = ("", "")
            if outer:
                cursor.execute(
                    "SELECT current_setting('switchback.people', true), current_setting('switchback.actor', true)"
                )
                before = cursor.fetchone()
            _narrow(cursor, scope, str(chart.actor))
            yield
            if outer:  # settings live until the outermost transaction ends: put back what was there
                _narrow(cursor, before[0] or "", before[1] or "")
    finally:
        _open.reset(token)


def _narrow(cursor: Any, people: str, actor: str) -> None:
    cursor.execute(
        "SELECT set_config('switchback.people', %s, true), set_config('switchback.actor', %s, true)",
        [people, actor],
    )
