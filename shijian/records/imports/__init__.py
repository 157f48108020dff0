"""Reading tables of older hours and judging their rows: nothing here saves."""
