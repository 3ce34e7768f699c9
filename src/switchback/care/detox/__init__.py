"""Medically supervised withdrawal: COWS and the suggestion that follows from it."""
