"""Remembers for a unit what the columns of a table hold. In the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping

from shijian.kernel.tables import choosing
from shijian.kernel.tables.headings import Heading
from shijian.units.models import Unit
from shijian.volunteers.models import ColumnMemory


def remember(unit: Unit, heading: Heading, mapping: Mapping[str, str]) -> None:
    """Keep it for the unit's next table with these headings."""
    columns = choosing.memory(heading.titles, mapping)
    ColumnMemory.objects.update_or_create(
        unit=unit, fingerprint=heading.fingerprint, defaults={"columns": columns}
    )
