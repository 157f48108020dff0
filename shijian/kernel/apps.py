"""The kernel as a Django app."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Mechanisms that every other app uses."""

    name = "shijian.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the jobs of the kernel and keep the calendar seeded."""
        from shijian.kernel import calendar_data, job_failures, jobs
        from shijian.kernel.audit import retention
        from shijian.kernel.retention import run

        calendar_data.connect(self)
        job_failures.connect()

        jobs.register("audit.seal", "shijian.kernel.audit.seal", minutes=1)
        jobs.register("audit.tallies", "shijian.kernel.audit.tallies.settle", minutes=5)
        jobs.register("audit.roots", "shijian.kernel.audit.roots.make", minutes=60)
        jobs.register("audit.prune", f"{retention.__name__}.prune", minutes=24 * 60)
        jobs.register("retention", run.DAILY, minutes=24 * 60)
        jobs.register("backup.tick", "shijian.kernel.backup.schedule.tick", minutes=10)
