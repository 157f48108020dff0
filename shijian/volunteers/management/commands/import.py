"""`import volunteers FILE --unit CODE --as LOGIN [--dry-run]`: a roll from the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError

from shijian.kernel.actor import Channel
from shijian.kernel.errors import ShijianError
from shijian.people.models import Account
from shijian.people.queries.actors import actor_for
from shijian.units.models import Unit
from shijian.volunteers.imports.enums import CHOICES, Choice, Match, Outcome, RunState
from shijian.volunteers.models import ImportRun
from shijian.volunteers.operations import import_jobs, import_runs


class Command(BaseCommand):
    """Checks the roll, says what is wrong with it, and imports the rest."""

    help = "Imports a roll: shijian import volunteers FILE --unit CODE --as LOGIN [--dry-run]"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what may be given."""
        parser.add_argument("what", choices=["volunteers"])
        parser.add_argument("file", type=Path)
        parser.add_argument("--unit", required=True, help="code or name of the unit")
        parser.add_argument("--as", dest="login", required=True, help="login name of the one who imports")
        parser.add_argument(
            "--duplicates", choices=Choice.values, help="one choice for all kinds of duplicates"
        )
        parser.add_argument(
            "--evidence", default="", help="where the signed forms are; makes adults active at once"
        )
        parser.add_argument("--dry-run", action="store_true", help="only check")

    def handle(self, *args: Any, **options: Any) -> None:
        """Upload, check and import in this process, with a line of progress."""
        try:
            run = self._prepare(options)
            self._report(run)
            if not options["dry_run"]:
                self._import(run, options)
        except ShijianError as error:
            raise CommandError("; ".join([str(error), *map(str, error.fields.values())])) from None

    def _prepare(self, options: dict[str, Any]) -> ImportRun:
        account = (
            Account.objects.select_related("person")
            .filter(login_name=options["login"], is_active=True)
            .first()
        )
        if account is None:
            raise CommandError(f"There is no login {options['login']}.")
        self.actor = actor_for(account.person, channel=Channel.COMMAND)
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        with path.open("rb") as file:
            run = import_runs.upload_roll(
                File(file), name=path.name, unit=_unit(options["unit"]), actor=self.actor
            )
        run = import_runs.choose_columns(run, mapping=run.mapping, actor=self.actor)
        import_jobs.check(run.pk, self._progress("checked"))
        return self._again(run, RunState.CHECKED)

    def _import(self, run: ImportRun, options: dict[str, Any]) -> None:
        choice = options["duplicates"]
        choices = {match.value: choice for match in Match if choice in CHOICES[match]}
        import_runs.start_import(run, choices=choices, evidence=options["evidence"], actor=self.actor)
        while run.state in (RunState.CHECKED, RunState.RUNNING):
            import_jobs.work(run.pk, self._progress("imported"))
            run.refresh_from_db()
        self._again(run, RunState.DONE)
        self.stdout.write(", ".join(f"{name} {number}" for name, number in sorted(run.counts.items())))

    def _report(self, run: ImportRun) -> None:
        for row in run.rows.exclude(outcome=Outcome.DUPLICATE).order_by("number"):
            for problem in row.problems:
                self.stdout.write(f"{problem['cell']}: {problem['text']}")
        duplicates = run.counts.get("duplicate", 0)
        self.stdout.write(f"{run.total} rows, {run.counts.get('wrong', 0)} wrong, {duplicates} duplicates")

    def _progress(self, verb: str) -> Any:
        def show(done: int, total: int) -> None:
            self.stderr.write(f"\r{verb} {done} / {total}", ending="" if done < total else "\n")

        return show

    def _again(self, run: ImportRun, state: RunState) -> ImportRun:
        run.refresh_from_db()
        if run.state != state:
            raise CommandError(run.problem or f"The import stands at: {run.state}")
        return run


def _unit(words: str) -> Unit:
    found = Unit.objects.active().filter(
        codes__code=words, codes__valid_until__isnull=True
    ) or Unit.objects.active().filter(name=words)
    units = list(found.order_by("pk")[:2])
    if len(units) != 1:
        raise CommandError(f"{'Several units are' if units else 'No unit is'} called {words}.")
    return units[0]
