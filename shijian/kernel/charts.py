"""Small charts and schematic maps as plain numbers; templates draw them as SVG beside a table or list of the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians

WIDTH, HEIGHT, EDGE = 240, 48, 4
MAP_WIDTH, MAP_EDGE, FLAT, TALL = 360, 28, 160, 420
LETTER, LETTERS, ROOM, DOT = 13, 6, 17, 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One value with its share of the largest, in percent."""

    label: str
    value: float
    percent: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """Something with a position: degrees north and east."""

    label: str
    latitude: float
    longitude: float
    url: str = ""
    count: int = 0
    main: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A spot on the map, in its units from the upper left corner; `text` says on which side the name stands."""

    spot: Spot
    x: float
    y: float
    text: str


def bars(rows: Iterable[tuple[str, float, str]]) -> list[Bar]:
    """Give (label, value, address) their lengths; a value above nought never vanishes."""
    rows = list(rows)
    most = max((value for _label, value, _url in rows), default=0)
    return [Bar(label, value, _percent(value, most), url) for label, value, url in rows]


def _percent(value: float, most: float) -> int:
    return max(round(100 * value / most), 1) if value > 0 and most > 0 else 0


def line(values: Sequence[float]) -> str:
    """Give the points of a line through the values, nought at the lower edge, as SVG wants them."""
    most, steps = max([*values, 1]), max(len(values) - 1, 1)
    across, down = WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE
    points = (
        (EDGE + across * at / steps, HEIGHT - EDGE - down * value / most) for at, value in enumerate(values)
    )
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def placed(spots: Sequence[Spot]) -> tuple[list[Mark], int]:
    """Give the marks of a map 360 wide and its height: east to the right, north above, true to the middle latitude."""
    if not spots:
        return [], 0
    north, south = max(s.latitude for s in spots), min(s.latitude for s in spots)
    east, west = max(s.longitude for s in spots), min(s.longitude for s in spots)
    squeeze = cos(radians((north + south) / 2)) or 1.0
    wide, high = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
    scale = min((MAP_WIDTH - 2 * MAP_EDGE) / wide, (TALL - 2 * MAP_EDGE) / high)
    height = max(round(high * scale) + 2 * MAP_EDGE, FLAT) if len(spots) > 1 else FLAT
    shift_x = (MAP_WIDTH - wide * scale) / 2 if len(spots) > 1 else MAP_WIDTH / 2
    shift_y = (height - high * scale) / 2 if len(spots) > 1 else height / 2
    ordered = sorted(spots, key=lambda s: (not s.main, -s.count, -s.latitude))
    points = [
        (shift_x + (s.longitude - west) * squeeze * scale, shift_y + (north - s.latitude) * scale)
        for s in ordered
    ]
    return _named(ordered, points), height


def _named(spots: Sequence[Spot], points: list[tuple[float, float]]) -> list[Mark]:
    """Put each name where it hides no spot and no name before it; nowhere when all is full (the list names it)."""
    taken = [(x - DOT, x + DOT, y) for x, y in points]
    marks = []
    for spot, (x, y) in zip(spots, points, strict=True):
        side = ""
        wide = DOT + LETTER * (min(len(spot.label), LETTERS) + (2 if spot.count else 0))
        for word, start, end in (("right", x + DOT, x + wide), ("left", x - wide, x - DOT)):
            free = not any(abs(at - y) < ROOM and start < right and left < end for left, right, at in taken)
            if free and start >= 0 and end <= MAP_WIDTH:
                side = word
                taken.append((start, end, y))
                break
        marks.append(Mark(spot, round(x, 1), round(y, 1), side))
    return marks
