"""`verify audit`: walk the chain of the audit trail and name what does not fit."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from shijian.kernel import audit
from shijian.kernel.models import AuditEntry, AuditSeal


class Command(BaseCommand):
    """Exit code 1 when a row was changed, removed or swapped."""

    help = "Checks that the audit trail was not tampered with."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what is to be verified."""
        parser.add_argument("what", choices=["audit"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each problem, or how much was verified."""
        found = 0
        for found, problem in enumerate(audit.problems(), start=1):  # noqa: B007 - counted for the exit code
            self.stderr.write(problem)
        if found:
            raise SystemExit(1)
        sealed, waiting = AuditSeal.objects.count(), AuditEntry.objects.filter(seal__isnull=True).count()
        words = _("Audit trail: %(sealed)d entries verified, %(waiting)d not sealed yet.")
        self.stdout.write(words % {"sealed": sealed, "waiting": waiting})
