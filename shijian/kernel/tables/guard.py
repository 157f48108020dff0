"""Keeps out files that are no roll: wrong kinds, zip bombs, sheets that would need endless memory."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from django.utils.translation import gettext as _

from shijian.kernel.errors import Invalid

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
MOST_UNPACKED = 200 * MEGABYTE
MOST_RATIO = 150
MOST_PARTS = 2000
MOST_ROWS = 100_000
MOST_CELLS = 5_000_000
SMALL = 10 * MEGABYTE
CHUNK = 64 * 1024
DAMAGE = (
    zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError, KeyError, RuntimeError,
)  # fmt: skip
SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
WIDE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{2,7})\d""")
TALL = re.compile(rb"""\sr\s*=\s*["'][A-Za-z]*(\d{5,})["']""")


def kind_of(file: BinaryIO) -> str:
    """Say what a file is by its first bytes: `xlsx`, `xls` or `csv`. Raises `Invalid` for anything else."""
    file.seek(0, 2)
    size = file.tell()
    if size > MOST_BYTES:
        raise Invalid(_("The file is larger than 20 MB. Split the roll into several files."))
    file.seek(0)
    head = file.read(8192)
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "xls"
    if not head.strip() or b"\0" in head or head.startswith((b"%PDF", b"<", b"{", b"Rar!", b"7z")):
        raise Invalid(_("This is not a table. Save the roll in Excel or WPS as .xlsx and choose that file."))
    return "csv"


def check_zip(file: BinaryIO) -> None:
    """Refuse a workbook that unpacks to more than a roll can be, or that lies about its sizes. Raises `Invalid`."""
    with opened(file) as archive:
        _check_directory(archive)
        for part in archive.infolist():
            _check_part(file, part)


@contextmanager
def opened(file: BinaryIO) -> Iterator[zipfile.ZipFile]:
    """Open a workbook as the archive that it is; what proves damaged while it is read becomes `Invalid`."""
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except DAMAGE:
        raise damaged() from None


def damaged() -> Invalid:
    """Give the error of a file that cannot be opened."""
    return Invalid(
        _("The file is damaged or protected by a password. Open it in Excel or WPS and save it anew.")
    )


def _check_directory(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    unpacked, packed = sum(p.file_size for p in parts), sum(p.compress_size for p in parts)
    is_bomb = unpacked > SMALL and unpacked > MOST_RATIO * max(packed, 1)
    if is_bomb or unpacked > MOST_UNPACKED or len(parts) > MOST_PARTS:
        raise too_large()
    if "xl/workbook.xml" not in archive.namelist():
        raise Invalid(
            _("This is not a workbook of Excel or WPS. Save the roll as .xlsx and choose that file.")
        )


def _check_part(file: BinaryIO, part: zipfile.ZipInfo) -> None:
    file.seek(part.header_offset)
    header = file.read(30)
    if (
        part.flag_bits & 1
        or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        or len(header) < 30
    ):
        raise damaged()
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    if part.compress_type == zipfile.ZIP_STORED:
        real = part.compress_size
    else:
        real = _inflated(file, part.compress_size, part.file_size)
    if real > part.file_size:
        raise too_large()


def _inflated(file: BinaryIO, packed: int, most: int) -> int:
    """Count what really comes out; the directory may say anything."""
    inflate, total = zlib.decompressobj(-15), 0
    while packed > 0 and total <= most and not inflate.eof:
        data = file.read(min(CHUNK, packed))
        if not data:
            break
        packed -= len(data)
        while data and total <= most:
            total += len(inflate.decompress(data, MEGABYTE))
            data = inflate.unconsumed_tail
    return total


def check_extent(xml: bytes) -> None:
    """Refuse a sheet whose outermost cells span more than a roll can. Raises `Invalid`."""
    width = max((_column(found) for found in set(WIDE.findall(xml))), default=26)
    height = max((int(found) for found in TALL.findall(xml)), default=10_000)
    if height > MOST_ROWS:
        raise too_long()
    if width * height > MOST_CELLS or _count(xml) > MOST_CELLS:
        raise too_wide()


def _count(xml: bytes) -> int:
    """Count cells that may come without saying where they stand."""
    return 0 if len(xml) < 4 * MOST_CELLS else sum(1 for _cell in CELL.finditer(xml))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def too_large() -> Invalid:
    """Give the error of a file that would need endless memory."""
    return Invalid(_("The file unpacks to far more than a roll can be. Copy the roll into a new workbook."))


def too_long() -> Invalid:
    """Give the error of a sheet with more rows than a roll can have."""
    return Invalid(
        _("The sheet has cells below row 100,000. Delete them, or split the roll into several files.")
    )


def too_wide() -> Invalid:
    """Give the error of a sheet with more columns than a roll can have."""
    return Invalid(_("The sheet has cells far to the right. Delete the empty columns there."))
