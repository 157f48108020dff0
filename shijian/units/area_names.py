"""What one row of the area table says by itself: its level, its codes, and the name that people use."""

import re
from dataclasses import dataclass
from enum import StrEnum

_COMMUNITY = re.compile(r"(?:居民?委(?:员会|会)|社区)$")
_VILLAGE = re.compile(r"(?:[村牧渔]民?委(?:员会|会)|村|嘎查)$")
_COMMITTEE = re.compile(r"(?:村民居|[村居牧渔]民?|(?<=社区)|(?<=嘎查))委(?:员会|会|员)?会?$")
_NO_NAME = {"", "村", "社区"}


class AreaLevel(StrEnum):
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"


DIGITS = dict(zip((2, 4, 6, 9, 12), AreaLevel, strict=True))
ABOVE = {4: 2, 6: 4, 9: 6, 12: 9}


@dataclass(frozen=True, slots=True)
class Area:
    code: str
    name: str
    level: AreaLevel

    @property
    def full_code(self) -> str:
        """The 12 digits; a city without counties shares them with its placeholder county."""
        return self.code.ljust(12, "0")

    @property
    def parent_code(self) -> str | None:
        """The code of the official row above, be it a placeholder; None for a province."""
        digits = ABOVE.get(len(self.code))
        return self.code[:digits] if digits else None


def is_community(area: Area) -> bool:
    """Tell whether a village-level area is a community (居委会) rather than a village (村委会).

    The name decides, else the code: 001-199 and 400-499 are communities. False on other levels.
    """
    if area.level != AreaLevel.VILLAGE:
        return False
    if _COMMUNITY.search(area.name) or _VILLAGE.search(area.name):
        return bool(_COMMUNITY.search(area.name))
    return area.code[9] in "014"


def short_name(area: Area) -> str:
    """Return the place instead of its committee: 九甲村民委员会 gives 九甲村, 镇东居委会 gives 镇东社区.

    Never empty: a committee without a name of its own keeps its words. Other levels keep their name.
    """
    match = _COMMITTEE.search(area.name) if area.level == AreaLevel.VILLAGE else None
    if match is None or area.name[: match.start()] in _NO_NAME:
        return area.name
    place = area.name[: match.start()]
    if place.endswith(("村", "区", "嘎查")):
        return place
    return place + {"村": "村", "居": "社区"}.get(match.group()[0], "")
