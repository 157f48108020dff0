"""How far apart two units are: by the tree always, by the great circle when both positions are set."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

from shijian.kernel import paths
from shijian.units.enums import UnitKind
from shijian.units.models import Unit

EARTH_RADIUS_KM = 6371.0088


def common_path(one: str, other: str) -> str:
    """The path of the lowest unit that is both or above both; "" when they share no root."""
    return max(set(paths.ancestors(one)) & set(paths.ancestors(other)), key=len, default="")


def steps(one: str, other: str) -> int | None:
    """Steps through the tree: 0 the same unit, 1 parent and child, 2 siblings; None without a common root."""
    shared = common_path(one, other)
    if not shared:
        return None
    return (len(one) + len(other) - 2 * len(shared)) // paths.WIDTH


def meeting_kind(one: str, other: str) -> UnitKind | None:
    """The kind of the lowest common unit: STATION same village, HUB same town, CENTRE same county; one query."""
    shared = common_path(one, other)
    kind = Unit.objects.filter(path=shared).values_list("kind", flat=True).first() if shared else None
    return UnitKind(kind) if kind else None


def great_circle(one: Unit, other: Unit) -> float | None:
    """Kilometres through the air; None until both positions are set."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    lat1, lat2 = radians(one.latitude), radians(other.latitude)
    half_lat, half_lon = (lat2 - lat1) / 2, radians(other.longitude - one.longitude) / 2
    chord = sin(half_lat) ** 2 + cos(lat1) * cos(lat2) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, chord)))
