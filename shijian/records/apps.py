"""The app `records`."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Configuration of `records`."""

    name = "shijian.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
