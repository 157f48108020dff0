"""Is a password on a list of those that leaked? Looked up on this machine: nobody is asked.

A list is a text file of sorted lines that begin with the SHA-1 of a password in hexadecimal digits, all of it or at
least its first 12, as the list that the package brings, or the whole one of Pwned Passwords (`HASH:COUNT`), which a
county may put into SHIJIAN_HOME. It is searched by halving, so that a list of 40 GB costs some forty reads.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

SHIPPED = Path(__file__).parent / "data" / "breached.txt"
OWN = "breached.txt"
SHORTEST = 12


def has(password: str) -> bool:
    """Whether a list holds the password, as it is typed or in small letters."""
    digests = {fingerprint(password), fingerprint(password.lower())}
    paths = [path for path in (SHIPPED, Path(settings.HOME) / OWN) if path.is_file()]
    return any(holds(path, digest) for path in paths for digest in digests)


def fingerprint(password: str) -> str:
    """The SHA-1 of a password as such lists write it. It protects nothing; the lists are made this way."""
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


def holds(path: Path, digest: str) -> bool:
    """Whether a sorted list has a line for `digest`."""
    with path.open("rb") as file:
        line = _first_from(file, digest[:SHORTEST])
        while line.startswith(digest[:SHORTEST]):
            if digest.startswith(line.partition(":")[0]):
                return True
            line = _line(file)
    return False


def _first_from(file: BinaryIO, start: str) -> str:
    """The first line that is not smaller than `start`; the file stands behind it."""
    low, high = 0, file.seek(0, 2)
    while low < high:
        middle = (low + high) // 2
        line = _line_from(file, middle)
        if line and line < start:
            low = middle + 1
        else:
            high = middle
    return _line_from(file, low)


def _line_from(file: BinaryIO, position: int) -> str:
    """The first line that begins at `position` or behind it."""
    file.seek(max(position - 1, 0))
    if position:
        file.readline()
    return _line(file)


def _line(file: BinaryIO) -> str:
    return file.readline().decode("ascii", "replace").strip().upper()
