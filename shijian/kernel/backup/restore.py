"""The way back: into an empty place, all of it or nothing."""

from __future__ import annotations

import base64
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from shijian.kernel import crypto, demo_mark
from shijian.kernel.audit import verification
from shijian.kernel.backup import compare, disk, load, make, manifest, place, sets, snapshot, uploads
from shijian.kernel.backup.errors import BackupError, Damaged
from shijian.kernel.backup.make import Say
from shijian.kernel.backup.manifest import Manifest
from shijian.kernel.backup.rows import Table
from shijian.kernel.backup.seal import Opened, Opener, Recipient, opened

MADE_AT_EVERY_START = "django.key"


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A backup that lies open before us, with its keys."""

    backup: sets.BackupSet
    whole: Manifest
    keys: dict[str, str]
    opener: Opener


def unlock(folder: Path, keys_file: Path, data: Opener, keys: Opener) -> Unlocked:
    """Check every part, open what is small, and see that data and keys belong together. Raises `BackupError`."""
    backup = sets.at(folder)
    sets.check(backup)
    whole = Manifest.parsed(make.opened_whole(backup.folder / sets.MANIFEST, make.MANIFEST, data))
    found = _keys_in(keys_file, whole.keys[:12], keys)
    if manifest.fingerprint(found) != whole.keys:
        raise BackupError(_("These keys do not belong to this backup: its own file begins with keys-%(mark)s.")
                          % {"mark": whole.keys[:12]})  # fmt: skip
    return Unlocked(backup, whole, found, data)


def _keys_in(path: Path, mark: str, opener: Opener) -> dict[str, str]:
    """`path` is a file of keys, or a folder that holds the right one."""
    if path.is_dir():
        path = next(iter(sorted(path.glob(f"keys-{mark}*.sealed"))), path / f"keys-{mark}.sealed")
    if not path.is_file():
        raise BackupError(_("The file of the keys is not there: %(path)s") % {"path": path})
    found: dict[str, str] = json.loads(make.opened_whole(path, make.KEYS, opener))
    return found


def restore(open_backup: Unlocked, say: Say) -> Manifest:
    """Bring everything back into this empty place and prove it. Raises `BackupError`; then nothing stays."""
    refuse_occupied()
    load.know(open_backup.whole.migrations)
    disk.put(place.unfinished(), b"")
    try:
        _bring_back(open_backup, say)
    except BaseException:
        clean()
        raise
    place.unfinished().unlink()
    disk.sync(place.home())
    return open_backup.whole


def refuse_occupied() -> None:
    """Go on only in an empty place; what an unfinished restore of before left is cleared. Raises `BackupError`."""
    if place.unfinished().exists():
        clean()
    if not load.is_empty():
        raise BackupError(_("This database holds tables already. A restore needs an empty one."))
    if place.files() or _own_keys():
        raise BackupError(_("SHIJIAN_HOME holds uploads or keys already. A restore needs a new folder."))


def _own_keys() -> list[str]:
    folder = place.keys()
    return (
        [name for name in manifest.keys_of(folder) if name != MADE_AT_EVERY_START] if folder.is_dir() else []
    )


def clean() -> None:
    """Take away everything that a restore brought."""
    load.wipe()
    for folder in (place.keys(), *(place.home() / name for name in place.FOLDERS)):
        shutil.rmtree(folder, ignore_errors=True)
    for name in (demo_mark.FILE, "backup/data.recipient", "backup/keys.recipient", "backup/names.key"):
        (place.home() / name).unlink(missing_ok=True)
    place.unfinished().unlink(missing_ok=True)


def _bring_back(open_backup: Unlocked, say: Say) -> None:
    whole, backup = open_backup.whole, open_backup.backup
    for name, content in open_backup.keys.items():
        disk.put(place.keys() / Path(name).name, base64.b64decode(content))
    if not crypto.verify(make.signed(backup.label), crypto.Signature(*backup.label["signature"])):
        raise Damaged(_("This backup was not made by the installation whose keys these are."))
    say(_("Laying out the tables…"))
    load.lay_out(whole.migrations)
    known = snapshot.tables(whole.migrations)
    say(_("Bringing back %(count)d rows…") % {"count": whole.rows})
    with (backup.folder / sets.DATABASE).open("rb") as file:
        load.fill(Opened(opened(file, make.DATABASE, open_backup.opener)), known)
    say(_("Bringing back %(count)d uploads…") % {"count": len(whole.uploads)})
    uploads.bring_back(whole.uploads, backup.folder.parent, place.home(), open_backup.opener)
    _prove(whole, known, say)
    _finish(whole)


def _prove(whole: Manifest, known: list[Table], say: Say) -> None:
    say(_("Comparing everything with the backup…"))
    found = compare.differences(whole, known, connection, place.home())
    call_command("migrate", verbosity=0, interactive=False)
    found.extend(verification.problems())
    if found:
        raise Damaged("\n".join([_("What was brought back differs from the backup:"), *found]))


def _finish(whole: Manifest) -> None:
    place.remember_naming_key(bytes.fromhex(whole.naming_key))
    for which, text in whole.recipients.items():
        place.remember(which, Recipient.parsed(text))
    if whole.demo:
        demo_mark.put(place.home(), settings.DATABASES["default"])
