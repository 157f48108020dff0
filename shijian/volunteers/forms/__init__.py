"""Input of the register and of teams; forms never save."""
