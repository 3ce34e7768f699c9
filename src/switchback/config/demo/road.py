"""What happens to someone, by level of care: scheduled ahead, lived by life.py in order of time."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import exp
from random import Random
from typing import Any
from uuid import UUID

from . import this_week, words
from .cast import AFTER, DETOX, HOUSE, IOP, NALTREXONE, OUT, SOBER
from .life import Life
from .medicine import begin_medicine, daily_doses

Write = Callable[[dict[str, Any]], dict[str, Any]]
# Who Pele meets.
PEERS = ("Ana", "Tess", "Maeve", "Marcus", "Freya", "Sunniva", "Asha", "Rory", "Lotte", "Emil", "Silas")
TRAUMA_ITEMS = ("nightmares", "avoidance", "on_guard", "numb", "guilt")
MISSED = ("forgot", "ill", "transport", "work", "family")


class Days:
    """The days of a life, counted from the first; `level(n)` where they are on day n."""

    def __init__(self, life: Life) -> None:
        someone, centre = life.someone, life.centre
        # Who has just come keeps the hour; for all others the centre's front door opens in the morning.
        came = centre.now - timedelta(days=someone.ago)
        if someone.ago >= 5:
            morning = 9.5 + life.random("arrival").random() * 4
            came = centre.local(came.astimezone(centre.zone).date(), morning)
        self.came = came
        self.first = came.astimezone(centre.zone).date()
        self.today = (centre.today() - self.first).days
        self.last = self.today if someone.left is None else self.today - int(someone.left)
        self.starts: list[tuple[int, str]] = []
        start = 0.0
        for level, length in someone.road:
            self.starts.append((int(start), level))
            start += length

    def level(self, n: int) -> str:
        return next(level for start, level in reversed(self.starts) if n >= start)

    def start_of_level(self, n: int) -> int:
        return max(start for start, _ in self.starts if n >= start)

    def on(self, n: int) -> date:
        return self.first + timedelta(days=n)

    def before_lapse(self, life: Life, n: int) -> int | None:
        """Days until the next return to use that was told, when it is near."""
        return next(
            (self.today - ago - n for ago in life.someone.lapses if 0 <= self.today - ago - n <= 5), None
        )


def lay_out(life: Life, enquiry_id: UUID | None) -> None:
    days = Days(life)
    _arrival(life, days, enquiry_id)
    begin_medicine(life, days)
    daily_doses(life, days)
    _moves(life, days)
    _visits(life, days)
    _check_ins(life, days)
    _urine(life, days)
    _instruments(life, days)
    _weights(life, days)
    _plans(life, days)
    _lapses(life, days)
    if happening := this_week.HAPPENING.get(life.someone.today):
        happening(life, days)


def _arrival(life: Life, days: Days, enquiry_id: UUID | None) -> None:
    team = [life.someone.counsellor]
    if life.someone.name in PEERS:
        team.append("pele")
    if life.someone.name == "Ana":
        team += ["noor", "piet"]
    if days.level(0) == SOBER:
        team.append("hale")

    def come(at: datetime) -> None:
        life.come(at, days.level(0), enquiry_id)
        for username in team:
            life.join(username, at + timedelta(minutes=4))
        if days.level(0) == DETOX:
            life.agree_on_check_ins(at, expected=False)

    life.later(days.came, come)


def _moves(life: Life, days: Days) -> None:
    for start, level in days.starts[1:]:
        if start < days.last:
            life.later(life.centre.local(days.on(start), 11.2), _move, life, level)
    if life.someone.left is not None:
        because = life.random("left").choice(("completed", "left_early", "moved_away"))
        life.later(life.centre.local(days.on(days.last), 15), life.leave, because)


def _move(at: datetime, life: Life, level: str) -> None:
    life.move(at, level)
    if level == SOBER:
        life.join("hale", at)
    if level in (HOUSE, IOP, OUT):
        life.agree_on_check_ins(at, expected=True)
    if level == AFTER:
        life.agree_on_check_ins(at, expected=False)


# --- visits ---


def _visits(life: Life, days: Days) -> None:
    for n, hour, what, by in _calendar(life, days):
        due = life.centre.local(days.on(n), hour)
        arrived = life.centre.local(days.on(days.start_of_level(n)), 12)
        booked = max(days.came + timedelta(hours=2), arrived, due - timedelta(days=7, minutes=40))
        life.later(booked, _book, life, what, due, by)


def _calendar(life: Life, days: Days) -> Iterator[tuple[int, float, str, str]]:
    """Day, hour, what and with whom, up to ten days ahead."""
    random = life.random("visits")
    weekday, hour = random.randrange(5), random.choice((9.0, 10.5, 13.0, 14.5, 16.0))
    ahead = 10 if life.someone.left is None else 0
    for n in range(2, days.last + ahead):
        level, on = days.level(n), days.on(n)
        week = on.isocalendar().week
        if level == IOP and on.weekday() == 0:
            yield n, 17.5, "Group", life.someone.counsellor
        if on.weekday() == weekday and _counselling_due(level, n, week):
            yield n, hour, "Counselling", life.someone.counsellor
        if on.weekday() == (weekday + 1) % 5 and week % 4 == 1 and level in (IOP, OUT, SOBER) and n < 150:
            yield n, 11.0, "Medication review", "piet"
        if (
            on.weekday() == (weekday + 2) % 5
            and week % 2
            and n < 130
            and life.someone.name in PEERS
            and level != DETOX
        ):
            yield n, 15.0, "Peer meeting", "pele"
        if on.weekday() == 6 and week % 2 and level == SOBER:
            yield n, 18.0, "House meeting", "hale"


def _counselling_due(level: str, n: int, week: int) -> bool:
    if level in (HOUSE, IOP):
        return True
    if level == OUT:
        return week % (2 if n < 150 else 4) == 0
    return week % 4 == 2 and level in (SOBER, AFTER)


def _book(at: datetime, life: Life, what: str, due: datetime, by: str) -> None:
    random = life.random("kept")
    visit_id = life.book(at, what, due, "desk" if by == "piet" else by)
    if random.random() < 0.07:
        reasons = tuple(random.sample(MISSED, random.choice((1, 1, 1, 2))))
        life.later(due + timedelta(hours=5), life.miss, visit_id, by, reasons)
    else:
        life.later(due, life.attend, visit_id, by)


# --- what the person tells ---


def _check_ins(life: Life, days: Days) -> None:
    random, someone = life.random("check-ins"), life.someone
    evening = random.random() < 0.7
    # Whoever is looked out for has told us something in the last two days, unless this week is about that.
    sure = days.today - random.choice((1, 1, 1, 2))
    silent = this_week.SILENT_DAYS.get(someone.today, 0)
    used_on = {days.today - ago for ago in someone.lapses}
    for n in range(1, days.last + 1):
        told = random.random() < _keenness(life, days, n)
        skipped = n in used_on or days.level(n) == DETOX or days.today - n < silent
        skipped |= someone.name == "Ana" and n == days.today  # hers is left for whoever tries the demo
        if skipped or not (told or (n == sure and days.level(n) != AFTER)):
            continue
        hour = (18.5 if evening else 7.2) + random.random() * 2.5
        at = life.centre.local(days.on(n), hour)
        life.later(at, life.check_in, _answers(life, days, n))


def _keenness(life: Life, days: Days, n: int) -> float:
    if days.level(n) == AFTER:
        return 0.08
    keen = life.someone.keen
    return keen if days.today - n < 45 or life.someone.name == "Ana" else keen * 0.6


def _answers(life: Life, days: Days, n: int) -> dict[str, Any]:
    random = life.random("answers")
    near = days.before_lapse(life, n)
    mean = 0.5 + 2 * exp(-n / 28) + (1.1 if near is not None else 0)
    urge = min(3, max(0, round(random.gauss(mean, 0.7))))
    if days.today - n < 6:
        urge = min(urge, 1)
    if life.someone.today == "has_strong_urges" and days.today - n < 3:
        urge = 4 if days.today - n < 2 else 3
    better = 1 - exp(-n / 50)
    answers: dict[str, Any] = {
        "urge": urge,
        "mood": _level(random.gauss(1.6 + 1.5 * better - (0.8 if near is not None else 0), 0.8)),
        "sleep": _level(random.gauss(1.3 + 1.6 * better, 0.9)),
        "stress": _level(random.gauss(2.6 - 1.2 * better + (0.9 if near is not None else 0), 0.8)),
        "medicine": "yes" if life.someone.medicine != NALTREXONE else "not_on",
        "used": "no",
    }
    if random.random() < 0.15:
        answers.pop(random.choice(("stress", "sleep", "mood")))
    if random.random() < 0.05:
        answers.pop("used")
    return answers


def _level(value: float) -> int:
    return min(4, max(0, round(value)))


# --- measured and asked by the team ---


def _urine(life: Life, days: Days) -> None:
    random = life.random("urine")
    every = {HOUSE: 9, IOP: 9, OUT: 20, SOBER: 20, AFTER: 120, DETOX: 30}
    next_on = 1
    for n in range(1, days.last + 1):
        if n < next_on:
            continue
        next_on = n + every[days.level(n)]
        positive = _found(life, days, n)
        at = life.centre.local(days.on(n), 8.6 + random.random())
        life.later(at, life.test_urine, positive)


def _found(life: Life, days: Days, n: int) -> tuple[str, ...]:
    random = life.random("urine")
    used = "fentanyl" if life.someone.opioid == "fentanyl" else "opioids"
    after = any(0 <= n - (days.today - ago) <= 4 for ago in life.someone.lapses)
    found = set()
    if n < 4 or after or random.random() < 0.45 * exp(-n / 20):
        found.add(used)
    if random.random() < 0.06:
        found.add(random.choice(("cannabis", "cocaine", "benzodiazepines")))
    return tuple(sorted(found))


def _instruments(life: Life, days: Days) -> None:
    random = life.random("instruments")
    start, gate = 0.35 + 0.35 * random.random(), random.random() < 0.55
    rounds = [n for n in (4, 32, 75, 160, 365, 730) if n < days.last]
    for n in rounds:
        share = 0.1 + start * exp(-n / 80)
        at = life.centre.local(days.on(n), 13.2 + random.random())
        life.later(at, life.ask_near, "phq9", round(24 * share), q9=0)
        life.later(at + timedelta(minutes=6), life.ask_near, "gad7", round(21 * share))
        if n == 4:
            life.later(
                at + timedelta(minutes=11), life.ask, "pcptsd5", _trauma(random) if gate else {"gate": "no"}
            )


def _trauma(random: Random) -> dict[str, str]:
    items, yes = random.sample(TRAUMA_ITEMS, len(TRAUMA_ITEMS)), random.randint(1, len(TRAUMA_ITEMS))
    return {"gate": "yes"} | {item: "yes" if place < yes else "no" for place, item in enumerate(items)}


def _weights(life: Life, days: Days) -> None:
    random = life.random("weight")
    kg = random.gauss(71, 11)
    for n in (0, 14, 60, 200, 365, 730):
        if n <= days.last:
            value = Decimal(str(round(kg + 6 * (1 - exp(-n / 60)) + random.gauss(0, 0.6), 1)))
            at = days.came + timedelta(minutes=15) if n == 0 else life.centre.local(days.on(n), 9.4)
            life.later(at, life.weigh, value)


# --- plan, and returns to use ---


def _plans(life: Life, days: Days) -> None:
    first = max(5, days.starts[1][0] + 2 if len(days.starts) > 1 and days.starts[0][1] == DETOX else 5)
    if first + 2 > days.last:
        return
    on = days.on(first)
    body = words.anas_plan(on) if life.someone.name == "Ana" else words.plan(life.random("plan"), on)
    _write_and_agree(life, days, first, lambda before: body)
    again = first + 42
    if again + 2 < days.last and not any(abs(days.today - ago - again) < 15 for ago in life.someone.lapses):
        _write_and_agree(life, days, again, _looked_at_again(life, days.on(again)))


def _write_and_agree(life: Life, days: Days, n: int, write: Write) -> None:
    life.later(life.centre.local(days.on(n), 14.1), life.write_plan, write)
    life.later(life.centre.local(days.on(n + 1), 10.1), life.agree)
    life.later(life.centre.local(days.on(n + 1), 19.4), life.agree, by_themselves=True)


def _looked_at_again(life: Life, on: date, learned: str = "") -> Write:
    return lambda before: words.another_look(before, life.random("plan"), on, learned=learned)


def _lapses(life: Life, days: Days) -> None:
    random = life.random("lapses")
    for ago in life.someone.lapses:
        n = days.today - ago
        at = life.centre.local(days.on(n), 20.3 + random.random())
        life.later(at, _tell, life, days, n, private=life.someone.name == "Viola" and ago > 500)


def _tell(at: datetime, life: Life, days: Days, n: int, *, private: bool) -> None:
    random, local = life.random("lapses"), life.centre.local
    said, alone = random.choice(words.LEARNED), random.random() < 0.5
    reported = life.tell_of_use(
        at, alone=alone, wants_call=alone, tell_team=not private, words=random.choice(words.TOLD)
    )
    if not private:
        life.later(local(days.on(n + 1), 9.3), life.acknowledge, reported.lapse_id)
    by = life.themselves if private else life.counsellor
    life.later(local(days.on(n + 3), 13.6), life.look_back, reported.lapse_id, said, by=by)
    _write_and_agree(life, days, n + 3, _looked_at_again(life, days.on(n + 3), learned=said[2]))
