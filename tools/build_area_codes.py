"""Build shijian/units/data/areas.bin: ``python -m tools.build_area_codes DIST``, see the README beside it."""

import csv
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from shijian.units.areas_file import pack

TARGET = Path(__file__).parents[1] / "shijian" / "units" / "data" / "areas.bin"
LIMIT = 4_000_000  # bytes; every installation carries the file
LEVELS = {"provinces": 2, "cities": 4, "areas": 6, "streets": 9, "villages": 12}
Row = tuple[str, str]


def main(dist: Path) -> None:
    levels = {name: read(dist / f"{name}.csv", digits) for name, digits in LEVELS.items()}
    check_parents(list(levels.values()))
    data = pack(header(dist, levels), *arrange(levels))
    if len(data) > LIMIT:
        raise SystemExit(f"{len(data)} bytes, more than {LIMIT}")
    TARGET.write_bytes(data)
    counts = ", ".join(f"{len(rows)} {name}" for name, rows in levels.items())
    print(f"{TARGET.name}: {len(data)} bytes, {counts}")


def read(path: Path, digits: int) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = sorted((row["code"], row["name"]) for row in csv.DictReader(file))
    for code, name in rows:
        if not (re.fullmatch(rf"[0-9]{{{digits}}}", code) and re.fullmatch(r"[^=#\s]\S*", name)):
            raise SystemExit(f"{path.name}: the container cannot hold {code} {name!r}")
    if any(one[0] == two[0] for one, two in pairwise(rows)):
        raise SystemExit(f"{path.name}: a code occurs twice")
    return rows


def check_parents(levels: list[list[Row]]) -> None:
    for upper, lower in pairwise(levels):
        known = {code for code, _ in upper}
        digits = len(upper[0][0])
        orphans = [code for code, _ in lower if code[:digits] not in known]
        if orphans:
            raise SystemExit(f"without a parent: {orphans[:5]}")


def arrange(levels: dict[str, list[Row]]) -> tuple[list[Row], dict[str, list[Row]]]:
    upper = sorted(levels["provinces"] + levels["cities"] + levels["areas"])
    lower: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(levels["streets"] + levels["villages"]):
        lower[row[0][:4]].append(row)
    return upper, dict(lower)


def header(dist: Path, levels: dict[str, list[Row]]) -> dict[str, str]:
    return dict(header_fields(json.loads((dist.parent / "package.json").read_text("utf-8")), levels))


def header_fields(package: dict[str, str], levels: dict[str, list[Row]]) -> Iterator[tuple[str, str]]:
    yield "Source", f"{package['name']} {package['version']}"
    yield "Homepage", package["homepage"].removesuffix("#readme")
    yield "Origin", "National Bureau of Statistics of China, statistical area codes 2023, as of 2023-06-30"
    yield "Licence", "WTFPL version 2 (LICENSE of the package)"
    yield "Counts", " ".join(str(len(rows)) for rows in levels.values())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
