"""Files that people take along: workbook, CSV, JSON lines. Nothing in them can become a formula."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import IO

import xlsxwriter
from django.http import FileResponse

LONGEST_CELL = 32_000
WIDTH = 16
# What a table calculator takes for the beginning of a formula, full-width forms included (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK = "\ufeff"


def neutral(text: str) -> str:
    """Give the text of a CSV cell: one that a table calculator would compute gets an apostrophe in front."""
    return f"'{text}" if text.startswith(FORMULA) or text.lstrip().startswith(FORMULA) else text


def workbook(
    file: IO[bytes],
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    widths: Sequence[int] = (),
) -> int:
    """Write rows of texts below headings as .xlsx, in constant memory; returns their number.

    Every cell is a text, also one that begins like a formula or an address.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(title)
        text_format = book.add_format({"num_format": "@"})
        bold = book.add_format({"bold": True, "bg_color": "#F7F5F2", "text_wrap": True})
        for at, heading in enumerate(headings):
            sheet.set_column(at, at, widths[at] if at < len(widths) else WIDTH, text_format)
            sheet.write_string(0, at, heading, bold)
        sheet.freeze_panes(1, 1)
        count = 0
        for count, row in enumerate(rows, start=1):
            for at, words in enumerate(row):
                if words:
                    sheet.write_string(count, at, words[:LONGEST_CELL], text_format)
    return count


def table(file: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write CSV in UTF-8 with the mark by which table calculators know it; returns the number of rows."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    text.write(MARK)
    writer = csv.writer(text)
    writer.writerow([neutral(each) for each in headings])
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 - counted
        writer.writerow([neutral(each) for each in row])
    text.detach()
    return count


def answer(
    name: str, form: str, headings: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int] = ()
) -> FileResponse:
    """The rows as a file to take along, a workbook or CSV by `form` ("xlsx", "csv"); its sheet has the file's name."""
    file = io.BytesIO()
    if form == "csv":
        table(file, headings, rows)
    else:
        workbook(file, sheet_title(name), headings, rows, widths)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.{form}")


def sheet_title(name: str) -> str:
    """What a workbook takes as the title of a sheet: 31 characters, none of those it forbids."""
    return re.sub(r"[\[\]:*?/\\']", " ", name)[:31]


def lines(file: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write one JSON object a line; returns their number."""
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 - counted
        file.write(json.dumps(dict(zip(headings, row, strict=True)), ensure_ascii=False).encode() + b"\n")
    return count
