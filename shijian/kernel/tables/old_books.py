"""Looks through a workbook of Excel 97 before its reader does, which believes every number in it.

A cell in the last row and the last column, or a length that a damaged file claims, would make it ask for more
memory than any machine has, and end the process.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import islice

from shijian.kernel.tables import container, guard

END, PROTECTED, SHEET, SYSTEM, STRINGS, EXTENT, MANY = 0x000A, 0x002F, 0x0085, 0x0022, 0x00FC, 0x0200, 0x00BD
CELLS = frozenset({0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00BE, 0x00D6, 0x00FD, MANY})
MOST_SHEETS, MOST_HEADS = 255, 100_000


def check(data: bytes) -> bool:
    """Refuse what cannot be opened safely; say whether its days are counted from 1904. Raises `Invalid`."""
    try:
        found = [_check_book(stream) for stream in container.workbooks(data)]
    except struct.error:
        raise guard.damaged() from None
    return any(found)


def _check_book(stream: bytes) -> bool:
    heads = list(islice(_records(stream, 0), MOST_HEADS + 1))
    if len(heads) > MOST_HEADS:
        raise guard.too_large()
    if any(kind == PROTECTED for kind, _body in heads):
        return False
    for kind, body in heads:
        if kind == STRINGS and struct.unpack_from("<I", body, 4)[0] > len(stream):
            raise guard.damaged()
    sheets = {struct.unpack_from("<I", body)[0] for kind, body in heads if kind == SHEET}
    if len(sheets) > MOST_SHEETS:
        raise guard.too_large()
    if max(sheets, default=0) >= len(stream):
        raise guard.damaged()
    _check_sheets(stream, sheets)
    return any(kind == SYSTEM and body[:1] == b"\1" for kind, body in heads)


def _check_sheets(stream: bytes, sheets: set[int]) -> None:
    left = guard.MOST_CELLS
    for start in sheets:
        height = width = 1
        for kind, body in _records(stream, start):
            left -= 1
            if kind in CELLS or kind == EXTENT:
                down, right = _reach(kind, body)
                height, width = max(height, down), max(width, right)
        if left < 0 or height > guard.MOST_ROWS:
            raise guard.too_long()
        if height * width > guard.MOST_CELLS:
            raise guard.too_wide()


def _reach(kind: int, body: bytes) -> tuple[int, int]:
    """How many rows and columns a record needs."""
    if kind == EXTENT:
        form = "<4xI2xH" if len(body) >= 14 else "<2xH2xH"
        down, right = struct.unpack_from(form, body)
        return down, right
    row, column = struct.unpack_from("<HH", body)
    last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind == MANY else column
    return row + 1, max(column, last) + 1


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Give the records of one part of the stream: kind and content."""
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == END:
            return
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size
