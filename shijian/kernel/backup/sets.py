"""The folder of one backup, and which of them stay."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
import shutil
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from shijian.kernel.backup import disk
from shijian.kernel.backup.errors import BackupError, Damaged
from shijian.kernel.backup.place import Keep
from shijian.kernel.backup.uploads import stored

FORMAT = 1
LABEL, MANIFEST, DATABASE = "backup.json", "manifest.sealed", "database.sealed"
NAME_OF_TIME = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class BackupSet:
    """One finished backup: its folder, and the label on it, which says nothing of anybody."""

    folder: Path
    label: dict[str, Any]

    @property
    def at(self) -> dt.datetime:
        """The moment that it holds."""
        return dt.datetime.fromisoformat(self.label["at"])

    @property
    def names(self) -> list[str]:
        """The names of the sealed uploads that belong to it."""
        return list(self.label["files"])


def begin(folder: Path, at: dt.datetime) -> Path:
    """An unfinished folder; what earlier unfinished ones left is removed."""
    for old in disk.folder(folder).glob(".unfinished-*"):
        shutil.rmtree(old, ignore_errors=True)
    return disk.folder(folder / f".unfinished-{at.strftime(NAME_OF_TIME)}-{secrets.token_hex(3)}")


def finish(unfinished: Path, label: dict[str, Any]) -> BackupSet:
    """Put the label on and give the folder its name: from now on it is a backup."""
    disk.put(unfinished / LABEL, json.dumps(label, indent=1).encode())
    goal = unfinished.with_name(unfinished.name.removeprefix(".unfinished-"))
    unfinished.rename(goal)
    disk.sync(goal.parent)
    return BackupSet(goal, label)


def part_of(path: Path) -> dict[str, Any]:
    """Size and SHA-256 of a sealed file, as a label holds them."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return {"size": file.tell(), "sha256": digest}


def all_in(folder: Path) -> list[BackupSet]:
    """The finished backups of a folder, oldest first; what is no backup is passed over."""
    found = []
    for path in sorted(folder.glob(f"*/{LABEL}")):
        if not path.parent.name.startswith("."):
            try:
                found.append(_labelled(path))
            except BackupError:
                continue
    return sorted(found, key=lambda each: each.at)


def at(folder: Path) -> BackupSet:
    """The backup in this folder, or the newest in a folder of backups. Raises `BackupError`."""
    if (folder / LABEL).is_file():
        return _labelled(folder / LABEL)
    found = all_in(folder)
    if not found:
        raise BackupError(_("There is no finished backup in %(folder)s.") % {"folder": folder})
    return found[-1]


def _labelled(path: Path) -> BackupSet:
    try:
        label = json.loads(path.read_bytes())
        made_by, _known = int(label["format"]), (label["at"], label["parts"], label["files"])
    except (ValueError, KeyError, TypeError):
        raise Damaged(_("The label of the backup cannot be read: %(path)s") % {"path": path}) from None
    if made_by > FORMAT:
        raise BackupError(_("This backup was made by a newer Shijian. Install that version, then restore."))
    return BackupSet(path.parent, label)


def check(backup: BackupSet) -> int:
    """Compare every sealed file with the label, without any key; returns how many. Raises `Damaged`."""
    parts = {backup.folder / name: part for name, part in backup.label["parts"].items()}
    parts |= {stored(backup.folder.parent, name): part for name, part in backup.label["files"].items()}
    for path, part in parts.items():
        if not path.is_file():
            raise Damaged(_("A part of the backup is missing: %(name)s") % {"name": path.name})
        if part_of(path) != part:
            raise Damaged(_("A part of the backup was cut or changed: %(name)s") % {"name": path.name})
    return len(parts)


def rotate(folder: Path, keep: Keep) -> list[str]:
    """Remove the backups that need not stay, then uploads that no backup holds; returns the names of the former."""
    found = all_in(folder)
    staying = {each.folder for each in kept(found, keep)}
    gone = [each for each in found if each.folder not in staying]
    for each in gone:
        (each.folder / LABEL).unlink()  # first the label: half a backup is none
        shutil.rmtree(each.folder)
    if gone:
        _sweep(folder, {name for each in found if each.folder in staying for name in each.names})
    return [each.folder.name for each in gone]


def kept(found: list[BackupSet], keep: Keep) -> list[BackupSet]:
    """The newest backup of each of the last days, ISO weeks and months; the newest of all always."""
    rules: list[tuple[int, Callable[[dt.datetime], Hashable]]] = [
        (keep.days, lambda moment: moment.date()),
        (keep.weeks, lambda moment: moment.isocalendar()[:2]),
        (keep.months, lambda moment: (moment.year, moment.month)),
    ]
    staying = found[-1:]
    for count, span in rules:
        newest: dict[Hashable, BackupSet] = {span(each.at): each for each in found}
        staying += list(newest.values())[len(newest) - min(count, len(newest)) :]
    return staying


def _sweep(folder: Path, used: set[str]) -> None:
    for path in disk.files_in(folder / "files"):
        if path.name not in used:
            path.unlink()
