"""`init`: lay out a county, a city, a province or the nation from the table of area codes."""

from __future__ import annotations

import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from shijian.kernel.actor import SYSTEM, Channel
from shijian.kernel.errors import ShijianError
from shijian.units import operations as units
from shijian.units.schemes import schemes

MANY = 20


class Command(BaseCommand):
    """Migrate when needed, lay out, say how much was made in how many seconds."""

    help = "Lays out the units of an area: centre, a hub for each town, a station for each village."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the area, the name of the topmost unit and the words of the levels."""
        parser.add_argument(
            "--area", required=True, help="area code of 2, 4 or 6 digits (or 12 with zeros), or: all"
        )
        parser.add_argument(
            "--name", help="name of the topmost unit; by default the place with the usual wording"
        )
        parser.add_argument("--scheme", help="words of the levels: " + ", ".join(schemes()))

    def handle(self, *args: Any, **options: Any) -> None:
        """Run; a refusal ends with its reason and exit status 1."""
        began = time.perf_counter()
        self._migrate()
        try:
            counts = units.lay_out_county(
                options["area"],
                name=options["name"],
                scheme=options["scheme"],
                actor=SYSTEM.via(Channel.COMMAND),
                progress=self._tell,
            )
        except ShijianError as error:
            raise CommandError(" ".join(map(str, error.fields.values())) or str(error)) from error
        self._report(counts, time.perf_counter() - began)

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)

    def _tell(self, done: int, total: int) -> None:
        if total >= MANY and (done == total or done % (total // MANY) == 0):
            self.stderr.write(_("%(done)s of %(total)s counties") % {"done": done, "total": total})

    def _report(self, counts: units.Counts, seconds: float) -> None:
        lines = [
            (_("Overseeing offices"), counts.oversights),
            (_("Centres"), counts.centres),
            (_("Hubs"), counts.hubs),
            (_("Stations"), counts.stations),
            (_("Offices"), counts.offices),
        ]
        for label, number in lines:
            self.stdout.write(f"{label}: {number}")
        self.stdout.write(_("Done in %(seconds)s seconds.") % {"seconds": f"{seconds:.1f}"})
