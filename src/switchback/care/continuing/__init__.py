"""Life after: the daily check-in."""
