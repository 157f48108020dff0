"""`worker`: run the background jobs until told to stop."""

from typing import Any

from django.core.management.base import BaseCommand

from shijian.kernel import jobs


class Command(BaseCommand):
    """Bring the schedules up to date, then work; SIGTERM and SIGINT let the running jobs finish first."""

    help = "Runs the background jobs."

    def handle(self, *args: Any, **options: Any) -> None:
        """Start the cluster and wait for its end."""
        from django_q.cluster import Cluster

        jobs.ensure_schedules()
        cluster = Cluster()
        cluster.start()
        self.stdout.write("Worker is running.")
        if cluster.sentinel is not None:
            cluster.sentinel.join()
