"""Writes a small Excel 97 workbook (BIFF8 in an OLE container), as old offices and WPS still send them."""

import struct

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


class Far(tuple):
    """Stands in a row for a text at another (row, column)."""

    __slots__ = ()


def _record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def _long_text(text):
    return struct.pack("<HB", len(text.encode("utf-16-le")) // 2, 1) + text.encode("utf-16-le")


def _cell(row, column, value):
    if isinstance(value, Far):
        row, column, value = *value, "x"
    at = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        return _record(0x0204, at + _long_text(value))
    return _record(0x0203, at + struct.pack("<d", value))


def _sheet(rows, merges):
    cells = b"".join(_cell(r, c, v) for r, row in enumerate(rows) for c, v in enumerate(row) if v != "")
    areas = b"".join(struct.pack("<HHHH", *area) for area in merges)
    merged = _record(0x00E5, struct.pack("<H", len(merges)) + areas) if merges else b""
    return (
        _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 0))
        + cells
        + merged
        + _record(0x000A)
    )


def _globals(name, offset, is_1904):
    title = name.encode("utf-16-le")
    sheet = struct.pack("<IBBBB", offset, 0, 0, len(name), 1) + title
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 0))
    head += _record(0x0042, struct.pack("<H", 1200)) + _record(0x0022, struct.pack("<H", is_1904))
    return head + _record(0x0085, sheet) + _record(0x000A)


def xls(rows, name="花名册", merges=(), is_1904=False):
    """The bytes of a workbook with one sheet; `merges` are (top, bottom, left, right) from 0."""
    start = len(_globals(name, 0, is_1904))
    return container(_globals(name, start, is_1904) + _sheet(rows, merges))


def _entry(name, kind, child, start, size):
    title = name.encode("utf-16-le").ljust(64, b"\0")
    facts = struct.pack("<HBBIII", len(name) * 2 + 2, kind, 1, FREE, FREE, child)
    return title + facts + b"\0" * 36 + struct.pack("<IQ", start, size)


def container(stream, name="Workbook"):
    """An OLE file with one sector of FAT, one of the directory, then the stream."""
    stream += b"\0" * max(4096 - len(stream), 0)
    stream += b"\0" * (-len(stream) % SECTOR)
    count = len(stream) // SECTOR
    chain = [FAT, END, *range(3, count + 2), END]
    fat = struct.pack("<128I", *chain, *[FREE] * (128 - len(chain)))
    empty = _entry("", 0, FREE, 0, 0)
    folder = _entry("Root Entry", 5, 1, END, 0) + _entry(name, 2, FREE, 2, len(stream)) + empty * 2
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head += b"\0" * 6 + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0)
    return head + struct.pack("<109I", 0, *[FREE] * 108) + fat + folder + stream
