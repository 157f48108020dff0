"""The dispatch optimiser: plain Python on arrays. It imports nothing of ours and knows no Django."""
