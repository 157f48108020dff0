"""The app `api`."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Configuration of `api`."""

    name = "shijian.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the job that forgets old replies."""
        from shijian.kernel import jobs

        jobs.register("api.forget", "shijian.api.idempotency.forget", minutes=60)
