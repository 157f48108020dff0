"""Files that are there whole or not at all, also after a power cut."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """A file that takes its name only when it was written and reached the disk; mode 600."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        with new(draft) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync(path.parent)


def new(path: Path) -> BinaryIO:
    """A file that nobody but this account reads, open for writing."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def put(path: Path, content: bytes) -> None:
    """Write a small file whole; its folder is made when missing."""
    folder(path.parent)
    with whole(path) as file:
        file.write(content)


def folder(path: Path) -> Path:
    """Make a folder that only this account reads."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def sync(path: Path) -> None:
    """Have the names in a folder reach the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def files_in(path: Path) -> list[Path]:
    """Every file below a folder, by name; drafts of ours left out."""
    found = [each for each in path.rglob("*") if each.is_file() and not each.name.startswith(".")]
    return sorted(found)
