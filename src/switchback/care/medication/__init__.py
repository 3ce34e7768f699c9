"""Orders and doses."""
