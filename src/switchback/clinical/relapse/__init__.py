"""After a return to use: what to say first, what to do about an overdose, who to call, what still stands."""

from .lines import HelpLine, lines_to_show
from .road import Milestone, Road, Told, days_since_last_use, walk
from .safety import SafetyAdvice, help_lines, overdose_card, safety_advice

__all__ = [
    "HelpLine", "Milestone", "Road", "SafetyAdvice", "Told", "days_since_last_use", "help_lines", "lines_to_show",
    "overdose_card", "safety_advice", "walk",
]  # fmt: skip
