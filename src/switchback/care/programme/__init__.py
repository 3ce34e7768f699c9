"""Visits: booked, attended, missed."""
