"""Real histories: the data files of the R packages public.ctn0094data and public.ctn0094extra, brought in as people.

reading → one mapping per subject (stays, medicine, urine, use, withdrawal, visits, baseline) → writing → report.
Every row of every table ends in exactly one place of the report: used, or left out with the reason.

Days in the source count from each person's consent and carry no date. Consent is set at noon UTC of 1 January 2000
for everybody (`participant.CONSENT`): an invented, neutral date that keeps every interval and says nothing about the
calendar. Hours are unknown; everything happens at noon.
"""

from .reading import CannotRead, read
from .report import Report
from .writing import bring_in

__all__ = ["CannotRead", "Report", "bring_in", "read"]
