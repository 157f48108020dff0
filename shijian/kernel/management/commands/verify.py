"""`verify audit`, and each ledger that an app enters: walk it and name what does not fit."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from shijian.kernel.audit import verification
from shijian.kernel.models import AuditEntry, AuditRoot, AuditSeal
from shijian.kernel.verifying import VERIFIERS


class Command(BaseCommand):
    """Exit code 1 when a row was changed, removed, swapped or put in."""

    help = "Checks that the audit trail, or a ledger, was not tampered with."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what is to be verified."""
        parser.add_argument("what", choices=["audit", *VERIFIERS])
        parser.add_argument("--roots", type=Path, help="a file with roots that somebody kept outside")

    def handle(self, *args: Any, what: str, roots: Path | None, **options: Any) -> None:
        """Print each problem, or how much was verified."""
        if what == "audit":
            problems, summary = verification.problems(_text(roots)), _audit_summary
        else:
            problems, summary = VERIFIERS[what]()
        found = 0
        for found, problem in enumerate(problems, start=1):  # noqa: B007 - the exit code
            self.stderr.write(problem)
        if found:
            raise SystemExit(1)
        self.stdout.write(summary())


def _audit_summary() -> str:
    sealed, waiting = AuditSeal.objects.count(), AuditEntry.objects.filter(seal__isnull=True).count()
    words = _("Audit trail: %(sealed)d entries verified, %(waiting)d not sealed yet, %(roots)d roots.")
    return words % {"sealed": sealed, "waiting": waiting, "roots": AuditRoot.objects.count()}


def _text(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        return path.read_text() or " "
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(
            _("%(file)s cannot be read: %(error)s") % {"file": path, "error": error}
        ) from error
