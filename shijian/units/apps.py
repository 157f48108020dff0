"""The app `units`."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    """Configuration of `units`."""

    name = "shijian.units"
    label = "units"
    default_auto_field = "django.db.models.BigAutoField"
