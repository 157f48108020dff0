"""The views of `activities`."""
