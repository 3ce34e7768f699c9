"""Who needs someone, how soon, and why. Plain rules now; a model may come later behind the same function."""

from .facts import Facts
from .rules import REASON_KEYS, Standing, overdose_risk_window, reasons

__all__ = ["REASON_KEYS", "Facts", "Standing", "overdose_risk_window", "reasons"]
