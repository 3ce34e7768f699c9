"""Dates as people say them, in the zone of the site where they are."""

from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo

Zone = str | tzinfo
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip


def zone_of(zone: Zone) -> tzinfo:
    return ZoneInfo(zone) if isinstance(zone, str) else zone


def local(at: datetime, zone: Zone) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a time without a zone says nothing about when")
    return at.astimezone(zone_of(zone))


def _on(value: datetime | date, zone: Zone) -> date:
    return local(value, zone).date() if isinstance(value, datetime) else value


def day(value: datetime | date | None, zone: Zone = "UTC") -> str:
    """3 March 2025"""
    if value is None:
        return "—"
    on = _on(value, zone)
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def short_day(value: datetime | date | None, zone: Zone = "UTC") -> str:
    """Mon 3 Mar"""
    if value is None:
        return "—"
    on = _on(value, zone)
    return f"{WEEKDAYS[on.weekday()][:3]} {on.day} {MONTHS[on.month - 1][:3]}"


def clock_time(at: datetime | None, zone: Zone = "UTC") -> str:
    """9:05 am"""
    if at is None:
        return "—"
    here = local(at, zone)
    return f"{here.hour % 12 or 12}:{here.minute:02} {'am' if here.hour < 12 else 'pm'}"


def day_and_time(at: datetime | None, zone: Zone = "UTC") -> str:
    """Mon 3 Mar 2025, 9:05 am"""
    if at is None:
        return "—"
    here = local(at, zone)
    half = "am" if here.hour < 12 else "pm"
    return (
        f"{WEEKDAYS[here.weekday()][:3]} {here.day} {MONTHS[here.month - 1][:3]} {here.year}, "
        f"{here.hour % 12 or 12}:{here.minute:02} {half}"
    )


def ago(value: datetime | date, now: datetime, zone: Zone = "UTC") -> str:
    """How long ago in whole local days: today, yesterday, 4 days ago, 3 weeks ago; ahead: tomorrow, in 4 days."""
    days = (_on(now, zone) - _on(value, zone)).days
    if days in (0, 1, -1):
        return {0: "today", 1: "yesterday", -1: "tomorrow"}[days]
    said = _span(abs(days))
    return f"{said} ago" if days > 0 else f"in {said}"


def _span(days: int) -> str:
    if days < 21:
        return f"{days} days"
    if days < 61:
        return f"{days // 7} weeks"
    if days < 730:
        return f"{days // 30} months"
    return f"{days // 365} years"
