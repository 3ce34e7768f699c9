"""Trying what a form asks for: what the team can put right becomes a sentence on the form, what is not there a 404.

An operation is tried before the page's own door opens, never inside it: there its refusal would be caught while the
page's transaction goes on, and what it had begun to write would stay.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.http import Http404

from switchback.care.contact.queries import NoSuchEnquiry
from switchback.care.detox.queries import NoSuchAssessment
from switchback.care.journey.operations import NotPossible
from switchback.care.medication.operations import AlreadyDecided, NoSuchOrder
from switchback.care.observations.queries import NoSuchResponse
from switchback.care.people import door
from switchback.care.people.operations import AlreadyMerged
from switchback.care.plan.operations import NoRevision
from switchback.care.plan.queries import NoSuchVersion
from switchback.care.programme.operations import NoSuchVisit
from switchback.care.relapse.queries import NoSuchLapse
from switchback.clinical.medication import DoseForbidden, OrderForbidden
from switchback.faces.team.sentences import ALREADY_DECIDED, ALREADY_MERGED, forbidden, not_possible

# Also raised for an id of another person: the answer is the same, so that ids cannot be tried out.
NOT_HERE = (
    NoSuchEnquiry, NoSuchAssessment, NoSuchOrder, NoSuchResponse, NoRevision, NoSuchVersion, NoSuchVisit, NoSuchLapse,
)  # fmt: skip


@contextmanager
def found() -> Iterator[None]:
    try:
        yield
    except NOT_HERE:
        raise Http404


@contextmanager
def trying(form: forms.Form, zone: str) -> Iterator[None]:
    """`with trying(form, zone): operation(…); return go(…)`. Leaves the sentence on the form when it could not be."""
    try:
        door.chart()
    except LookupError:
        pass
    else:
        raise RuntimeError("an operation is tried before the page's door opens")
    try:
        with found():
            yield
    except NotPossible as error:
        form.add_error(None, not_possible(error, zone))
    except (OrderForbidden, DoseForbidden) as error:
        form.add_error(None, forbidden(error, zone))
    except AlreadyDecided:
        form.add_error(None, ALREADY_DECIDED)
    except AlreadyMerged:
        form.add_error(None, ALREADY_MERGED)
