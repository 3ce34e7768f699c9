"""How many examples a property is tried on: few, so that these tests stay quick; `EXAMPLES=2000` for a long look."""

import os

from hypothesis import settings

few = settings(max_examples=int(os.environ.get("EXAMPLES", "8")), deadline=None, database=None)
