"""Charts made on the server: `{% load charts %}`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import template

from shijian.kernel import charts

register = template.Library()


@register.inclusion_tag("components/bars.html")
def bars(caption: str, rows: Iterable[tuple[str, float, str]]) -> dict[str, Any]:
    """Bars as a table: rows of (label, value, address or "")."""
    return {"caption": caption, "bars": charts.bars(rows)}


@register.inclusion_tag("components/sparkline.html")
def sparkline(caption: str, rows: Sequence[tuple[str, float]]) -> dict[str, Any]:
    """A line through the values of (label, value), with its ends in words and the values as a table on demand."""
    values = [value for _label, value in rows]
    return {
        "caption": caption,
        "rows": rows,
        "points": charts.line(values),
        "width": charts.WIDTH,
        "height": charts.HEIGHT,
        "total": sum(values),
        "most": max(values, default=0),
    }


@register.inclusion_tag("components/map.html")
def unit_map(caption: str, spots: Sequence[charts.Spot], missing: int = 0) -> dict[str, Any]:
    """A schematic map with the list of its places beside it; `missing` counts those without a position."""
    marks, height = charts.placed(spots)
    return {
        "caption": caption,
        "marks": marks,
        "width": charts.MAP_WIDTH,
        "height": height,
        "missing": missing,
    }
