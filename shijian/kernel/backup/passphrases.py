"""Passphrases: out of a file, the environment, or typed at the terminal; never from the command line."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path

from django.utils.translation import gettext as _

from shijian.kernel.backup.errors import BackupError

DATA, KEYS = "SHIJIAN_BACKUP_PASSPHRASE", "SHIJIAN_KEYS_PASSPHRASE"
LEAST = 16


def given(name: str, question: str) -> str:
    """The passphrase that `name`_FILE or `name` of the environment gives, else typed. Raises `BackupError`."""
    path, value = os.environ.get(f"{name}_FILE", ""), os.environ.get(name, "")
    if path:
        try:
            value = Path(path).read_text(encoding="utf-8")
        except OSError as error:
            raise BackupError(f"{name}_FILE: {error.strerror}") from None
    elif not value:
        value = _typed(name, question)
    return value.strip()


def chosen(name: str, question: str) -> str:
    """A new passphrase, long enough; typed twice at a terminal. Raises `BackupError`."""
    first = given(name, question)
    if len(first) < LEAST:
        words = _("A passphrase needs at least %(least)d characters: five or six random words are good.")
        raise BackupError(words % {"least": LEAST})
    by_hand = not (os.environ.get(name) or os.environ.get(f"{name}_FILE"))
    if by_hand and given(name, _("Once more: ")) != first:
        raise BackupError(_("The two passphrases differ. Nothing was set up."))
    return first


def _typed(name: str, question: str) -> str:
    if not sys.stdin.isatty():
        words = _(
            "There is no terminal to ask at. Put the passphrase into a file and name it in %(name)s_FILE."
        )
        raise BackupError(words % {"name": name})
    return getpass.getpass(question)
