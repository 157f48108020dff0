"""The app `volunteers`."""

from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    """Configuration of `volunteers`."""

    name = "shijian.volunteers"
    label = "volunteers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the actor builder what the register knows."""
        from shijian.people.queries import actors
        from shijian.volunteers.queries.memberships import actor_facts

        actors.CONTRIBUTORS.append(actor_facts)
