"""`verify audit`, each ledger that an app enters, and `verify certificate FILE`: name what does not fit."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from shijian.kernel import attestations
from shijian.kernel.attestations import Attestation
from shijian.kernel.audit import verification
from shijian.kernel.models import AuditEntry, AuditRoot, AuditSeal
from shijian.kernel.verifying import BEGINNERS, VERIFIERS

MOST_BYTES = 64 * 1024 * 1024


class Command(BaseCommand):
    """Exit code 1 when a row was changed, removed, swapped or put in, or when a paper does not hold."""

    help = "Checks that the audit trail or a ledger was not tampered with, or that a certificate is genuine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what is to be verified."""
        parser.add_argument("what", choices=["audit", *VERIFIERS, "certificate"])
        parser.add_argument("file", type=Path, nargs="?", help="the PDF of a certificate")
        parser.add_argument(
            "--begin", action="store_true", help="first seal the rows that are older than the digests"
        )
        parser.add_argument("--roots", type=Path, help="a file with roots that somebody kept outside")

    def handle(
        self,
        *args: Any,
        what: str,
        file: Path | None = None,
        roots: Path | None = None,
        begin: bool = False,
        **options: Any,
    ) -> None:
        """Print each problem, or what was verified."""
        if begin:
            self._begin(what)
        if what == "audit":
            self._ledger(verification.problems(_text(roots)), _audit_summary)
        elif what in VERIFIERS:
            self._ledger(*VERIFIERS[what]())
        elif file is None:
            raise CommandError(_("Say which file: verify certificate FILE."))
        else:
            self._certificates(file)

    def _begin(self, what: str) -> None:
        if what not in BEGINNERS:
            raise CommandError(_("Nothing of it is older than what is verified."))
        self.stdout.write(BEGINNERS[what]())

    def _ledger(self, problems: Iterator[str], summary: Callable[[], str]) -> None:
        found = 0
        for found, problem in enumerate(problems, start=1):  # noqa: B007 - the exit code
            self.stderr.write(problem)
        if found:
            raise SystemExit(1)
        self.stdout.write(summary())

    def _certificates(self, file: Path) -> None:
        found = _attestations(file)
        problems = [(each, _problem(each)) for each in found]
        for each, problem in problems:
            number = str(each.facts.get("number", ""))
            if problem:
                self.stderr.write(f"{number}: {problem}")
            else:
                self.stdout.write(_("%(number)s: genuine and in force.") % {"number": number})
        if any(problem for _each, problem in problems):
            raise SystemExit(1)


def _audit_summary() -> str:
    sealed, waiting = AuditSeal.objects.count(), AuditEntry.objects.filter(seal__isnull=True).count()
    words = _("Audit trail: %(sealed)d entries verified, %(waiting)d not sealed yet, %(roots)d roots.")
    return words % {"sealed": sealed, "waiting": waiting, "roots": AuditRoot.objects.count()}


def _problem(each: Attestation) -> str:
    if not each.holds:
        return _("The signature does not fit: this paper was changed, or another installation made it.")
    return attestations.standing(each.facts)


def _attestations(file: Path) -> list[Attestation]:
    try:
        with file.open("rb") as content:
            found = attestations.found_in(content.read(MOST_BYTES))
    except OSError as error:
        raise CommandError(_("%(file)s cannot be read: %(error)s") % {"file": file, "error": error}) from None
    except attestations.Unreadable:
        raise CommandError(_("The signed part of %(file)s is damaged.") % {"file": file}) from None
    if not found:
        raise CommandError(_("%(file)s holds no signed certificate.") % {"file": file})
    return found


def _text(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        return path.read_text() or " "
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(
            _("%(file)s cannot be read: %(error)s") % {"file": path, "error": error}
        ) from error
