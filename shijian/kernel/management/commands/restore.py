"""`restore`: bring a backup back into an empty place, and prove that nothing is missing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from shijian.kernel.backup import passphrases, place, restore
from shijian.kernel.backup.errors import BackupError
from shijian.kernel.backup.seal import Opener


class Command(BaseCommand):
    """The place is SHIJIAN_HOME with DATABASE_URL; it may be the other kind of database."""

    help = "Restores a backup into an empty SHIJIAN_HOME and an empty database."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where the backup and its keys lie."""
        parser.add_argument("backup", help="folder of one backup, or of all: then the newest")
        parser.add_argument("--keys", required=True, help="file of the keys, or the folder that holds it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say in words why not; then nothing is left."""
        try:
            with place.alone():
                self._restore(Path(options["backup"]).expanduser(), Path(options["keys"]).expanduser())
        except BackupError as error:
            raise CommandError(str(error)) from None

    def _restore(self, folder: Path, keys: Path) -> None:
        restore.refuse_occupied()
        data = Opener(passphrases.given(passphrases.DATA, _("Passphrase of the data: ")))
        opener = Opener(passphrases.given(passphrases.KEYS, _("Passphrase of the keys: ")))
        whole = restore.restore(restore.unlock(folder, keys, data, opener), self._say)
        words = _(
            "Restored: %(rows)d rows, %(uploads)d uploads. Counts, sums, hashes and the audit trail agree."
        )
        self._say(words % {"rows": whole.rows, "uploads": len(whole.uploads)})

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
