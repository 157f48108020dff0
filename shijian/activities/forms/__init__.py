"""The forms of `activities`."""
