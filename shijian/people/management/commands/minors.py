"""`shijian minors YEAR`: the yearly audit of minors' data, printed, and closed with --close."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM
from shijian.kernel.errors import ShijianError
from shijian.people.operations.minors import audits as operations
from shijian.people.queries.minors import audits


class Command(BaseCommand):
    """Print the figures of a year; what is closed is printed as it was closed."""

    help = "Prints the yearly audit of minors' data (counts under 5 hidden); --close keeps it for good."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The year; without it the last one."""
        parser.add_argument("year", type=int, nargs="?", default=clock.today().year - 1)
        parser.add_argument("--close", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print, and close when asked to."""
        year = options["year"]
        if not audits.is_year(year):
            raise CommandError(f"{year} cannot be audited")
        if options["close"]:
            try:
                operations.close_audit(year, actor=SYSTEM)
            except ShijianError as error:
                raise CommandError(str(error)) from None
        closed = audits.closed(year)
        found = closed.figures if closed else audits.figures(year)
        for head, lines in audits.rows(found):
            self.stdout.write(f"{head}")
            for label, value in lines:
                self.stdout.write(f"  {label}: {value}")
        self.stdout.write(f"sha256 {closed.sha256}" if closed else "not closed")
