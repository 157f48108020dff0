"""`retention`: take away the personal data whose term is over, or only say what would be."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from shijian.kernel.actor import SYSTEM, Channel
from shijian.kernel.retention import run


class Command(BaseCommand):
    """Prints counts by rule, never names. It may be stopped and started again at any time."""

    help = "Takes away the personal data whose term is over; --dry-run says what would go."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to write, and how much at once."""
        parser.add_argument("--dry-run", action="store_true", help="only print what would be done")
        parser.add_argument("--batch", type=int, default=run.BATCH, help="rows in one transaction")

    def handle(self, *args: Any, dry_run: bool, batch: int, **options: Any) -> None:
        """Print a line for each rule, or for each batch as it is done."""
        if dry_run:
            self._print(run.survey())
            self.stdout.write(_("Nothing was changed."))
            return
        self._print(run.carry_out(actor=SYSTEM.via(Channel.COMMAND), batch=max(1, batch)))
        self.stdout.write(_("What was due is done."))

    def _print(self, outcomes: Any) -> None:
        line = _("%(rule)s: %(due)d due, %(done)d go, %(held)d are left alone.")
        for each in outcomes:
            facts = {"rule": each.rule.key, "due": each.due, "done": each.done, "held": each.held}
            self.stdout.write(line % facts)
