"""The queries of `activities`."""
