"""Opens the container (OLE) in which Excel 97 keeps its workbook, and refuses one that leads in circles."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from shijian.kernel.tables import guard

LAST = 0xFFFFFFFA
NAMES = frozenset({"Workbook", "Book"})
ENTRY, SMALL, SMALL_SECTOR = 128, 4096, 64


@dataclass(frozen=True, slots=True)
class Sectors:
    """Pieces of equal size and the table that says which follows which."""

    data: bytes
    size: int
    table: tuple[int, ...]

    def chain(self, start: int) -> bytes:
        """Join the pieces from `start` on. Raises `Invalid` for a chain that has no end within the file."""
        found: list[bytes] = []
        while start < LAST:
            if len(found) > len(self.table) or start >= len(self.table):
                raise guard.damaged()
            found.append(self.data[start * self.size : (start + 1) * self.size])
            start = self.table[start]
        return b"".join(found)


def workbooks(data: bytes) -> Iterator[bytes]:
    """Give every stream that a reader may take for the workbook. Raises `Invalid`."""
    try:
        yield from _workbooks(data)
    except struct.error:
        raise guard.damaged() from None


def _workbooks(data: bytes) -> Iterator[bytes]:
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    if size not in (512, 4096):
        raise guard.damaged()
    large = Sectors(data[size:], size, _table(data, size))
    folder = large.chain(_number(data, 48))
    small = Sectors(large.chain(_number(folder, 116)), SMALL_SECTOR, _numbers(large.chain(_number(data, 60))))
    for at in range(0, len(folder) - ENTRY + 1, ENTRY):
        name = folder[at : at + 64].decode("utf-16-le", "replace").split("\0")[0]
        start, length = struct.unpack_from("<II", folder, at + 116)
        if name in NAMES:
            yield (small if length < SMALL else large).chain(start)[:length]


def _table(data: bytes, size: int) -> tuple[int, ...]:
    """Join the parts of the table; the places of the first 109 stand in the header, the others in a chain."""
    places = list(struct.unpack_from("<109I", data, 76))
    following, most = _number(data, 68), len(data) // size
    while following < LAST:
        if len(places) > most + 109:
            raise guard.damaged()
        part = _numbers(data[(following + 1) * size : (following + 2) * size])
        places.extend(part[:-1])
        following = part[-1] if part else LAST
    parts = (data[(each + 1) * size : (each + 2) * size] for each in places if each < most)
    return _numbers(b"".join(parts))


def _number(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", data, at)[0])


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])
