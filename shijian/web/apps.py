"""The app `web`."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Configuration of `web`."""

    name = "shijian.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hang the map on the page of a unit."""
        from shijian.units.queries import PANELS
        from shijian.web.panels import map_panel

        PANELS.append(map_panel)
