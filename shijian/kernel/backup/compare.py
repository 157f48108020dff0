"""What differs between what a backup says and what lies in a place now, in plain words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from shijian.kernel.backup import dump, manifest
from shijian.kernel.backup.dump import Tally
from shijian.kernel.backup.manifest import Manifest
from shijian.kernel.backup.rows import Table


def differences(
    whole: Manifest, known: list[Table], connection: BaseDatabaseWrapper, root: Path
) -> list[str]:
    """Count, sum and hash everything anew; one sentence for each difference."""
    tables = {table.name: table for table in known}
    found = [
        _("The table %(name)s is missing.") % {"name": name} for name in whole.tables.keys() - tables.keys()
    ]
    for name, was in whole.tables.items():
        if name in tables:
            found.extend(_of_table(name, was, dump.tallied(tables[name], connection)))
    found.extend(_of_chain(whole, connection))
    found.extend(_of_uploads(whole, root))
    return found


def _of_table(name: str, was: Tally, now: Tally) -> Iterator[str]:
    if was.rows != now.rows:
        words = _("%(name)s has %(now)d rows; the backup holds %(was)d.")
        yield words % {"name": name, "now": now.rows, "was": was.rows}
    for column in was.sums.keys() | now.sums.keys():
        before, after = was.sums.get(column, "0"), now.sums.get(column, "0")
        if before != after:
            words = _("%(name)s: all %(column)s together are %(now)s; the backup holds %(was)s.")
            yield words % {"name": name, "column": column, "now": after, "was": before}
    if was.rows == now.rows and was.hash != now.hash:
        yield _("%(name)s: as many rows, but not the same content.") % {"name": name}


def _of_chain(whole: Manifest, connection: BaseDatabaseWrapper) -> Iterator[str]:
    if manifest.chain_of(connection) != whole.audit:
        yield _("The chain of the audit trail ends otherwise than in the backup.")


def _of_uploads(whole: Manifest, root: Path) -> Iterator[str]:
    for upload in whole.uploads:
        path = root / upload.path
        if not path.is_file():
            yield _("The upload %(path)s is missing.") % {"path": upload.path}
        elif _digest(path) != upload.sha256:
            yield _("The upload %(path)s has another content.") % {"path": upload.path}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
