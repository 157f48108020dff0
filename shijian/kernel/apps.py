"""The kernel as a Django app."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Mechanisms that every other app uses."""

    name = "shijian.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the jobs of the kernel and keep the calendar seeded."""
        from shijian.kernel import calendar_data, jobs

        calendar_data.connect(self)

        jobs.register("audit.seal", "shijian.kernel.audit.seal", minutes=1)
