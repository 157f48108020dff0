"""Where this installation keeps what it needs for backups, and what the environment says about them."""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from shijian.kernel.backup import disk
from shijian.kernel.backup.errors import BackupError
from shijian.kernel.backup.seal import Recipient

DATA, KEYS = "data", "keys"
FOLDERS = ("files", "audit-archive", "audit-roots")
UNFINISHED = "restore.unfinished"


@dataclass(frozen=True, slots=True)
class Keep:
    """How many backups stay: the last of so many days, weeks and months."""

    days: int
    weeks: int
    months: int


def home() -> Path:
    """The folder of this installation."""
    return Path(settings.HOME)


def files() -> list[Path]:
    """Every file beside database and keys that a backup holds: uploads, and what the audit trail keeps outside.

    The head of the chain is left out: it is newer than the database of the same backup, and is written anew.
    """
    found = [path for name in FOLDERS for path in disk.files_in(home() / name)]
    return [path for path in found if path != home() / "audit-roots" / "head.json"]


def keys() -> Path:
    """Where the keys lie."""
    return Path(settings.KEYS_DIR)


def _own() -> Path:
    return home() / "backup"


def recipient(which: str) -> Recipient:
    """To whom data or keys are sealed. Raises `BackupError` before the set-up."""
    path = _own() / f"{which}.recipient"
    if not path.exists():
        raise BackupError(_("Backups are not set up here yet. Run: shijian backup setup"))
    return Recipient.parsed(path.read_text())


def is_set_up() -> bool:
    """Whether both recipients are known."""
    return all((_own() / f"{which}.recipient").exists() for which in (DATA, KEYS))


def remember(which: str, new: Recipient) -> None:
    """Seal to this recipient from now on."""
    disk.put(_own() / f"{which}.recipient", new.text.encode() + b"\n")


def naming_key() -> bytes:
    """The key that names sealed uploads, so that names tell nobody what is in them."""
    path = _own() / "names.key"
    if not path.exists():
        disk.put(path, secrets.token_bytes(32))
    return path.read_bytes()


def remember_naming_key(key: bytes) -> None:
    """Go on with the names of the installation that was restored."""
    disk.put(_own() / "names.key", key)


@contextmanager
def alone() -> Iterator[None]:
    """One backup or restore at a time. Raises `BackupError` when another one runs."""
    descriptor = os.open(disk.folder(_own()) / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise BackupError(_("Another backup is running. Wait for its end.")) from None
    finally:
        os.close(descriptor)


def target(given: str = "") -> Path:
    """Where backups go: what was given, else SHIJIAN_BACKUP_TO. Raises `BackupError`."""
    return _chosen(given or settings.BACKUP_TO, "--to", "SHIJIAN_BACKUP_TO")


def keys_target(given: str, data: Path) -> Path:
    """Where the keys go: never where the data goes. Raises `BackupError`."""
    path = _chosen(given or settings.BACKUP_KEYS_TO, "--keys-to", "SHIJIAN_BACKUP_KEYS_TO")
    if path == data or path.is_relative_to(data) or data.is_relative_to(path):
        raise BackupError(_("Keys must not lie beside the data: name another place, best on another medium."))
    return path


def _chosen(value: str, option: str, variable: str) -> Path:
    if not value:
        words = _("Say where to: %(option)s FOLDER, or the variable %(variable)s.")
        raise BackupError(words % {"option": option, "variable": variable})
    path = Path(value).expanduser().resolve()
    if path == home() or path.is_relative_to(home()):
        raise BackupError(_("A backup inside SHIJIAN_HOME is lost together with it: name another place."))
    return path


def keep() -> Keep:
    """How many backups stay. Raises `BackupError`."""
    parts = settings.BACKUP_KEEP.split(",")
    if len(parts) != 3 or not all(part.strip().isdigit() for part in parts) or int(parts[0]) < 1:
        raise BackupError(_("SHIJIAN_BACKUP_KEEP must be three numbers: days,weeks,months, such as 7,5,12."))
    return Keep(*(int(part) for part in parts))


def hour() -> dt.time:
    """When the scheduled backup is due each day. Raises `BackupError`."""
    try:
        return dt.time.fromisoformat(settings.BACKUP_AT)
    except ValueError:
        raise BackupError(_("SHIJIAN_BACKUP_AT must be a time of day, such as 02:30.")) from None


def unfinished() -> Path:
    """The mark of a restore that has begun and has not ended."""
    return home() / UNFINISHED


def refuse_unfinished() -> None:
    """Serve nothing out of a half-restored place. Raises `BackupError`."""
    if unfinished().exists():
        raise BackupError(_("A restore into this place did not finish. Run shijian restore again."))
