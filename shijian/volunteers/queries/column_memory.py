"""What the columns of a table meant when a unit last brought one with these headings."""

from __future__ import annotations

from shijian.kernel.tables.headings import Heading
from shijian.units.models import Unit
from shijian.volunteers.models import ColumnMemory


def recall(unit: Unit, heading: Heading) -> dict[str, str]:
    """Give {heading: field}; empty when the unit brought none."""
    found = ColumnMemory.objects.filter(unit=unit, fingerprint=heading.fingerprint).first()
    return dict(found.columns) if found else {}
