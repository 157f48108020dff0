"""What the audit trail kept of rows that carry a digest, in the database and in the archives of days that left it.

The archives are read into a temporary table on the disk, so that years of them never lie in memory.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from shijian.kernel.audit import retention
from shijian.kernel.models import AuditEntry, AuditPrune

DIGEST = "digest"
TABLE = "CREATE TABLE kept (kind TEXT, object INTEGER, action TEXT, at TEXT, before TEXT, after TEXT, gap INTEGER)"
SEALED = "rows.seal"  # the deed that seals the older rows of a kind, which have no digest of their own
BATCH = 2000


class Deed(NamedTuple):
    """A row of the trail with the digest of its object before and after it; `at` as ISO text."""

    action: str
    at: str
    before: str | None
    after: str


class Sealed(NamedTuple):
    """`rows` of a kind with keys above `first` up to `last`, as they stood before their first known deed.

    `end` says that no older row lies above them; `at` as ISO text.
    """

    at: str
    first: int
    last: int
    rows: int
    digest: str
    end: bool


def of_seal(kind: str, first: int, last: int, count: int, digest: str, *, end: bool) -> dict[str, list[Any]]:
    """For `changes` of the deed `SEALED`."""
    return {"kind": [None, kind], "rows": [first, last], "count": [0, count], "older": [end, digest]}


class Kept:
    """The deeds on objects of some kinds. `gaps` counts the archives that are not here or were changed."""

    def __init__(self, kinds: Collection[str]) -> None:
        """Read the archives, oldest first."""
        self._kinds, self.gaps = set(kinds), 0
        self._seals: list[tuple[str, dict[str, list[Any]]]] = []
        self._table = sqlite3.connect("")
        self._table.execute(TABLE)
        for note in AuditPrune.objects.order_by("first_seal"):
            self._read(note)
        self._table.execute("CREATE INDEX kept_object ON kept (kind, object)")
        rows = AuditEntry.objects.filter(object_kind="", action=SEALED).order_by("id")
        self._seals += [(at.isoformat(), changes) for at, changes in rows.values_list("at", "changes")]

    def _read(self, note: AuditPrune) -> None:
        path = retention.folder() / note.archive
        if not path.exists() or retention.is_archive_changed(note):
            self.gaps += 1
            return
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            self._table.executemany("INSERT INTO kept VALUES (?, ?, ?, ?, ?, ?, ?)", self._rows(lines))

    def _rows(self, lines: Iterable[str]) -> Iterator[tuple[Any, ...]]:
        for row in map(json.loads, lines):
            if row["action"] == SEALED:
                self._seals.append((row["at"], row["changes"]))
            said = (row["changes"] or {}).get(DIGEST)
            if row["object_kind"] in self._kinds and said:
                yield row["object_kind"], row["object_id"], row["action"], row["at"], *said, self.gaps

    def between(self, kind: str, first: int, last: int | None) -> dict[int, list[Deed]]:
        """The deeds on each object with a key above `first` up to `last`, in their order; None: all above it."""
        found: dict[int, list[Deed]] = defaultdict(list)
        up_to = 2**63 - 1 if last is None else last
        statement = (
            "SELECT object, action, at, before, after FROM kept WHERE kind = ? AND object > ? AND object <= ?"
        )
        for key, *deed in self._table.execute(f"{statement} ORDER BY rowid", (kind, first, up_to)):
            found[key].append(Deed(*deed))
        rows = AuditEntry.objects.filter(object_kind=kind, object_id__gt=first, object_id__lte=up_to)
        columns = rows.order_by("object_id", "id").values_list("object_id", "action", "at", "changes")
        for key, action, at, changes in columns.iterator(chunk_size=BATCH):
            if said := changes.get(DIGEST):
                found[key].append(Deed(action, at.isoformat(), *said))
        return found

    def seals(self, kind: str) -> list[Sealed]:
        """The seals over the older rows of a kind in the order of their keys; of two of the same rows the first."""
        found: dict[int, Sealed] = {}
        for at, said in self._seals:
            if said["kind"][1] == kind:
                (first, last), (end, digest) = said["rows"], said["older"]
                found.setdefault(last, Sealed(at, first, last, said["count"][1], digest, end))
        return [found[last] for last in sorted(found)]

    def first(self, kind: str) -> int | None:
        """The lowest key whose making is known, of those that were made after the last archive that is not here."""
        behind = "SELECT min(object) FROM kept WHERE kind = ? AND before IS NULL AND gap = ?"
        archived = self._table.execute(behind, (kind, self.gaps)).fetchone()[0]
        rows = AuditEntry.objects.filter(object_kind=kind, changes__digest__0=None)
        living = rows.order_by("object_id").values_list("object_id", flat=True).first()
        return min((key for key in (archived, living) if key is not None), default=None)
