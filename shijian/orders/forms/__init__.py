"""The forms of `orders`."""
