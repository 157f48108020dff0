"""A week of an area: its plan is made, changed by hand, and sent as offers."""
