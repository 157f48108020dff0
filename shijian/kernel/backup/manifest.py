"""What a backup says of itself, sealed: counts, hashes, files, versions."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from shijian.kernel.backup.dump import Tally
from shijian.kernel.backup.snapshot import Migration
from shijian.kernel.backup.uploads import Upload


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that a restored place is compared with."""

    at: str
    version: str
    engine: str
    demo: bool
    migrations: list[Migration]
    tables: dict[str, Tally]
    uploads: list[Upload]
    keys: str
    audit: dict[str, Any]
    naming_key: str
    recipients: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(tally.rows for tally in self.tables.values())

    def dumped(self) -> bytes:
        """As JSON."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()

    @staticmethod
    def parsed(data: bytes) -> Manifest:
        """From JSON."""
        row = json.loads(data)
        row["migrations"] = [(app, name) for app, name in row["migrations"]]
        row["tables"] = {name: Tally.parsed(each) for name, each in row["tables"].items()}
        row["uploads"] = [Upload(**each) for each in row["uploads"]]
        return Manifest(**row)


def keys_of(folder: Path) -> dict[str, str]:
    """The key files, by name, as base64."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    return {path.name: base64.b64encode(path.read_bytes()).decode() for path in files}


def fingerprint(keys: dict[str, str]) -> str:
    """Tells whether two sets of keys are the same, and nothing else: the keys are long and random."""
    return hashlib.sha256(json.dumps(keys, sort_keys=True).encode()).hexdigest()[:32]


def chain_of(connection: BaseDatabaseWrapper) -> dict[str, Any]:
    """How long the chain of the audit trail is, and its end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM kernel_auditseal")
        count = cursor.fetchone()[0]
        cursor.execute("SELECT value FROM kernel_auditseal ORDER BY id DESC LIMIT 1")
        last = cursor.fetchone()
    return {"seals": count, "last": last[0] if last else ""}
