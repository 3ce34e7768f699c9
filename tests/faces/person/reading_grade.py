"""Reading grade by textstat 0.7.4 (newer ones download word lists)."""

import sys
from types import ModuleType


def reading_grade(text: str) -> float:
    """Flesch-Kincaid grade."""
    # textstat imports pkg_resources, which setuptools no longer ships, for word lists of formulas we do not use.
    sys.modules.setdefault("pkg_resources", ModuleType("pkg_resources"))
    import textstat

    return float(textstat.flesch_kincaid_grade(text))
