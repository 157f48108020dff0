"""The operations of `activities`."""
