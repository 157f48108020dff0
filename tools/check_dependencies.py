"""Fail on a dependency without a reason, without a hash in the lock, or under a licence that we may not ship.

`licences(...)` reads what is installed; a package that names none is listed by hand with what its text says.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tree import ROOT

REASON = re.compile(r'^\s*"(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?[^"]*",\s*(?P<reason>#\s*\S.*)?$')
PINNED = re.compile(r"^(?P<name>[a-z0-9._-]+)(?:\[[^\]]*\])?==", re.MULTILINE)
FREE = re.compile(
    r"MIT|BSD|Apache|ISC|Python Software Foundation|PSF|MPL[- ]2\.0|Mozilla Public License 2\.0|LGPL|Lesser General"
    r"|Public Domain|Unlicense|0BSD|Zlib|HPND|CC0|OFL",
    re.IGNORECASE,
)
NEVER = re.compile(r"AGPL|Affero|(?<!L)(?<!Lesser )GPL|(?<!Lesser )General Public License", re.IGNORECASE)
# Licences that a package states in its text only; checked by a person, with the version that was read.
READ_BY_HAND: dict[str, str] = {}
LOCKS = ("requirements.txt", "requirements-dev.txt")


def main() -> int:
    """Print each finding; return 1 when there is one."""
    found = [*reasons(), *(line for name in LOCKS for line in hashes(ROOT / name)), *licences()]
    print("\n".join(found) or "dependencies: every one has a reason, hashes and a free licence")
    return 1 if found else 0


def reasons() -> Iterator[str]:
    """Yield each dependency of pyproject.toml that carries no reason beside it."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for block in re.findall(r"^(?:dependencies|build|dev) = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            match = REASON.match(line)
            if match is None or not match["reason"]:
                yield f"pyproject.toml: no reason beside {line.strip()}"


def hashes(lock: Path) -> Iterator[str]:
    """Yield each package of a lock that is pinned without a hash."""
    for block in re.split(r"\n(?=[a-z0-9])", lock.read_text(encoding="utf-8")):
        if (match := PINNED.match(block)) and "--hash=sha256:" not in block:
            yield f"{lock.name}: no hash for {match['name']}"


def licences() -> Iterator[str]:
    """Yield each installed package of the locks whose licence is unknown or not free enough."""
    command = [sys.executable, "-m", "piplicenses", "--format=json", "--from=mixed"]
    rows = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    shipped = set(PINNED.findall((ROOT / LOCKS[0]).read_text(encoding="utf-8")))
    for row in rows:
        name, licence = row["Name"].lower().replace("_", "-"), READ_BY_HAND.get(row["Name"], row["License"])
        if name in shipped and (not FREE.search(licence) or NEVER.search(licence)):
            yield f"{row['Name']} {row['Version']}: licence {licence!r}"


if __name__ == "__main__":
    sys.exit(main())
