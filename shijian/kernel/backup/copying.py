"""The copy in another house: a folder that is mounted here, or a command that carries it away."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from shijian.kernel.backup import disk, sets
from shijian.kernel.backup.errors import BackupError
from shijian.kernel.backup.sets import BackupSet

PATIENCE = 6 * 3600


def copy_out(backup: BackupSet) -> bool:
    """Copy by SHIJIAN_BACKUP_COPY; false when nothing is asked for. Raises `BackupError`.

    The command gets the folder of all backups as its last argument.
    """
    how = settings.BACKUP_COPY.strip()
    if not how:
        return False
    try:
        if Path(how).is_dir():
            _to_folder(backup, Path(how))
        else:
            _by_command(how, backup.folder.parent)
    except (OSError, subprocess.SubprocessError) as error:
        raise BackupError(_("The copy elsewhere failed: %(why)s") % {"why": type(error).__name__}) from None
    return True


def _to_folder(backup: BackupSet, goal: Path) -> None:
    source = backup.folder.parent
    for path in [*disk.files_in(source / "files"), *disk.files_in(backup.folder)]:
        there = goal / path.relative_to(source)
        if path.name != sets.LABEL and not there.exists():
            _copy(path, there)
    _copy(backup.folder / sets.LABEL, goal / backup.folder.name / sets.LABEL)
    sets.check(sets.at(goal / backup.folder.name))


def _copy(path: Path, there: Path) -> None:
    disk.folder(there.parent)
    with path.open("rb") as source, disk.whole(there) as file:
        shutil.copyfileobj(source, file, 1 << 20)


def _by_command(how: str, folder: Path) -> None:
    ended = subprocess.run(  # noqa: S603 - the command of whoever runs the installation
        [*shlex.split(how), str(folder)], timeout=PATIENCE, capture_output=True, check=False
    )
    if ended.returncode:
        raise BackupError(_("The copy elsewhere failed: exit code %(code)d") % {"code": ended.returncode})
