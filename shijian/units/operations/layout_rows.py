"""The rows of one county: built in memory, then written a table at a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db import connection

from shijian.kernel import paths
from shijian.units import areas
from shijian.units.areas import Area
from shijian.units.enums import CodeKind, UnitKind
from shijian.units.models import Unit, UnitCode
from shijian.units.operations.founding import next_root_path
from shijian.units.operations.offices import give_default_offices

BATCH = 1_000
# One statement in the database instead of a row at a time through Python: a nation has 660,000 names.
FIRST_NAMES = """
    INSERT INTO units_unitname (unit_id, name, document_no, valid_from)
    SELECT id, name, '', %s FROM units_unit WHERE path >= %s AND path < %s
"""


@dataclass(slots=True)
class Builder:
    """Seats units below one another; `suffixes` is the wording behind the place by kind."""

    suffixes: dict[str, str]
    codes: list[tuple[Unit, str]] = field(default_factory=list)

    def seat(self, parent: Unit | None, kind: UnitKind, area: Area, place: str, name: str = "") -> Unit:
        """Give an unsaved unit on the next free path below `parent`."""
        path = next_root_path() if parent is None else parent.path + paths.segment(parent.next_child)
        if parent is not None:
            parent.next_child += 1
        unit = Unit(
            parent=parent, kind=kind, place_name=place, name=name or place + self.suffixes[kind], path=path
        )
        self.codes.append((unit, area.full_code))
        return unit


@dataclass(frozen=True, slots=True)
class County:
    """A county before it is written. A village whose town is missing lies right below the centre."""

    centre: Unit
    hubs: list[Unit]
    stations: list[Unit]
    codes: list[tuple[Unit, str]]


def build_county(area: Area, parent: Unit | None, suffixes: dict[str, str], name: str = "") -> County:
    """Build centre, hubs and stations of a county without writing them.

    Rows of the table whose own digits are zero repeat the area above (350527000000 金门县) and name no place.
    """
    build = Builder(suffixes)
    centre = build.seat(parent, UnitKind.CENTRE, area, area.name, name)
    towns = (town for town in areas.towns(area.code) if town.code[6:] != "000")
    hubs = {town.code: build.seat(centre, UnitKind.HUB, town, town.name) for town in towns}
    stations = [
        build.seat(hubs.get(village.code[:9], centre), UnitKind.STATION, village, areas.short_name(village))
        for village in areas.villages(area.code)
        if village.code[9:] != "000"
    ]
    return County(centre, list(hubs.values()), stations, build.codes)


def write_county(county: County, day: dt.date) -> int:
    """Write a county with names and codes that hold from `day`; returns how many offices it got."""
    county.centre.save(force_insert=True)
    Unit.objects.bulk_create(county.hubs, batch_size=BATCH)
    Unit.objects.bulk_create(county.stations, batch_size=BATCH)
    write_attributes(county.centre, county.codes, day)
    return give_default_offices([county.centre, *county.hubs])


def write_attributes(top: Unit, codes: list[tuple[Unit, str]], day: dt.date) -> None:
    """Write the first name of `top` and all units below it, and the statistical codes of saved units."""
    held = (UnitCode(unit=unit, kind=CodeKind.STATISTICAL, code=code, valid_from=day) for unit, code in codes)
    UnitCode.objects.bulk_create(held, batch_size=BATCH)
    with connection.cursor() as cursor:
        cursor.execute(FIRST_NAMES, [day, top.path, paths.end_of(top.path)])
