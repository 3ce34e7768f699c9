"""After a return to use: what to say first, what to do about an overdose, who to call, what still stands."""

from .road import Milestone, Road, Told, days_since_last_use, walk
from .safety import SafetyAdvice, help_lines, overdose_card, safety_advice

__all__ = [
    "Milestone", "Road", "SafetyAdvice", "Told", "days_since_last_use", "help_lines", "overdose_card", "safety_advice",
    "walk",
]  # fmt: skip
