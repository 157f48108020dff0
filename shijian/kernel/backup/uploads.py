"""Uploads: each content is sealed once, however many backups hold it."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from shijian.kernel.backup import disk
from shijian.kernel.backup.errors import Damaged
from shijian.kernel.backup.seal import Opener, Recipient, Sealer, opened

KIND = "upload"
READ = 1 << 20


@dataclass(frozen=True, slots=True)
class Upload:
    """One file: its place in SHIJIAN_HOME, size and content, and the name of its sealed form."""

    path: str
    size: int
    sha256: str
    name: str


def stored(folder: Path, name: str) -> Path:
    """Where the sealed form of that name lies in a folder of backups."""
    return folder / "files" / name[:2] / name


def save(
    paths: list[Path], root: Path, folder: Path, recipient: Recipient, naming: bytes
) -> tuple[list[Upload], int]:
    """Seal what is new of these files below `root`; returns all uploads, and how many bytes were written.

    A file that somebody removes meanwhile is left out: the database of the same backup is older than this look.
    """
    found, written = [], 0
    for path in paths:
        try:
            size, digest = _measured(path)
        except FileNotFoundError:
            continue
        key = recipient.public + bytes.fromhex(digest)
        upload = Upload(str(path.relative_to(root)), size, digest, hmac.digest(naming, key, "sha256").hex())
        written += _sealed(path, stored(folder, upload.name), upload, recipient)
        found.append(upload)
    return found, written


def _measured(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return file.tell(), digest


def _sealed(source: Path, goal: Path, upload: Upload, recipient: Recipient) -> int:
    """Seal one file and read it back before it takes its name; 0 when it is there already."""
    if goal.exists():
        return 0
    disk.folder(goal.parent)
    draft = goal.with_name(f".{goal.name}.{secrets.token_hex(6)}")
    try:
        with source.open("rb") as plain, disk.new(draft) as file, Sealer(file, recipient, KIND) as sealer:
            while block := plain.read(READ):
                sealer.write(block)
        with draft.open("rb+") as file:
            _same(opened(file, KIND, sealer.key), upload)
            os.fsync(file.fileno())
        draft.replace(goal)
    finally:
        draft.unlink(missing_ok=True)
    disk.sync(goal.parent)
    return sealer.size


def _same(chunks: Iterable[bytes], upload: Upload) -> None:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    if digest.hexdigest() != upload.sha256:
        raise Damaged(
            _("An upload differs from what the backup says of it: %(path)s") % {"path": upload.path}
        )


def bring_back(uploads: list[Upload], folder: Path, root: Path, opener: Opener) -> None:
    """Open every upload into `root`. Raises `Damaged`."""
    for upload in uploads:
        goal = (root / upload.path).resolve()
        if not goal.is_relative_to(root.resolve()):
            raise Damaged(_("The backup names a file outside the uploads."))
        disk.folder(goal.parent)
        sealed = stored(folder, upload.name)
        if not sealed.exists():
            raise Damaged(_("An upload is missing in the backup: %(path)s") % {"path": upload.path})
        with sealed.open("rb") as source, disk.whole(goal) as file:
            for chunk in opened(source, KIND, opener):
                file.write(chunk)
        with goal.open("rb") as file:
            _same(iter(lambda file=file: file.read(READ), b""), upload)  # type: ignore[misc]
