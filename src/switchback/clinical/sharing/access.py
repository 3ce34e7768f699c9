"""The access table as a rule. What the table does not allow is refused."""

from dataclasses import dataclass
from typing import Literal

from switchback.clinical.values import ContentError, load_content

ROLES: tuple[str, ...] = (
    "front_desk",
    "counsellor",
    "nurse",
    "prescriber",
    "peer_specialist",
    "house_manager",
    "medical_director",
    "administrator",
)
Reach = Literal["site", "care_team"]


@dataclass(frozen=True, slots=True)
class Decision:
    """`because` is a key for the access log: by which rule it was allowed, or which one it did not meet."""

    allowed: bool
    because: str


def _table() -> dict[str, dict[str, str | bool]]:
    actions: dict[str, dict[str, str | bool]] = load_content("sharing", "access").body["actions"]
    for action, row in actions.items():
        for who, reached in row.items():
            if who == "self" and type(reached) is bool:
                continue
            if who not in ROLES or reached not in ("site", "care_team"):
                raise ContentError(f"access: {action}: {who}: {reached!r} is not a rule")
    return actions


_TABLE = _table()
ACTIONS: tuple[str, ...] = tuple(_TABLE)


def reach(action: str, role: str) -> Reach | None:
    """How far a role reaches with an action: everyone at the site, the people it cares for, or no one."""
    reached = _TABLE.get(action, {}).get(role) if role in ROLES else None
    return reached if reached in ("site", "care_team") else None  # type: ignore[return-value]


def may_enter(
    *, action: str, kind: str, role: str, same_site: bool, in_care_team: bool, is_self: bool
) -> Decision:
    """May this actor do this with this person?

    A role with the reach "site" enters for people of its own site, one with "care_team" for the people it
    cares for; a person enters for themselves. Anything the table does not name is refused. The system enters
    always: it is commands and reactions, and the access log holds its name.
    """
    if kind == "system":
        return Decision(True, "system")
    if action not in _TABLE:
        return Decision(False, "unknown_action")
    if kind == "person":
        return _as_person(action, is_self=is_self)
    if kind != "team" or role not in ROLES:
        return Decision(False, "unknown_role")
    reached = reach(action, role)
    if reached == "site":
        return Decision(True, "site") if same_site else Decision(False, "other_site")
    if reached == "care_team":
        return Decision(True, "care_team") if in_care_team else Decision(False, "not_in_care_team")
    return Decision(False, "role_may_not")


def _as_person(action: str, *, is_self: bool) -> Decision:
    if not is_self:
        return Decision(False, "not_self")
    if _TABLE[action].get("self") is not True:
        return Decision(False, "person_may_not")
    return Decision(True, "self")
