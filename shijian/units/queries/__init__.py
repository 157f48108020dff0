"""Reads of units.

`PANELS` is where packages above hang sections on the public page of a unit. Each entry is called with
(unit, actor) and gives (template, context) for a section to show, or None for nothing; the template sees the
page's context and its own. Register in `AppConfig.ready`; apps get ready from the top of the house down, and the
page shows the sections the other way round (people, volunteers, orders):

    from shijian.units.queries import PANELS
    PANELS.append(panel)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shijian.kernel.actor import Actor
from shijian.units.models import Unit
from shijian.units.queries.distance import common_path, great_circle, meeting_kind, steps
from shijian.units.queries.offices import OfficeNode, office_chart
from shijian.units.queries.tree import (
    ancestors,
    by_code,
    children,
    level_names,
    level_words,
    nearest,
    roots,
    search_units,
)

Panel = tuple[str, dict[str, Any]]
PANELS: list[Callable[[Unit, Actor], Panel | None]] = []

__all__ = [
    "PANELS", "OfficeNode", "Panel", "ancestors", "by_code", "children", "common_path", "great_circle",
    "level_names", "level_words", "meeting_kind", "nearest", "office_chart", "roots", "search_units", "steps",
]  # fmt: skip
