"""The views of `orders`."""
