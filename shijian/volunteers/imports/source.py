"""The stored roll of a run, read again in each phase: the rows of people and the reader for them."""

from __future__ import annotations

from typing import BinaryIO, cast

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid
from shijian.kernel.tables import values
from shijian.kernel.tables.workbook import Book, Table
from shijian.volunteers.imports import rows
from shijian.volunteers.imports.parsing import Reader
from shijian.volunteers.imports.places import Places
from shijian.volunteers.imports.rows import Raw
from shijian.volunteers.models.imports import ImportRun


def book(run: ImportRun) -> Book:
    """Open the roll. Raises `Invalid` when it is gone or cannot be read."""
    if not run.file_key or not default_storage.exists(run.file_key):
        raise Invalid(_("The file of this import was removed. Upload the roll again."))
    with default_storage.open(run.file_key) as file:
        return Book(cast("BinaryIO", file.file))


def table(run: ImportRun, *, most: int | None = None) -> Table:
    """Read the chosen sheet."""
    with default_storage.open(run.file_key) as file:
        return Book(cast("BinaryIO", file.file)).table(run.sheet, rows=most)


def people(run: ImportRun, actor: Actor) -> tuple[list[Raw], Reader]:
    """Read the rows of people, and give what is needed to understand them."""
    content = table(run)
    reader = Reader(Places(run.unit, actor), run.unit, is_1904=content.marks.is_1904)
    return list(rows.read(content, run.heading_row, run.mapping)), reader


def samples(run: ImportRun) -> list[list[str]]:
    """Give for each column the first three values below the heading."""
    below = table(run, most=run.heading_row + 4).rows[run.heading_row + 1 :]
    return [
        [values.text(row[at]) for row in below if at < len(row) and row[at] != ""]
        for at in range(len(run.titles))
    ]
