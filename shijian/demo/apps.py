"""The app `demo`."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Configuration of `demo`."""

    name = "shijian.demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"
