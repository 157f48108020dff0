"""The app `web`."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Configuration of `web`."""

    name = "shijian.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hang pictures and the map on pages of units and teams, have removed pictures forgotten."""
        from shijian.kernel import deeds, jobs, support, worklist
        from shijian.units.queries import PANELS
        from shijian.volunteers.queries.teams import TEAM_PANELS
        from shijian.web import audit_words, helpline, panels, waiting

        PANELS.extend([panels.map_panel, panels.unit_picture])
        TEAM_PANELS.append(panels.team_picture)
        deeds.WORDS.update(audit_words.DEEDS)
        support.register(helpline.contact_of)
        worklist.SOURCES.append(waiting.backup())
        jobs.register("web.pictures", "shijian.web.operations.sweep", minutes=1440)
