"""Reads of how a person wants the pages."""

from __future__ import annotations

from shijian.kernel.display import PLAIN, Display
from shijian.people.models import DisplayChoice


def of_person(person_id: int) -> Display | None:
    """The choice that the person made, on whichever device; None before the first one. One query."""
    row = DisplayChoice.objects.filter(person_id=person_id).first()
    if row is None:
        return None
    return PLAIN.changed(
        {"edition": row.edition, "size": row.size, "theme": row.theme, "language": row.language or "auto"}
    )
