"""Word files in the layout of official documents (GB/T 9704-2012): A4, 37/35/28/26 mm, 仿宋 16 pt.

The fonts are named, not embedded: offices have them, and Word replaces them elsewhere. Tibetan is written in the font
that comes with Windows.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt, RGBColor

from shijian.kernel.sheets import Album, Block, Heading, Photo, Sheet, Table, Words

BODY, TITLE, HEAD, TIBETAN = "仿宋_GB2312", "方正小标宋简体", "黑体", "Microsoft Himalaya"
TEXT_WIDTH = Mm(156)
PHOTO_WIDTH, PHOTO_HEIGHT = Mm(74), Mm(88)


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
    text = document.styles["Normal"].paragraph_format
    text.line_spacing, text.space_after = Pt(28), Pt(0)
    _heading_style(document.styles["Heading 1"])
    _page_number(section.footer.paragraphs[0])


def _heading_style(style: Any) -> None:
    """Black like the text: the style of the library is blue and takes its font from a theme."""
    _font(style, HEAD, 16)
    style.font.bold, style.font.color.rgb = False, RGBColor(0, 0, 0)
    style.paragraph_format.space_before = Pt(8)


def _page_number(paragraph: Any) -> None:
    """— 1 —, as official documents have it."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)  # noqa: SLF001 - python-docx knows no fields
    paragraph.add_run(" —")
    for run in paragraph.runs:
        run.font.size = Pt(14)


def _font(styled: Any, name: str, size: float) -> None:
    """Name the font for each kind of script: Word asks for all of them."""
    styled.font.name, styled.font.size = name, Pt(size)
    fonts = styled.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in [each for each in fonts.attrib if each.endswith("Theme")]:
        del fonts.attrib[theme]
    fonts.set(qn("w:eastAsia"), name)
    fonts.set(qn("w:cs"), TIBETAN)


def _line(document: Any, text: str, font: str, size: float, *, centred: bool = False) -> Any:
    paragraph = document.add_paragraph()
    _font(paragraph.add_run(text), font, size)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _title(document: Any, sheet: Sheet) -> None:
    document.core_properties.title = sheet.title
    _line(document, sheet.title, TITLE, 22, centred=True).paragraph_format.line_spacing = Pt(34)
    if sheet.subtitle:
        _line(document, sheet.subtitle, BODY, 14, centred=True)


def _heading(document: Any, block: Heading) -> None:
    document.add_paragraph(block.text, style="Heading 1")


def _words(document: Any, block: Words) -> None:
    for text in filter(str.strip, block.text.split("\n")):
        _line(document, text.strip(), BODY, 16).paragraph_format.first_line_indent = Pt(32)


def _table(document: Any, block: Table) -> None:
    rows = [block.head, *block.rows] if block.head else list(block.rows)
    if not rows:
        return
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    table.autofit = False
    widths = [int(TEXT_WIDTH * share / sum(block.widths)) for share in block.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width  # LibreOffice goes by the columns, Word by the cells
    for row, texts in zip(table.rows, rows, strict=True):
        _keep_whole(row)
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = width
            _small(cell.paragraphs[0], text)
    if block.head:
        _repeat(table.rows[0])


def _small(paragraph: Any, text: str) -> Any:
    """Words in a cell, set closer than those of the text."""
    _font(paragraph.add_run(text), BODY, 12)
    paragraph.paragraph_format.line_spacing = 1.15
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    return paragraph


def _repeat(row: Any) -> None:
    """Let the head stand on each page of the table."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001
    for cell in row.cells:
        cell.paragraphs[0].runs[0].font.bold = True


def _keep_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001


def _album(document: Any, block: Album) -> None:
    """Two beside each other, each above its words, in a table without lines."""
    table = document.add_table(rows=-(-len(block.photos) // 2), cols=2)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for row in table.rows:
        _keep_whole(row)
    for number, photo in enumerate(block.photos):
        _photo(table.cell(number // 2, number % 2), photo)


def _photo(cell: Any, photo: Photo) -> None:
    cell.width = TEXT_WIDTH // 2
    paragraph = cell.paragraphs[0]
    picture = paragraph.add_run().add_picture(io.BytesIO(photo.jpeg), width=PHOTO_WIDTH)
    if picture.height > PHOTO_HEIGHT:
        picture.width, picture.height = int(PHOTO_WIDTH * PHOTO_HEIGHT / picture.height), PHOTO_HEIGHT
    picture._inline.docPr.set("descr", photo.caption)  # noqa: SLF001 - read aloud instead of the picture
    paragraph.paragraph_format.line_spacing, paragraph.paragraph_format.keep_with_next = 1.0, True
    for each in (paragraph, _small(cell.add_paragraph(), photo.caption)):
        each.alignment = WD_ALIGN_PARAGRAPH.CENTER


WRITERS: dict[type[Block], Callable[[Any, Any], None]] = {
    Heading: _heading,
    Words: _words,
    Table: _table,
    Album: _album,
}
