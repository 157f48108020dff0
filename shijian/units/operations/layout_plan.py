"""What an area code asks for: which overseeing offices, which counties below them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from shijian.kernel.errors import Conflict, Invalid
from shijian.units import areas
from shijian.units.areas import Area, AreaLevel
from shijian.units.enums import CodeKind
from shijian.units.models import UnitCode
from shijian.units.queries import level_names

NATION = "all"


@dataclass(frozen=True, slots=True)
class Branch:
    """A topmost unit to make: a county's centre, or an overseeing office with counties below."""

    top: Area
    place: str
    name: str
    counties: tuple[Area, ...]
    has_oversight: bool


def plan(code: str, name: str | None) -> list[Branch]:
    """Read an area code; raises `Invalid` when it is malformed, unknown or of a town or village."""
    if code == NATION:
        if name:
            raise Invalid(fields={"name": _("The whole nation has no unit of one name.")})
        return [_overseen(area, "") for area in areas.provinces()]
    area = _found(code)
    county = areas.county_of(area.code)
    if county is None:
        return [_overseen(area, name or "")]
    if area.level in (AreaLevel.TOWN, AreaLevel.VILLAGE):
        words = {"name": area.name, "county": county.name, "code": county.code}
        raise Invalid(
            fields={"area": _("%(name)s lies in %(county)s: lay out the county with %(code)s.") % words}
        )
    return [Branch(county, county.name, name or "", (county,), has_oversight=False)]


def refuse_existing(code: str, branches: list[Branch]) -> None:
    """Raise `Conflict` saying what exists when units hold codes of the area."""
    held = UnitCode.objects.filter(kind=CodeKind.STATISTICAL, valid_until__isnull=True)
    if code != NATION:
        held = held.filter(code__startswith=branches[0].top.code)
    counts = dict(held.values_list("unit__kind").annotate(n=Count("pk")).order_by())
    if not counts:
        return
    first = held.select_related("unit").order_by("code")[0].unit.name
    kinds = ", ".join(f"{word} {counts[kind]}" for kind, word in level_names().items() if kind in counts)
    words = {"area": branches[0].place if code != NATION else _("The nation"), "kinds": kinds, "first": first}
    raise Conflict(_("%(area)s is laid out already: there are %(kinds)s; the first is %(first)s.") % words)


def _found(code: str) -> Area:
    if not (code.isascii() and code.isdigit() and len(code) in (2, 4, 6, 9, 12)):
        form = _("An area code has 2, 4, 6, 9 or 12 digits, such as 623027 for a county; or write all.")
        raise Invalid(fields={"area": form})
    area = areas.find(code)
    if area is None:
        raise Invalid(
            fields={"area": _("The national table has no area with the code %(code)s.") % {"code": code}}
        )
    return area


def _overseen(area: Area, name: str) -> Branch:
    place = areas.ancestors(area.code)[-1].name if areas.is_placeholder(area) else area.name
    return Branch(area, place, name, tuple(areas.counties(area.code)), has_oversight=True)
