"""Paper and pictures out of a template of typst and data: posters, certificates, lists.

A template reads its data by `#let data = json(bytes(sys.inputs.data))`. What people typed arrives as text and is never
markup, whatever signs it holds. Chinese fonts come from an installed package, Tibetan letters from `data/fonts`; a
template names both. Nothing is fetched from anywhere.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import pylopdf_fonts_zh_cn as fonts_package
import segno
import typst

MILLIMETRES_PER_INCH = 25.4
TIBETAN = Path(__file__).parent / "data" / "fonts"


def pdf(template: Path, data: Mapping[str, Any], *, made_at: dt.datetime) -> bytes:
    """The sheet as a tagged PDF; equal data and `made_at` (aware) give equal bytes."""
    return _compiled(template, data, "pdf", timestamp=int(made_at.timestamp()))[0]


def png(template: Path, data: Mapping[str, Any], *, wide_mm: float, wide_px: int) -> bytes:
    """The first page as a picture that is `wide_px` pixels wide; the template makes it `wide_mm` millimetres wide."""
    return _compiled(template, data, "png", ppi=wide_px * MILLIMETRES_PER_INCH / wide_mm)[0]


def qr_svg(text: str) -> str:
    """A QR code as SVG with its quiet zone, for `image(bytes(...), format: "svg")` of a template."""
    return segno.make(text, error="m", micro=False).svg_inline(border=4, dark="#000", light="#fff")


def _compiled(
    template: Path, data: Mapping[str, Any], kind: Literal["pdf", "png"], **options: Any
) -> list[bytes]:
    """The pages; a PDF counts as one."""
    source = template.read_bytes()
    compiler = typst.Compiler(
        source,
        root=template.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        package_path=template.parent,  # holds no packages: a template that wants one fails at once
        package_cache_path=template.parent,
    )
    made = compiler.compile(format=kind, **options)
    if made is None:
        raise RuntimeError(template.name)
    return made if isinstance(made, list) else [made]


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    folders = [Path(fonts_package.__file__).parent, TIBETAN]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
