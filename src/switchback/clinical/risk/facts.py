"""What the risk rules look at, gathered from records and events; kept, so that an answer can be replayed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from switchback.clinical.values import check_aware


@dataclass(frozen=True, slots=True)
class Facts:
    """One person, as known at one moment. None means not known or never; it is not zero.

    `urges`: (when, 0 to 4) from check-ins, newest last. `lapses`: when each was told to us.
    `check_ins_expected_since`: where silence is counted from before the first check-in.
    `doses_missed`: service days without their dose; the team has dealt with those up to `doses_seen_to`.
    `left_setting`: the level of care left at `left_setting_at` and not entered again since.
    `not_scored`: names of what could not be worked out.
    """

    expects_check_ins: bool = False
    episode_open: bool = True
    last_check_in_at: datetime | None = None
    check_in_every_days: int = 1
    urges: tuple[tuple[datetime, int], ...] = ()
    lapses: tuple[datetime, ...] = ()
    lapse_reviewed_at: datetime | None = None
    lapse_acknowledged_at: datetime | None = None
    doses_missed: tuple[date, ...] = ()
    doses_seen_to: date | None = None
    left_setting_at: datetime | None = None
    left_setting: str | None = None
    phq9_item9: int | None = None
    phq9_at: datetime | None = None
    cows_score: int | None = None
    cows_at: datetime | None = None
    not_scored: tuple[str, ...] = ()
    check_ins_expected_since: datetime | None = None

    def __post_init__(self) -> None:
        if self.check_in_every_days < 1:
            raise ValueError("check_in_every_days starts at 1")
        check_aware(**{name: getattr(self, name) for name in TIMES})
        for told_at in self.lapses:
            check_aware(lapses=told_at)
        if any(
            told_at.utcoffset() is None for told_at, _ in self.urges
        ):  # checked for every row of a worklist
            check_aware(urges=next(told_at for told_at, _ in self.urges if told_at.utcoffset() is None))

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column."""
        stored: dict[str, Any] = {name: getattr(self, name) for name in PLAIN}
        stored |= {name: _iso(getattr(self, name)) for name in (*TIMES, "doses_seen_to")}
        stored["urges"] = [[at.isoformat(), level] for at, level in self.urges]
        stored["lapses"] = [at.isoformat() for at in self.lapses]
        stored["doses_missed"] = [day.isoformat() for day in self.doses_missed]
        stored["not_scored"] = list(self.not_scored)
        return stored

    @classmethod
    def from_json(cls, stored: Mapping[str, Any] | str) -> "Facts":
        """The facts as they were. A part added later than they were stored takes its default."""
        said: dict[str, Any] = dict(json.loads(stored) if isinstance(stored, str) else stored)
        for name in TIMES:
            if said.get(name) is not None:
                said[name] = datetime.fromisoformat(said[name])
        if said.get("doses_seen_to") is not None:
            said["doses_seen_to"] = date.fromisoformat(said["doses_seen_to"])
        said["urges"] = tuple((datetime.fromisoformat(at), level) for at, level in said.get("urges", ()))
        said["lapses"] = tuple(map(datetime.fromisoformat, said.get("lapses", ())))
        said["doses_missed"] = tuple(map(date.fromisoformat, said.get("doses_missed", ())))
        said["not_scored"] = tuple(said.get("not_scored", ()))
        return cls(**said)


TIMES = (
    "last_check_in_at",
    "lapse_reviewed_at",
    "lapse_acknowledged_at",
    "left_setting_at",
    "phq9_at",
    "cows_at",
    "check_ins_expected_since",
)
PLAIN = (
    "expects_check_ins",
    "episode_open",
    "check_in_every_days",
    "left_setting",
    "phq9_item9",
    "cows_score",
)


def _iso(at: date | None) -> str | None:
    return None if at is None else at.isoformat()
