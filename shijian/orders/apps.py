"""The app `orders`."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Configuration of `orders`."""

    name = "shijian.orders"
    label = "orders"
    default_auto_field = "django.db.models.BigAutoField"
