"""Word files in the layout of official documents (GB/T 9704-2012): A4, 37/35/28/26 mm, 仿宋 16 pt.

The fonts are named, not embedded: offices have them, and Word replaces them elsewhere.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from shijian.kernel.sheets import Block, Heading, Photo, Sheet, Table, Words

BODY, TITLE, HEAD = "仿宋_GB2312", "方正小标宋简体", "黑体"
TEXT_WIDTH = Mm(156)


def word(sheet: Sheet) -> bytes:
    """The sheet as a .docx."""
    document = docx.Document()
    _page(document)
    _title(document, sheet)
    for block in sheet.blocks:
        WRITERS[type(block)](document, block)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    _font(document.styles["Normal"], BODY, 16)
    document.styles["Normal"].paragraph_format.line_spacing = Pt(28)


def _font(styled: Any, name: str, size: float) -> None:
    """Name the font for Latin and for Chinese signs: Word asks for both."""
    styled.font.name, styled.font.size = name, Pt(size)
    styled.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _line(document: Any, text: str, font: str, size: float, *, centred: bool = False) -> Any:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)  # noqa: SLF001 - python-docx has no other way
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _title(document: Any, sheet: Sheet) -> None:
    _line(document, sheet.title, TITLE, 22, centred=True)
    if sheet.subtitle:
        _line(document, sheet.subtitle, BODY, 14, centred=True)


def _heading(document: Any, block: Heading) -> None:
    _line(document, block.text, HEAD, 16).paragraph_format.keep_with_next = True


def _words(document: Any, block: Words) -> None:
    for text in filter(str.strip, block.text.split("\n")):
        _line(document, text.strip(), BODY, 16).paragraph_format.first_line_indent = Pt(32)


def _table(document: Any, block: Table) -> None:
    rows = [block.head, *block.rows] if block.head else list(block.rows)
    if not rows:
        return
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=True):
            cell.paragraphs[0].add_run(text).font.size = Pt(12)


def _photo(document: Any, block: Photo) -> None:
    document.add_picture(io.BytesIO(block.jpeg), width=TEXT_WIDTH)
    document.paragraphs[-1].paragraph_format.line_spacing = 1.0
    _line(document, block.caption, BODY, 12, centred=True)


WRITERS: dict[type[Block], Callable[[Any, Any], None]] = {
    Heading: _heading,
    Words: _words,
    Table: _table,
    Photo: _photo,
}
