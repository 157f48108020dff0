"""What may be wrong with a backup, in words for the person at the terminal."""

from __future__ import annotations

from shijian.kernel.errors import ShijianError


class BackupError(ShijianError):
    """The backup or the restore cannot go on; the message says why and what to do."""

    code = "backup"
    status = 409


class Damaged(BackupError):
    """A sealed part was cut, changed or swapped."""

    code = "backup-damaged"


class WrongPassphrase(BackupError):
    """The passphrase is not the one with which this part was sealed."""

    code = "backup-passphrase"
