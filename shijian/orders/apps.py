"""The app `orders`."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Configuration of `orders`."""

    name = "shijian.orders"
    label = "orders"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Define the policies; follow persons who are merged; have the deadlines watched."""
        from shijian.kernel import jobs
        from shijian.orders import policies, service_policies  # noqa: F401
        from shijian.orders.operations.merging import merge_orders
        from shijian.people import operations as people

        people.MERGERS.append(merge_orders)
        jobs.register("orders.deadlines", "shijian.orders.operations.deadlines.sweep", minutes=1)
