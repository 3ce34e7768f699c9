"""Withdrawal rated, a start suggested, ordered and given; then a dose a day, or an injection every four weeks."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from switchback.care.detox.operations import Assessed

from .cast import BUP, DETOX, HOUSE, METHADONE, NALTREXONE
from .life import Life

if TYPE_CHECKING:
    from .road import Days

# Hours since the last use on arrival: in detox people come early, to the office they come in withdrawal.
LAST_USE_HOURS = {"short_acting": (10, 15), "extended_release": (17, 27), "fentanyl": (15, 28)}
RISE_PER_HOUR = {"short_acting": 1.0, "extended_release": 0.58, "fentanyl": 0.62}
BUP_STEPS = ((1, 8), (2, 12), (4, 16))  # day and mg, each replacing the order before
METHADONE_STEPS = ((0, 20), (2, 30), (4, 40), (8, 50), (14, 60), (24, 70))
NOT_GIVEN = (
    ("declined", "Said no today, will come tomorrow."),
    ("held", "Drowsy; seen by the prescriber."),
    ("missed", "Did not come."),
)
# Doses nobody came for: how many days ago.
DOSES_NOT_TAKEN = {"missed_doses": (1, 2, 3), "missed_a_dose": (1,)}
# Rated by hand in this_week.py.
OWN_COURSE = ("in_severe_withdrawal", "waits_for_an_order")


def begin_medicine(life: Life, days: "Days") -> None:
    if life.someone.today in OWN_COURSE:
        return
    if life.someone.medicine == METHADONE:
        _begin_methadone(life, days)
    elif life.someone.medicine == NALTREXONE:
        _rate_until(life, days, ratings=(0.4, 9, 21, 33, 57, 81))
        why = "Eleven days without opioids, urine negative, no withdrawal."
        life.later(
            life.centre.local(days.on(11), 10.2), life.order, NALTREXONE, 380, "every_28_days", reason=why
        )
    else:
        BuprenorphineStart(life, days).begin()


def last_use(life: Life, days: "Days") -> datetime:
    early, late = LAST_USE_HOURS[life.someone.opioid]
    hours = early if days.level(0) == DETOX else late
    return days.came - timedelta(hours=hours + life.random("last use").random())


def natural_score(life: Life, hours: float) -> int:
    """Withdrawal without medicine, hours after the last use: it climbs for a day or two and then lets go."""
    rise = RISE_PER_HOUR[life.someone.opioid] * hours
    return max(0, round(min(rise, 19, 40 - hours * 0.25) + life.random("scores").gauss(0, 0.8)))


class BuprenorphineStart:
    """Rates withdrawal until the protocol suggests a start; the prescriber orders what it suggests."""

    def __init__(self, life: Life, days: "Days") -> None:
        self.life, self.days = life, days
        self.used_at = last_use(life, days)
        self.started: datetime | None = None
        self.score = 0
        # Older starts are told shorter, so that the newest are the richest.
        self.afterwards = (2, 7, 20, 32, 55) if days.today < 45 or life.someone.name == "Ana" else (2, 21)

    def begin(self) -> None:
        self.life.later(self.days.came + timedelta(minutes=25), self.rate)

    def rate(self, at: datetime) -> None:
        hours = (at - self.used_at).total_seconds() / 3600
        target = natural_score(self.life, hours)
        if self.started:
            passed = (at - self.started).total_seconds() / 3600
            target = round(self.score * 0.5 ** (passed / 6) + abs(self.life.random("scores").gauss(0, 1)))
        assessed = self.life.rate_withdrawal(at, target, self.used_at)
        if self.started:
            return
        if assessed.suggestion.action == "start":
            self.started, self.score = at, target
            self._start(at, assessed)
        else:
            self.life.later(
                at + timedelta(hours=min(6.0, max(1.5, assessed.suggestion.recheck_hours or 2))), self.rate
            )

    def _start(self, at: datetime, assessed: Assessed) -> None:
        life, minutes = self.life, timedelta(minutes=1)
        first_mg = float(assessed.suggestion.dose_mg or 0)
        life.later(at + 12 * minutes, life.order, BUP, first_mg, "once", assessment_id=assessed.assessment_id)
        life.later(at + 26 * minutes, life.give)
        life.later(at + 150 * minutes, life.order, BUP, 4, "once")
        life.later(at + 160 * minutes, life.give)
        for hours in self.afterwards:
            life.later(at + timedelta(hours=hours), self.rate)
        day_one = (at.astimezone(life.centre.zone).date() - self.days.first).days
        for day, mg in BUP_STEPS:
            life.later(life.centre.local(self.days.on(day_one + day), 7.3), life.order, BUP, mg, "daily")


def _begin_methadone(life: Life, days: "Days") -> None:
    _rate_until(life, days, ratings=(0.4, 3.5))
    for day, mg in METHADONE_STEPS:
        at = days.came + timedelta(hours=1) if day == 0 else life.centre.local(days.on(day), 7.2)
        if day <= days.last:
            life.later(at, life.order, METHADONE, mg, "daily")
    life.later(days.came + timedelta(hours=1.3), life.give)


def _rate_until(life: Life, days: "Days", *, ratings: tuple[float, ...]) -> None:
    used_at = last_use(life, days)
    for hours in ratings:
        at = days.came + timedelta(hours=hours)
        target = natural_score(life, (at - used_at).total_seconds() / 3600)
        life.later(at, life.rate_withdrawal, target, used_at)


def daily_doses(life: Life, days: "Days") -> None:
    """From the day after the start. Today's are given to some: the nurse has the others before her."""
    random = life.random("doses")
    not_today = {days.today} if random.random() < 0.45 or life.someone.name == "Ana" else set()
    not_today |= {days.today - back for back in DOSES_NOT_TAKEN.get(life.someone.today, ())}
    if life.someone.medicine == NALTREXONE:
        for n in range(11, days.last + 1, 28):
            life.later(life.centre.local(days.on(n), 10.6), life.give)
        return
    until = min(days.last, life.someone.daily_until)
    for n in range(1, until + 1):
        at = life.centre.local(days.on(n), 7.6 + 1.8 * random.random())
        slips = random.random() < 0.02 and days.today - n > 9 and days.level(n) not in (DETOX, HOUSE)
        if n not in not_today:
            life.later(at, _give_daily, life, random.choice(NOT_GIVEN) if slips else None)
    if until == life.someone.daily_until and until < days.last:
        own_doctor = "The family doctor prescribes it now."
        life.later(life.centre.local(days.on(until + 1), 12.4), life.stop_order, own_doctor)


def _give_daily(at: datetime, life: Life, not_given: tuple[str, str] | None) -> None:
    # Before the start there is nothing to give, and doses ordered once are given by the start itself.
    if life.order_id and life.times == "daily":
        if not_given:
            life.give_nothing(at, *not_given)
        else:
            life.give(at)
