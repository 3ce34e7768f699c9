"""Anything measured: answered instruments, measurements, urine tests, days of use."""
