"""What a page says when something cannot be done: each key an operation raises, and what to do next."""

import re
from decimal import Decimal
from typing import Any

from switchback.care.journey.operations import NotPossible
from switchback.clinical.medication import DoseForbidden, OrderForbidden
from switchback.faces.kit import dates
from switchback.faces.kit.words import word

AMOUNT = re.compile(r"\d+\.\d+")

NOT_POSSIBLE = {
    "time_in_future": "This time has not come yet. Please write when it happened.",
    "date_in_future": "This day has not come yet.",
    "episode_already_open": "This person is in care already. Open the chart to see where.",
    "no_open_episode": "This person is not in care now. Open a new episode first.",
    "no_such_level": "There is no such level of care. Please choose one of the list.",
    "before_placement_started": "This is before the stay began, {started_at}. Please look at the time again.",
    "no_such_event": "There is no such event to correct.",
    "already_corrected": "This event was corrected already.",
    "last_use_after_assessment": "The last use is written after this rating. Please look at both times.",
    "no_such_opioid": "Please choose one of the opioids of the list.",
    "positive_but_not_tested": "Something is marked positive that was not tested. Please look at both rows.",
    "no_such_frequency": "Please choose how often.",
    "order_already_active": "There is an order of {drug} already. Change that one: stop and start are one step.",
    "reason_needed": "Please say why, so that the next one knows.",
    "order_stopped": "This order was stopped. Nothing more is recorded for it.",
    "visit_not_due_yet": "This visit is still to come, {due_at}. It can be missed only after that.",
    "no_such_reason": "Please choose at least one reason; “not known” is one.",
}


def not_possible(error: NotPossible, zone: str) -> str:
    seen = {
        name: dates.day_and_time(v, zone) if hasattr(v, "tzinfo") else _plain(v)
        for name, v in error.saw.items()
    }
    return NOT_POSSIBLE[error.key].format(**seen)


def _short(value: Any) -> Any:
    """16, not 16.00: an amount as it is spoken."""
    is_amount = isinstance(value, str) and AMOUNT.fullmatch(value)
    return f"{Decimal(value).normalize():f}" if is_amount else value


def _plain(value: Any) -> str:
    try:
        return word("team", str(value))
    except KeyError:
        return str(value)


def forbidden(error: OrderForbidden | DoseForbidden, zone: str) -> str:
    because = error.because if isinstance(error.because, tuple) else (error.because,)
    said = "; ".join(
        word("team", reason.key, zone=zone, **{name: _short(v) for name, v in reason.saw.items()})
        for reason in because
    )
    return f"This cannot be recorded: {said[0].lower()}{said[1:]}."


ALREADY_DECIDED = "The dose of that day was written down already. Look at the list of doses."
ALREADY_MERGED = "One of the two records is already joined to another. Look at both."


# What a line of the access log says somebody did, or tried to do.
ACTIONS = {
    "people.list": "Looked at the list of people", "people.find": "Looked for people alike",
    "person.view": "Looked at the person", "person.register": "Registered",
    "person.edit": "Changed names or phone", "person.merge": "Joined or parted records",
    "care_team.manage": "Changed the care team", "episode.manage": "Changed the stay",
    "enquiry.view": "Read an enquiry", "enquiry.manage": "Answered an enquiry",
    "chart.view": "Looked at the chart", "timeline.view": "Looked at the journey",
    "response.view": "Read answers", "response.record": "Recorded answers", "cows.record": "Rated withdrawal",
    "measurement.record": "Recorded a measurement", "urine.record": "Recorded a urine test",
    "use.record": "Recorded a day of use", "plan.view": "Read the plan", "plan.edit": "Wrote the plan",
    "plan.agree": "Agreed the plan", "medication.view": "Looked at medication",
    "medication.order": "Ordered medicine", "medication.give": "Gave medicine",
    "visit.manage": "Worked on visits", "check_in.record": "Checked in", "check_in.view": "Read check-ins",
    "lapse.report": "Told of a return to use", "lapse.review": "Answered a return to use",
    "worklist.view": "Looked at the worklist", "sign_in.help": "Made a sign-in code",
    "access_log.view": "Read this log", "export": "Exported", "import": "Imported", "sign_in": "Signed in",
    "sign_in.failed": "Could not sign in", "sign_out": "Signed out", "session.ended": "Was signed out",
    "password.changed": "Changed the password", "second_step.added": "Added a second step",
    "second_step.removed": "Removed a second step", "second_step.renewed": "Renewed recovery codes",
}  # fmt: skip
