"""What a workbook's XML says and its reader does not: hidden columns, formulas without a result, error cells."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from html import unescape
from typing import BinaryIO

from shijian.kernel.tables import guard

PREFIX = rb"(?:\w+:)?"
ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*["']([^"']*)["']""")
SHEET = re.compile(rb"<" + PREFIX + rb"sheet\s([^>]*)>")
RELATION = re.compile(rb"<" + PREFIX + rb"Relationship\s([^>]*)>")
COLUMNS = re.compile(rb"<" + PREFIX + rb"col\s([^>]*)>")
ROWS = re.compile(rb"<" + PREFIX + rb"sheetData[\s/>]")
SYSTEM = re.compile(rb"<" + PREFIX + rb"workbookPr\s([^>]*)>")
FORMULA = re.compile(rb"<" + PREFIX + rb"f[\s/>]")
VALUELESS = re.compile(
    rb"<" + PREFIX + rb"c\s([^>]*)>\s*<" + PREFIX + rb"f(?:\s[^>]*)?(?:/>|>[^<]*</" + PREFIX + rb"f>)\s*"
    rb"(?:<" + PREFIX + rb"v\s*(?:/>|>\s*</)|</" + PREFIX + rb"c>)"
)
ERROR = re.compile(rb"<" + PREFIX + rb"""c\s([^>]*\bt=["']e["'][^>]*)>""")
ERROR_TYPE = re.compile(rb"""t=["']e["']""")
CELL = re.compile(r"([A-Z]+)(\d+)")
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Marks:
    """Places as (row, column) from 0."""

    valueless: frozenset[Place] = frozenset()
    errors: frozenset[Place] = frozenset()
    hidden: frozenset[int] = frozenset()
    is_1904: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the sheets of a workbook lie in the zip, in their order."""

    sheets: list[str] = field(default_factory=list)
    is_1904: bool = False


def parts_of(archive: zipfile.ZipFile) -> Parts:
    """Read the index of a workbook."""
    book = archive.read("xl/workbook.xml")
    names = set(archive.namelist())
    rels = archive.read("xl/_rels/workbook.xml.rels") if "xl/_rels/workbook.xml.rels" in names else b""
    targets = {a["Id"]: a.get("Target", "") for a in map(_attributes, RELATION.findall(rels)) if "Id" in a}
    ids = [next((v for k, v in _attributes(s).items() if k.endswith(":id")), "") for s in SHEET.findall(book)]
    is_1904 = any(_attributes(s).get("date1904") in ("1", "true") for s in SYSTEM.findall(book))
    return Parts([_path(targets.get(each, "")) for each in ids], is_1904)


def check_extents(file: BinaryIO) -> None:
    """Refuse a workbook with a sheet that is too large to open. Raises `Invalid`."""
    with guard.opened(file) as archive:
        for name in archive.namelist():
            if guard.SHEET_PART.fullmatch(name):
                guard.check_extent(archive.read(name))


def read(file: BinaryIO, index: int) -> Marks:
    """Read the marks of the sheet at `index`."""
    with guard.opened(file) as archive:
        parts = parts_of(archive)
        name = parts.sheets[index] if index < len(parts.sheets) else ""
        xml = archive.read(name) if name in archive.namelist() else b""
    has_formulas = FORMULA.search(xml) is not None
    return Marks(
        valueless=_places(VALUELESS.findall(xml)) if has_formulas else frozenset(),
        errors=_places(ERROR.findall(xml)) if ERROR_TYPE.search(xml) else frozenset(),
        hidden=frozenset(_hidden(xml)),
        is_1904=parts.is_1904,
    )


def _hidden(xml: bytes) -> set[int]:
    found: set[int] = set()
    for each in map(_attributes, COLUMNS.findall(xml, 0, _start_of_rows(xml))):
        if (
            each.get("hidden") in ("1", "true")
            and each.get("min", "").isdigit()
            and each.get("max", "").isdigit()
        ):
            found.update(range(int(each["min"]) - 1, min(int(each["max"]), 16_384)))
    return found


def _start_of_rows(xml: bytes) -> int:
    found = ROWS.search(xml)
    return found.start() if found else len(xml)


def _places(found: list[bytes]) -> frozenset[Place]:
    refs = (CELL.fullmatch(_attributes(each).get("r", "")) for each in found)
    return frozenset((int(ref[2]) - 1, column_number(ref[1])) for ref in refs if ref)


def column_number(letters: str) -> int:
    """Give the number from 0 of the column with these letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """Give the letters of the column with this number from 0."""
    letters, number = "", number + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        k.decode("utf-8", "replace"): unescape(v.decode("utf-8", "replace"))
        for k, v in ATTRIBUTE.findall(tag)
    }


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
