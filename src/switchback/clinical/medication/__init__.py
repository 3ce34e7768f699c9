"""Orders and doses: what must never be saved, and what asks the prescriber for a reason."""

from .doses import DoseForbidden, check_dose
from .orders import DRUGS, OrderCheck, OrderForbidden, check_order

__all__ = ["DRUGS", "DoseForbidden", "OrderCheck", "OrderForbidden", "check_dose", "check_order"]
