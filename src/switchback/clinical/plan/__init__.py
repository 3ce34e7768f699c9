"""The plan of a person: what it needs before it is agreed, what is wrong with it, what changed."""

from .changes import Change, changes
from .shape import PlanInvalid, check_plan, missing_parts

__all__ = ["Change", "PlanInvalid", "changes", "check_plan", "missing_parts"]
