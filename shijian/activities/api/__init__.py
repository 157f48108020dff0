"""The api of `activities`."""
