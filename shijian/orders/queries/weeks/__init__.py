"""A week of an area as the optimiser takes it: orders, volunteers, what is lawful, and what a plan says of them."""
