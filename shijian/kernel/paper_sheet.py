"""A `Sheet` as PDF."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from pathlib import Path
from typing import Any

from shijian.kernel import paper
from shijian.kernel.sheets import Block, Heading, Photo, Sheet, Table, Words

TEMPLATE = Path(__file__).parent / "data" / "sheet.typ"


def sheet_pdf(sheet: Sheet, *, made_at: dt.datetime) -> bytes:
    """The sheet as a tagged PDF; the template reads its photos beside itself, from a folder that goes afterwards."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        template = Path(shutil.copy(TEMPLATE, folder))
        blocks = [_data(block, folder, number) for number, block in enumerate(sheet.blocks)]
        data = {"title": sheet.title, "subtitle": sheet.subtitle, "blocks": blocks}
        return paper.pdf(template, data, made_at=made_at)


def _data(block: Block, folder: Path, number: int) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "text": block.text}
    if isinstance(block, Words):
        return {"kind": "words", "lines": [line.strip() for line in block.text.split("\n") if line.strip()]}
    if isinstance(block, Table):
        rows = [list(row) for row in block.rows]
        columns = len(block.head) or (len(rows[0]) if rows else 1)
        return {"kind": "table", "head": list(block.head), "rows": rows, "columns": columns}
    return _photo(block, folder, number)


def _photo(block: Photo, folder: Path, number: int) -> dict[str, Any]:
    file = f"photo-{number}.jpg"
    (folder / file).write_bytes(block.jpeg)
    return {"kind": "photo", "file": file, "caption": block.caption}
