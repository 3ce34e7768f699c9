"""What happens by the clock, done by `switchback worker`."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import connection
from procrastinate.contrib.django import app

from switchback import reactions
from switchback.care.insight import operations as insight
from switchback.care.people import access_log


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
