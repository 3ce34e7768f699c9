"""Reading enquiries: the front desk's list, and the asker's own status page."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from switchback.care.people.door import Actor, bulk_door

from .models import Enquiry


class NoSuchEnquiry(LookupError):
    """There is no such enquiry at this site, or the code is not one of ours."""


@dataclass(frozen=True)
class EnquiryRow:
    id: UUID
    name: str
    how_to_reach: str
    safe_to_leave_message: bool
    about: str
    words: str
    received_at: datetime
    answer: str
    answered_at: datetime | None
    person_id: UUID | None


@dataclass(frozen=True)
class EnquiryStatus:
    """All that a code opens: when we got it and what we answered. Not what was written."""

    received_at: datetime
    answer: str
    answered_at: datetime | None


_COLUMNS = (
    "id", "name", "how_to_reach", "safe_to_leave_message", "about", "words", "received_at", "answer", "answered_at",
    "person_id",
)  # fmt: skip


@bulk_door("enquiry.view")
def enquiries(*, actor: Actor, open_only: bool = True, limit: int = 100) -> tuple[EnquiryRow, ...]:
    """Oldest unanswered first: who has waited longest."""
    found = Enquiry.objects.filter(site_id=actor.at_site)
    found = (
        found.filter(answered_at=None, person=None).order_by("received_at")
        if open_only
        else found.order_by("-received_at")
    )
    return tuple(EnquiryRow(*row) for row in found.values_list(*_COLUMNS)[:limit])


@bulk_door("enquiry.view")
def enquiry(*, actor: Actor, enquiry_id: UUID) -> EnquiryRow:
    """Raises NoSuchEnquiry."""
    row = Enquiry.objects.filter(id=enquiry_id, site_id=actor.at_site).values_list(*_COLUMNS).first()
    if row is None:
        raise NoSuchEnquiry
    return EnquiryRow(*row)


def status(*, code: str) -> EnquiryStatus:
    """What the asker may see with the code from the form. No door: the code is the key. Raises NoSuchEnquiry."""
    row = (
        Enquiry.objects.filter(code_hash=hash_of(code))
        .values_list("received_at", "answer", "answered_at")
        .first()
    )
    if row is None:
        raise NoSuchEnquiry
    return EnquiryStatus(*row)


def hash_of(code: str) -> str:
    return hashlib.sha256(f"enquiry:{code.strip().upper()}".encode()).hexdigest()
