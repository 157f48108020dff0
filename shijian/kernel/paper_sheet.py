"""A `Sheet` as PDF."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from pathlib import Path
from typing import Any

from shijian.kernel import paper
from shijian.kernel.sheets import Album, Block, Heading, Sheet, Table, Words

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
        return {"kind": "table", "head": list(block.head), "rows": rows, "shares": block.widths}
    return _album(block, folder, number)


def _album(block: Album, folder: Path, number: int) -> dict[str, Any]:
    photos = []
    for position, photo in enumerate(block.photos):
        file = f"photo-{number}-{position}.jpg"
        (folder / file).write_bytes(photo.jpeg)
        photos.append({"file": file, "caption": photo.caption})
    return {"kind": "album", "photos": photos}
