"""Questionnaires and rating scales: their items, their only legal answers, and how they are scored."""

from .instrument import Instrument, Item, Option, available, load
from .scoring import IllegalAnswer, Scored, UnansweredItem, is_asked, read_answers, score

__all__ = [
    "IllegalAnswer",
    "Instrument",
    "Item",
    "Option",
    "Scored",
    "UnansweredItem",
    "available",
    "is_asked",
    "load",
    "read_answers",
    "score",
]
