"""Numbers that all server processes of one machine count together, each for some minutes.

They lie in a small file of their own, not in the database: a request that only reads is counted too, and losing them
costs nothing (docs/adr/0008-counts-in-a-file.md). Keys are stored as a keyed hash, so that the file names nobody.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
import time
from pathlib import Path

from django.conf import settings
from django.core.cache import caches

NAME = "counts.sqlite3"
PATIENCE_SECONDS = 0.5
OPENING = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=OFF;
CREATE TABLE IF NOT EXISTS counts (key BLOB PRIMARY KEY, number INTEGER NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID;
"""
ONE_MORE = """
INSERT INTO counts VALUES (?, 1, ?) ON CONFLICT (key) DO UPDATE SET number = number + 1 RETURNING number
"""
_mine = threading.local()


def one_more(key: str, *, seconds: int) -> int:
    """Count `key` once more and give how often it was counted; it is forgotten `seconds` after its first time.

    Where the file cannot be written, this process counts alone: nobody is turned away for it.
    """
    now = int(time.time())
    try:
        file = _file(now)
        with file:
            return int(file.execute(ONE_MORE, [_hidden(key), now + seconds]).fetchone()[0])
    except sqlite3.Error:
        _mine.known = None
        return _alone(key, seconds)


def clear() -> None:
    """Forget everything; for tests."""
    with _file(int(time.time())) as file:
        file.execute("DELETE FROM counts")


def _file(now: int) -> sqlite3.Connection:
    """The file as this thread has it open; once a minute what is over goes."""
    path = Path(settings.HOME) / NAME
    known = getattr(_mine, "known", None)
    if known is None or known[:2] != (os.getpid(), path):
        _mine.known = known = (os.getpid(), path, _opened(path))
        _mine.swept = 0
    file: sqlite3.Connection = known[2]
    if now // 60 != _mine.swept:
        with file:
            file.execute("DELETE FROM counts WHERE until < ?", [now])
        _mine.swept = now // 60
    return file


def _opened(path: Path) -> sqlite3.Connection:
    file = sqlite3.connect(path, timeout=PATIENCE_SECONDS)
    file.executescript(OPENING)
    return file


def _hidden(key: str) -> bytes:
    return hashlib.blake2b(key.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=16).digest()


def _alone(key: str, seconds: int) -> int:
    store = caches["limits"]
    store.add(key, 0, seconds)
    try:
        return int(store.incr(key))
    except ValueError:  # thrown out between the two: start anew
        return 1
