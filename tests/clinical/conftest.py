"""These tests need no database and no Django; they run alone too, from a checkout that is not installed."""

import sys
from pathlib import Path

SRC = str(Path(__file__).parents[2] / "src")
if SRC not in sys.path:
    sys.path.insert(0, SRC)
