"""The older rows of a kind, which come from a release without digests: one digest over each block of them.

What is digested is each row as it stood before its first known deed, so that a later deed leaves the digest as it is.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from shijian.kernel import clock
from shijian.kernel.audit.kept import Deed, Sealed


@dataclass(slots=True)
class Block:
    """Counts and digests older rows in the order of their keys."""

    count: int = 0
    _sum: Any = field(default_factory=hashlib.sha256)

    def add(self, key: int, digest: str) -> None:
        """Take the next row."""
        self.count += 1
        self._sum.update(f"{key}:{digest}\n".encode())

    @property
    def digest(self) -> str:
        """SHA-256 over keys and digests."""
        found: str = self._sum.hexdigest()
        return found


def standing(said: str | None, done: list[Deed]) -> str | None:
    """Give the digest of an older row before its first known deed; None for a row whose making is known, or no row."""
    return done[0].before if done else said


@dataclass(slots=True)
class Seals:
    """The seals of a kind, held against its older rows as they go by in the order of their keys."""

    rows: list[Sealed]
    name: str
    _at: int = 0
    _block: Block = field(default_factory=Block)

    @property
    def last(self) -> int | None:
        """The greatest key that an older row may have; None where they are not sealed whole."""
        return next((each.last for each in self.rows if each.end), None)

    @property
    def day(self) -> str:
        """The day on which they were sealed; empty where they are not."""
        return f"{_moment(self.rows[-1]):%Y-%m-%d}" if self.last is not None else ""

    def look(self, key: int, digest: str | None) -> Iterator[str]:
        """Name the blocks that end below `key` and are not what was sealed; then take the row, if it is older."""
        yield from self.end(key)
        if digest is not None and self._at < len(self.rows):
            self._block.add(key, digest)

    def end(self, key: int | None = None) -> Iterator[str]:
        """Name those that end below `key`; without a key all that are left."""
        while self._at < len(self.rows) and (key is None or self.rows[self._at].last < key):
            seal, block = self.rows[self._at], self._block
            self._at, self._block = self._at + 1, Block()
            if (block.count, block.digest) != (seal.rows, seal.digest):
                yield self._said(seal, block.count)

    def _said(self, seal: Sealed, count: int) -> str:
        words = _(
            "%(what)s %(first)d to %(last)d: the older rows are not those that were sealed on %(time)s;"
            " %(then)d then, %(now)d now"
        )
        return words % {
            "what": self.name, "first": seal.first + 1, "last": seal.last, "time": f"{_moment(seal):%Y-%m-%d %H:%M:%S}",
            "then": seal.rows, "now": count,
        }  # fmt: skip


def _moment(seal: Sealed) -> dt.datetime:
    return clock.local(dt.datetime.fromisoformat(seal.at))
