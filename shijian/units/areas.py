"""The national table of administrative areas: province, city, county, town (乡镇, 街道), village (村, 社区).

Codes are the statistical area codes: 2, 4, 6, 9 or 12 digits, each level beginning with the code of the level
above; padded with zeros to 12 (or, as in GB/T 2260, to 6) they are understood too. The source holds mainland
China as of 2023-06-30, without Hong Kong, Macau and Taiwan.

Some rows name no real place and only fill a level (`is_placeholder`): the city 市辖区 or 县 of a
municipality; the city 省直辖县级行政区划 above counties that belong to their province directly (429004 仙桃市);
and the county of a city without counties, which repeats the city's name (441900 below 4419 东莞市). `find`,
`parent_code`, `counties`, `towns` and `villages` keep to the official rows; `children` and `ancestors` step
over placeholders, so that 仙桃市 is a child of 湖北省, and a town of 东莞市 a child of the city.

The index stays in memory (some 3,400 rows); towns and villages are read city by city. What is cached is
never changed, and the caches of functools hold their own lock: every function may be called from any thread.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from shijian.units.area_names import ABOVE, DIGITS, Area, AreaLevel, is_community, short_name
from shijian.units.areas_file import Index, Table, read_city, read_index

__all__ = [
    "Area", "AreaLevel", "ancestors", "children", "counties", "county_of", "find", "is_community",
    "is_placeholder", "provinces", "short_name", "source", "towns", "villages",
]  # fmt: skip

FILE = Path(__file__).parent / "data" / "areas.bin"
_PLACEHOLDER_CITIES = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}


def find(code: str) -> Area | None:
    """Return the area of `code`, or None if the table has none.

    Padded with zeros, the longest code that exists counts: 441900000000 is the county level of 东莞市.
    """
    if not (len(code) in DIGITS and code.isascii() and code.isdigit()):
        return None
    lengths = (n for n in sorted(DIGITS, reverse=True) if n <= len(code) and not code[n:].strip("0"))
    return next(filter(None, (_exact(code[:n]) for n in lengths)), None)


def children(code: str) -> list[Area]:
    """Return the areas right below, stepping over placeholders; empty for a village or an unknown code."""
    area = find(code)
    if area is None or area.level == AreaLevel.VILLAGE:
        return []
    digits = next(lower for lower, upper in ABOVE.items() if upper == len(area.code))
    return [real for child in _below(area.code, digits) for real in _step_over(child)]


def provinces() -> list[Area]:
    """Return the provinces, autonomous regions and municipalities in the order of their codes."""
    return _below("", 2)


def counties(prefix: str = "") -> list[Area]:
    """Return all counties, districts and county-level cities below a code, or of the whole table.

    A city without counties gives its placeholder, so 4419 gives 441900; a county gives itself.
    """
    if not prefix:
        return _below("", 6)
    area = find(prefix)
    return _below(area.code, 6) if area else []


def towns(code: str) -> list[Area]:
    """Return all towns, townships and subdistricts below a county, or below a city or province."""
    return _all_below(code, 9)


def villages(code: str) -> list[Area]:
    """Return all villages and communities below a town, or below any larger area."""
    return _all_below(code, 12)


def county_of(code: str) -> Area | None:
    """Return the county-level area that `code` lies in or is; for a city without counties its placeholder.

    None for a province, a city with counties and an unknown code.
    """
    area = find(code)
    if area is None or area.level == AreaLevel.PROVINCE:
        return None
    if area.level == AreaLevel.CITY:
        return next(filter(is_placeholder, _below(area.code, 6)), None)
    return _exact(area.code[:6])


def ancestors(code: str) -> list[Area]:
    """Return the areas above, the province first, without placeholders; empty if the code is unknown."""
    area = find(code)
    if area is None:
        return []
    above = [_exact(area.code[:digits]) for digits in DIGITS if digits < len(area.code)]
    return [upper for upper in above if upper and not is_placeholder(upper)]


def is_placeholder(area: Area) -> bool:
    """Tell whether the row only fills a level and names no place of its own."""
    if area.level == AreaLevel.CITY:
        return area.name in _PLACEHOLDER_CITIES
    return area.level == AreaLevel.COUNTY and area.name == _index().upper.names.get(area.code[:4])


def source() -> dict[str, str]:
    """Return where the table comes from: Source, Homepage, Origin, Licence, Counts."""
    return dict(_index().header)


@lru_cache(maxsize=1)
def _index() -> Index:
    return read_index(FILE)


@lru_cache(maxsize=64)
def _city(code: str) -> Table:
    return read_city(FILE, _index(), code)


def _exact(code: str) -> Area | None:
    if len(code) > 6 and code[:4] not in _index().chunks:
        return None
    table = _city(code[:4]) if len(code) > 6 else _index().upper
    name = table.names.get(code)
    return Area(code, name, DIGITS[len(code)]) if name else None


def _below(prefix: str, digits: int) -> list[Area]:
    return [
        Area(code, table.names[code], DIGITS[digits])
        for table in _tables(prefix, digits)
        for code in table.below(prefix, digits)
    ]


def _tables(prefix: str, digits: int) -> Iterator[Table]:
    if digits <= 6:
        yield _index().upper
        return
    for city in _index().chunks:
        if city.startswith(prefix[:4]):
            yield _city(city)


def _all_below(code: str, digits: int) -> list[Area]:
    area = find(code)
    return _below(area.code, digits) if area and len(area.code) < digits else []


def _step_over(area: Area) -> list[Area]:
    return children(area.code) if is_placeholder(area) else [area]
