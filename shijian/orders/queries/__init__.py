"""The queries of `orders`."""
