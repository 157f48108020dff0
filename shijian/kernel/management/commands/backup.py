"""`backup`: save everything, sealed, while the installation is running."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat as file_size
from django.utils.translation import gettext as _

from shijian.kernel.backup import passphrases, place, run, sets
from shijian.kernel.backup.errors import BackupError
from shijian.kernel.backup.seal import new_recipient


class Command(BaseCommand):
    """Passphrases are typed, or come from the environment or a file; never from the command line."""

    help = "Saves database, uploads and keys, sealed; `setup` first chooses the two passphrases."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to do and where to."""
        actions = ["run", "setup", "check", "list"]
        parser.add_argument("action", nargs="?", default="run", choices=actions)
        parser.add_argument("--to", default="", help="folder of the backups (SHIJIAN_BACKUP_TO)")
        parser.add_argument(
            "--keys-to", default="", help="folder of the keys, elsewhere (SHIJIAN_BACKUP_KEYS_TO)"
        )
        parser.add_argument("--scheduled", action="store_true", help="started by the worker")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say in words why not."""
        try:
            getattr(self, f"_{options['action']}")(options)
        except BackupError as error:
            raise CommandError(str(error)) from None

    def _run(self, options: dict[str, Any]) -> None:
        made = run.run(options["to"], options["keys_to"], self._say, scheduled=options["scheduled"])
        words = _("Backup %(name)s: %(rows)d rows, %(uploads)d uploads, %(size)s written.")
        facts = {"name": made.backup.folder.name, "rows": made.rows, "uploads": made.uploads}
        self._say(words % (facts | {"size": file_size(made.written)}))

    def _setup(self, options: dict[str, Any]) -> None:
        data = passphrases.chosen(passphrases.DATA, _("Passphrase of the data: "))
        keys = passphrases.chosen(passphrases.KEYS, _("Passphrase of the keys: "))
        if data == keys:
            raise BackupError(_("Data and keys need two different passphrases."))
        place.remember(place.DATA, new_recipient(data))
        place.remember(place.KEYS, new_recipient(keys))
        self._say(_("Set up. Without these two passphrases nobody can restore: keep them on paper, apart."))

    def _check(self, options: dict[str, Any]) -> None:
        folder = place.target(options["to"])
        for backup in sets.all_in(folder) or [sets.at(folder)]:
            count = sets.check(backup)
            self._say(
                _("%(name)s: %(count)d parts, all sound.") % {"name": backup.folder.name, "count": count}
            )

    def _list(self, options: dict[str, Any]) -> None:
        for backup in sets.all_in(Path(place.target(options["to"]))):
            size = sum(part["size"] for part in backup.label["parts"].values())
            self._say(
                f"{backup.folder.name}  {backup.label['version']}  {backup.label['engine']}  {file_size(size)}"
            )

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
