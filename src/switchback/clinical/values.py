"""The plain values every rule is built from: a reason, a content file, a site setting, a clinic's day."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

HERE = Path(__file__).parent
STATUSES = ("verified", "secondary", "unverified")
REQUIRED = ("id", "version", "title", "source", "status")
# The C parser reads these files about ten times faster; some builds of the library lack it.
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Seen = str | int | float | None


class ContentError(Exception):
    """A content file is missing, unreadable, or does not say its source, status or version."""


class SettingError(ValueError):
    """A site setting is unknown to the protocol, or outside what its sources allow."""

    def __init__(self, name: str, value: object, allowed: object) -> None:
        super().__init__(f"setting {name}: {value!r} is not allowed (allowed: {allowed})")
        self.name, self.value, self.allowed = name, value, allowed


@dataclass(frozen=True, slots=True, init=False)
class Reason:
    """Why a rule answered as it did: a key that a face turns into words, and what the rule saw."""

    key: str
    seen: tuple[tuple[str, Seen], ...]

    def __init__(self, key: str, saw: Mapping[str, Seen] | None = None) -> None:
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "seen", tuple((saw or {}).items()))

    @property
    def saw(self) -> dict[str, Seen]:
        return dict(self.seen)

    def to_json(self) -> dict[str, Any]:
        return {"key": self.key, "saw": self.saw}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Reason":
        return cls(stored["key"], stored.get("saw"))

    def __repr__(self) -> str:
        return f"Reason({self.key!r}, {self.saw!r})"


@dataclass(frozen=True)
class Content:
    """One governed content file, as a site's medical director would sign it: by id, version and hash."""

    id: str
    version: int
    title: str
    source: dict[str, Any]
    status: str
    body: dict[str, Any]
    hash: str
    document: dict[str, Any] = field(repr=False, compare=False, default_factory=dict)

    def __hash__(self) -> int:
        return hash(self.hash)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Content":
        """Check what every content file must say, and take its fingerprint."""
        plain = _plain(document)
        name = plain.get("id", "content without an id")
        for part in REQUIRED:
            if not plain.get(part):
                raise ContentError(f"{name}: {part} is missing")
        _check_said(name, plain)
        body = {part: value for part, value in plain.items() if part not in REQUIRED}
        return cls(
            **{part: plain[part] for part in REQUIRED}, body=body, hash=fingerprint(plain), document=plain
        )


def _check_said(name: str, plain: Mapping[str, Any]) -> None:
    if type(plain["version"]) is not int or plain["version"] < 1:
        raise ContentError(f"{name}: version must be a whole number from 1")
    if plain["status"] not in STATUSES:
        raise ContentError(f"{name}: status must be one of {', '.join(STATUSES)}")
    if not isinstance(plain["source"], dict) or not plain["source"].get("title"):
        raise ContentError(f"{name}: source needs a title")
    for setting, said in plain.get("settings", {}).items():
        for part in ("value", "source", "status"):
            if said.get(part) in (None, ""):
                raise ContentError(f"{name}: setting {setting} does not say its {part}")
        if said["status"] not in STATUSES:
            raise ContentError(f"{name}: setting {setting} has the unknown status {said['status']!r}")


def _plain(value: Any) -> Any:
    """What JSON can hold, so that a file and its copy read back from the database have one fingerprint."""
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def fingerprint(document: Mapping[str, Any]) -> str:
    """sha256 of the canonical JSON: keys sorted, no spaces, text as it is written."""
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


@cache
def load_content(topic: str, name: str) -> Content:
    """Read `clinical/<topic>/<name>.yaml` once. The result is shared: read it, do not change it."""
    if not re.fullmatch(r"[a-z]+", topic) or not re.fullmatch(r"[a-z0-9_.]+", name):
        raise ContentError(f"{topic}/{name}: no such content")
    path = HERE / topic / f"{name}.yaml"
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader)  # noqa: S506 -- both loaders are the safe ones
    except FileNotFoundError:
        raise ContentError(f"{topic}/{name}: no such content") from None
    except (yaml.YAMLError, UnicodeDecodeError) as unreadable:
        raise ContentError(f"{topic}/{name}: cannot be read: {unreadable}") from unreadable
    if not isinstance(document, dict):
        raise ContentError(f"{topic}/{name}: holds no content")
    return Content.from_document(document)


def in_force(content: Content, settings: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The numbers a site works with: the file's defaults, with the site's own settings laid over them."""
    offered = content.body["settings"]
    numbers = {name: said["value"] for name, said in offered.items()}
    for name, value in (settings or {}).items():
        if name not in offered:
            raise SettingError(name, value, "no such setting")
        allowed = offered[name].get("allowed")
        if type(value) is bool or not isinstance(value, int | float):
            raise SettingError(name, value, allowed)
        if allowed and not allowed[0] <= value <= allowed[1]:
            raise SettingError(name, value, allowed)
        numbers[name] = value
    return numbers


def check_aware(**times: datetime | None) -> None:
    """A time without a zone cannot be compared with one that has it; say which one it is."""
    for name, at in times.items():
        if at is not None and at.utcoffset() is None:
            raise ValueError(f"{name} has no time zone")


def local_day(at: datetime, zone: str | ZoneInfo) -> date:
    """The calendar day at the clinic: "once a day" means a day where the person lives."""
    check_aware(at=at)
    return at.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone).date()
