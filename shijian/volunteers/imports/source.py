"""The stored roll of a run, read again in each phase: the rows of people and the reader for them."""

from __future__ import annotations

from shijian.kernel.actor import Actor
from shijian.kernel.tables import stored
from shijian.kernel.tables.workbook import Book, Table
from shijian.volunteers.imports import rows
from shijian.volunteers.imports.parsing import Reader
from shijian.volunteers.imports.places import Places
from shijian.volunteers.imports.rows import Raw
from shijian.volunteers.models.imports import ImportRun


def book(run: ImportRun) -> Book:
    """Open the roll. Raises `Invalid` when it is gone or cannot be read."""
    return stored.book(run.file_key)


def table(run: ImportRun) -> Table:
    """Read the chosen sheet. Raises `Invalid` when the roll is gone."""
    return stored.table(run.file_key, run.sheet)


def people(run: ImportRun, actor: Actor) -> tuple[list[Raw], Reader]:
    """Read the rows of people, and give what is needed to understand them."""
    content = table(run)
    reader = Reader(Places(run.unit, actor), run.unit, is_1904=content.marks.is_1904)
    return list(rows.read(content, run.heading_row, run.mapping)), reader


def samples(run: ImportRun) -> list[list[str]]:
    """Give for each column the first three values below the heading."""
    return stored.samples(run.file_key, run.sheet, run.heading_row, run.titles)
