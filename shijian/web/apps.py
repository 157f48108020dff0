"""The app `web`."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Configuration of `web`."""

    name = "shijian.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
