"""Who may enter: one table, asked by the door for everyone and everything."""

from .access import ACTIONS, ROLES, Decision, may_enter, reach

__all__ = ["ACTIONS", "ROLES", "Decision", "may_enter", "reach"]
