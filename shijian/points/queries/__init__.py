"""The reads of `points`."""
