"""The mark in SHIJIAN_HOME that tells which database holds a demo county. Read before Django is set up."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

FILE = "demo"


def is_set(folder: Path, database: Mapping[str, Any]) -> bool:
    """Say whether just this database (an entry of DATABASES) was built as a demo; another one never is."""
    mark = folder / FILE
    return mark.is_file() and mark.read_text(encoding="utf-8").strip() == label(database)


def put(folder: Path, database: Mapping[str, Any]) -> None:
    """Mark this database as a demo from the next start on."""
    (folder / FILE).write_text(label(database) + "\n", encoding="utf-8")


def label(database: Mapping[str, Any]) -> str:
    """Name a database without secrets, and SQLite's without its folder, so that an installation may move."""
    if str(database["ENGINE"]).endswith("sqlite3"):
        return Path(str(database["NAME"])).name
    return ":".join(str(database.get(key, "")) for key in ("HOST", "PORT", "NAME"))
