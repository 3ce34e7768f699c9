"""Medically supervised withdrawal: when a first dose of buprenorphine may be suggested."""

from .buprenorphine_start import OPIOIDS, Suggestion, suggest_start

__all__ = ["OPIOIDS", "Suggestion", "suggest_start"]
