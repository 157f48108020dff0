"""The app `records`."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Service minutes with their evidence."""

    name = "shijian.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Define the policies."""
        from shijian.records import policies  # noqa: F401
