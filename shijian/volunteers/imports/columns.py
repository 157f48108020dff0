"""Finds the heading of a roll of volunteers and says what each column holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from shijian.kernel.errors import Invalid
from shijian.kernel.tables import choosing
from shijian.kernel.tables.headings import Heading
from shijian.kernel.tables.workbook import Book
from shijian.volunteers.imports import fields


def find(book: Book, sheet: str = "") -> Heading:
    """Find the heading in `sheet`, or in the sheet that looks most like a roll. Raises `Invalid`."""
    heading = fields.ROLL.find(book, sheet)
    if heading is None:
        raise Invalid(
            _("No row with headings such as 姓名 and 手机 was found in the first 30 rows of the file.")
        )
    return heading


def mapping(titles: Sequence[str], remembered: Mapping[str, str]) -> dict[str, str]:
    """Say which field each column holds, by memory, then by its words; no field twice."""
    return fields.ROLL.mapping(titles, remembered)


def problems(chosen: Mapping[str, str]) -> str:
    """Say what is missing in a mapping; "" when it can be used."""
    if fault := choosing.twice(chosen):
        return fault
    codes = list(chosen.values())
    if "name" not in codes:
        return _("Say which column holds the name.")
    if not {"document_number", "birth_date"} & set(codes):
        return _(
            "Say which column holds the identity number or the date of birth; the age decides what somebody may do."
        )
    return ""
