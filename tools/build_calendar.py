"""Write shijian/kernel/data/calendar.json from the package chinesecalendar.

    python tools/build_calendar.py

Only days that depart from Monday to Friday, or bear a holiday's name, are kept: that is what the official
notice of a year lists. Run it again when the package knows a further year, and add the notice's number below.
"""

import datetime as dt
import json
from pathlib import Path

from chinese_calendar import Holiday
from chinese_calendar.constants import holidays, workdays

TARGET = Path(__file__).resolve().parent.parent / "shijian" / "kernel" / "data" / "calendar.json"
NOTICES = {2024: "国办发明电〔2023〕7号", 2025: "国办发明电〔2024〕12号", 2026: "国办发明电〔2025〕7号"}
CHINESE = {holiday.value: holiday.chinese for holiday in Holiday}


def row(date: dt.date, kind: str, name: str) -> dict[str, str]:
    """One line of the file: the date, what it is, its holiday and the notice that says so."""
    notice = NOTICES[date.year]
    return {"date": date.isoformat(), "kind": kind, "name": CHINESE[name], "source_document": notice}


def rows() -> list[dict[str, str]]:
    """All known days of the years that have a notice, in order."""
    off = [row(date, "off", name) for date, name in holidays.items() if date.year in NOTICES]
    working = [row(date, "working", name) for date, name in workdays.items() if date.year in NOTICES]
    return sorted(off + working, key=lambda item: item["date"])


def main() -> None:
    """Write the file, one day a line so that a diff reads well."""
    lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in rows())
    TARGET.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(rows())} days")


if __name__ == "__main__":
    main()
