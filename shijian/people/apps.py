"""The app `people`."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Configuration of `people`."""

    name = "shijian.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
