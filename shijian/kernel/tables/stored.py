"""A table that is kept until somebody has said what its columns hold: put away, opened again, taken away."""

from __future__ import annotations

import io
import secrets
from collections.abc import Sequence

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from shijian.kernel.errors import Invalid
from shijian.kernel.tables import values
from shijian.kernel.tables.workbook import Book, Table

SAMPLES = 3


def put(file: File[bytes]) -> str:
    """Keep the file; returns the key under which it is found again."""
    file.seek(0)
    return default_storage.save(f"imports/{secrets.token_urlsafe(24)}", File(file))


def book(key: str) -> Book:
    """Open it. Raises `Invalid` when it is gone or cannot be read."""
    if not key or not default_storage.exists(key):
        raise Invalid(_("The file of this import was removed. Upload it again."))
    with default_storage.open(key) as file:
        return Book(io.BytesIO(file.read()))


def table(key: str, sheet: str, *, most: int | None = None) -> Table:
    """Read a sheet, or its first rows. Raises `Invalid` when the file is gone."""
    return book(key).table(sheet, rows=most)


def samples(key: str, sheet: str, heading_row: int, titles: Sequence[str]) -> list[list[str]]:
    """Give for each column the first three values below the heading."""
    below = table(key, sheet, most=heading_row + 1 + SAMPLES).rows[heading_row + 1 :]
    return [
        [values.text(row[at]) for row in below if at < len(row) and row[at] != ""]
        for at in range(len(titles))
    ]


def drop(key: str) -> None:
    """Take it away."""
    if key:
        default_storage.delete(key)
