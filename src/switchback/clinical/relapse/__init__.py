"""After a return to use: what to say first, what to do about an overdose, who to call."""

from .safety import SafetyAdvice, help_lines, overdose_card, safety_advice

__all__ = ["SafetyAdvice", "help_lines", "overdose_card", "safety_advice"]
