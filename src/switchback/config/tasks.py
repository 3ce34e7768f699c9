"""What happens by the clock, done by `switchback worker`."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from procrastinate.contrib.django import app

from switchback import reactions
from switchback.care.insight import operations as insight
from switchback.care.journey import operations as journey
from switchback.care.people import access_log
from switchback.care.people import operations as people
from switchback.faces.accounts import sessions

DRAFTS_KEPT = timedelta(days=30)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="catch_up")
def catch_up(timestamp: int) -> None:
    """Reactions run right after their event; this picks up what was missed when one failed or was interrupted."""
    reactions.catch_up()


@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="refresh_worklist")
def refresh_worklist(timestamp: int) -> None:
    """Silence is no event: that a check-in did not come is only seen by looking again."""
    insight.refresh_all(at=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="10 3 * * *")
@app.task(queueing_lock="sign_access_log")
def sign_access_log(timestamp: int) -> None:
    """Where the log stands is signed every night: a tail cut off later is noticed."""
    access_log.sign(connection=connection, key=settings.LOG_KEY, at=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="tidy_up")
def tidy_up(timestamp: int) -> None:
    """Sessions that are over, drafts nobody came back to for 30 days, one-time codes used or too old: they go."""
    at = datetime.fromtimestamp(timestamp, UTC)
    sessions.clear_expired(at=at)
    journey.drop_drafts_before(before=at - DRAFTS_KEPT)
    people.clear_sign_in_codes(at=at)
