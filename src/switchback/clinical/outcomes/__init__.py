"""Published outcomes of opioid treatment, each defined once, over a person's weekly urine word.

`outcomes_of("*---oo-o-o-o+oo")` answers for one person; `evidence.outcome_table` asks the same definitions of a whole
table. Weekly words come from the trials' rules (`weekly_word`) or from anywhere else that uses the same alphabet.
"""

from .definition import Outcome
from .published import COLUMNS, OUTCOMES, Answer, NotYetDue, outcome_of, outcomes_of
from .retention import retained_until, weeks_retained
from .weekly import OPIOIDS, RULE_2023, RULES, USE_PATTERN, CannotCount, Positive, WeekRule, weekly_word
from .weeks import TimeToEvent, Weeks
from .word import ALPHABET, NotAWord, check_word, read_word

__all__ = [
    "ALPHABET", "Answer", "COLUMNS", "CannotCount", "NotAWord", "NotYetDue", "OPIOIDS", "OUTCOMES", "Outcome",
    "Positive", "RULES", "RULE_2023", "TimeToEvent", "USE_PATTERN", "WeekRule", "Weeks", "check_word", "outcome_of",
    "outcomes_of", "read_word", "retained_until", "weekly_word", "weeks_retained",
]  # fmt: skip
