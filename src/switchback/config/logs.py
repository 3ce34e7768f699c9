"""Log lines hold ids and where in the code something broke: never a name, an answer or a note."""

import logging
import traceback
from types import TracebackType

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class IdsOnly(logging.Formatter):
    """Says the kind of every exception and where it was raised, not its message: that can quote a row or a form."""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler may have kept its own, fuller version here
        shown = super().format(record)
        record.exc_text = None
        return shown

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 -- the name is logging's
        parts: list[str] = []
        error, seen = ei[1], set()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            where = "".join(traceback.format_tb(error.__traceback__))
            parts.insert(0, f"{where}{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(parts)
