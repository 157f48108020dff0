"""The container of the national area table: one file, one chunk per city, read without Django.

Layout: a plain text header of ``Name: value`` lines and a blank line; the index (bz2) with a line for each
province, city and county, in the order of their codes; then one bz2 chunk per city. A line of the index is
``code name``, and for a city ``code name length-of-its-chunk``. In a chunk ``=`` opens a town (its five
digits after the city, then its name); each line after it is a village. Villages count up from 001, so a line
is only a name as a rule; ``#`` and three digits stand before it where the number jumps.
"""

import bz2
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

MAGIC = "Shijian area table 1"
Rows = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """Codes in order, and the name of each. Never changed after it is built, so threads may share it."""

    codes: tuple[str, ...]
    names: Mapping[str, str]

    def below(self, prefix: str, length: int) -> list[str]:
        """Return the codes of `length` digits that start with `prefix`, in order."""
        rest = self.codes[bisect_left(self.codes, prefix) :] if prefix else self.codes
        return [code for code in takewhile(lambda c: c.startswith(prefix), rest) if len(code) == length]


@dataclass(frozen=True, slots=True)
class Index:
    header: Mapping[str, str]
    upper: Table
    chunks: Mapping[str, tuple[int, int]]  # city code: offset in the file, length; both in bytes


def as_table(rows: Rows) -> Table:
    """Return the table of `rows` (code, name), which must come in the order of their codes."""
    names = dict(rows)
    return Table(tuple(names), names)


def pack(header: Mapping[str, str], upper: Rows, lower: Mapping[str, Rows]) -> bytes:
    """Return the bytes of the file; `lower` holds towns and villages in order by the code of their city."""
    chunks = {city: bz2.compress("\n".join(_chunk_lines(rows)).encode()) for city, rows in lower.items()}
    cells = ((code, name, str(len(chunks[code])) if code in chunks else "") for code, name in upper)
    index = bz2.compress("\n".join(" ".join(filter(None, row)) for row in cells).encode())
    fields = {**header, "Index": str(len(index))}
    head = "\n".join([MAGIC, *(f"{name}: {value}" for name, value in fields.items())])
    return b"".join([head.encode(), b"\n\n", index, *(chunks[city] for city in sorted(chunks))])


def read_index(path: Path) -> Index:
    """Return header, provinces, cities and counties, and where each chunk lies.

    Raises ValueError if the file is not an area table of this version.
    """
    with path.open("rb") as file:
        header = dict(_header_lines(iter(file.readline, b"\n"), path))
        lines = bz2.decompress(file.read(int(header["Index"]))).decode().split("\n")
        start = file.tell()
    cells = [line.split(" ") for line in lines]
    lengths = [(row[0], int(row[2])) for row in cells if len(row) == 3]
    return Index(header, as_table((row[0], row[1]) for row in cells), dict(_places(lengths, start)))


def read_city(path: Path, index: Index, city: str) -> Table:
    """Return towns and villages of `city` (four digits); raises KeyError if the file has no such city."""
    offset, length = index.chunks[city]
    with path.open("rb") as file:
        file.seek(offset)
        text = bz2.decompress(file.read(length)).decode()
    return as_table(_chunk_rows(city, text))


def _header_lines(lines: Iterator[bytes], path: Path) -> Iterator[tuple[str, str]]:
    if next(lines, b"").decode(errors="replace").strip() != MAGIC:
        raise ValueError(f"{path} is not an area table")
    for line in lines:
        if not line:
            raise ValueError(f"{path} ends inside its header")
        name, _, value = line.decode().strip().partition(": ")
        yield name, value


def _places(lengths: list[tuple[str, int]], start: int) -> Iterator[tuple[str, tuple[int, int]]]:
    for city, length in lengths:
        yield city, (start, length)
        start += length


def _chunk_lines(rows: Rows) -> Iterator[str]:
    expected = 1
    for code, name in rows:
        if len(code) == 9:
            expected = 1
            yield f"={code[4:]}{name}"
        else:
            yield name if int(code[9:]) == expected else f"#{code[9:]}{name}"
            expected = int(code[9:]) + 1


def _chunk_rows(city: str, text: str) -> Iterator[tuple[str, str]]:
    town, number = "", 0
    for line in text.split("\n") if text else ():
        if line[0] == "=":
            town, number = city + line[1:6], 0
            yield town, line[6:]
        elif line[0] == "#":
            number = int(line[1:4])
            yield f"{town}{number:03}", line[4:]
        else:
            number += 1
            yield f"{town}{number:03}", line
