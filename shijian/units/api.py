"""Units: public."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from shijian.kernel import search
from shijian.kernel.api import ERRORS, Key, actor_of, cut, page_of
from shijian.units.models import Unit

router = Router(tags=["units"])


class UnitOut(Schema):
    """A practice unit."""

    id: int
    name: str
    kind: str
    state: str
    parent_id: int | None
    address: str
    phone: str
    opening_hours: str

    @classmethod
    def of(cls, unit: Unit) -> UnitOut:
        """Give the public facts of `unit`."""
        return cls(**{name: getattr(unit, name) for name in cls.model_fields})


UnitPage = page_of(UnitOut)


@router.get("units", response={200: UnitPage, **ERRORS}, operation_id="list_units")
def list_units(
    request: HttpRequest, parent: Key | None = None, q: str = "", cursor: str = "", limit: int = 20
) -> object:
    """List the units that the actor may see, below one parent or by name."""
    rows = Unit.objects.visible_to(actor_of(request))
    if parent is not None:
        rows = rows.filter(parent_id=parent)
    if q:
        rows = rows.filter(pk__in=search.find("unit", q[:60]))
    return cut(rows, cursor=cursor, limit=limit, show=UnitOut.of)


@router.get("units/{unit_id}", response={200: UnitOut, **ERRORS}, operation_id="get_unit")
def get_unit(request: HttpRequest, unit_id: int) -> object:
    """Show one unit."""
    return UnitOut.of(get_object_or_404(Unit.objects.visible_to(actor_of(request)), pk=unit_id))
