"""A synthetic centre: invented people whose histories are written by the same operations the pages call.

cast (who) → road (what happens to them, by level of care) → life (one person's operations in order of time) → centre.
A state that no operation can reach is therefore not in it. The same seed and hour give the same centre.
"""

from .centre import NAME, AlreadyThere, NotEmpty, build

__all__ = ["NAME", "AlreadyThere", "NotEmpty", "build"]
