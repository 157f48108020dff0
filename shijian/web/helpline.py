"""Whom somebody phones who does not get on with the pages."""

from __future__ import annotations

from shijian.kernel.actor import Actor
from shijian.kernel.support import Contact
from shijian.people.queries.contacts import contact_for
from shijian.units.enums import UnitKind
from shijian.units.models import Unit


def contact_of(actor: Actor) -> Contact | None:
    """The phone of one's own station or the nearest place above it; for visitors the centre's. Three queries."""
    units = Unit.objects.active()
    mine = units.filter(persons=actor.person_id) if actor.person_id else units.filter(kind=UnitKind.CENTRE)
    unit = mine.order_by("path").first()
    return contact_for(unit) if unit is not None else None
