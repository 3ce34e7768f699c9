"""The one place in the faces that reads the clock. Rules and operations are told the time as `at=`."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_stopped_at: ContextVar[datetime | None] = ContextVar("stopped_at", default=None)


def now() -> datetime:
    return _stopped_at.get() or datetime.now(UTC)


@contextmanager
def stopped_at(at: datetime) -> Iterator[None]:
    """For tests and the gallery: inside, it is always `at`."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone says nothing about when")
    token = _stopped_at.set(at)
    try:
        yield
    finally:
        _stopped_at.reset(token)
