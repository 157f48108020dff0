"""Fail when a message of the code has no finished Chinese translation, or two that differ.

Extracts the messages with gettext in a copy of the tree and merges them with the catalogues there.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from tree import ROOT

LANGUAGE = "zh_Hans"


def main() -> int:
    """Print each unfinished message; return 1 when there is one or a needed tool is missing."""
    if not shutil.which("xgettext"):
        print("messages: skipped, install gettext to check the translations")
        return 1 if os.environ.get("CI") == "true" else 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(ROOT / "shijian", Path(folder) / "shijian"))
        apps = sorted(path.parent for path in copy.glob("*/__init__.py"))
        found = [line for app in apps for line in unfinished(app)] + list(conflicts(apps))
    print("\n".join(found) or "messages: all translated")
    return 1 if found else 0


def unfinished(app: Path) -> Iterator[str]:
    """Yield a line for each message of an app that is missing, fuzzy or wrong."""
    (app / "locale" / LANGUAGE / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    for domain in ("django", "djangojs"):
        extract(app, domain)
        catalogue = app / "locale" / LANGUAGE / "LC_MESSAGES" / f"{domain}.po"
        if catalogue.exists():
            yield from faults(app.name, catalogue)


def extract(app: Path, domain: str) -> None:
    """Merge the messages of an app into its catalogue."""
    command = [sys.executable, "-m", "django", "makemessages", "-l", LANGUAGE, "-d", domain]
    command += ["--no-location", "-i", "vendor", "-i", "migrations"]
    # Without settings: the check reads the text of the code, it does not need the code to run.
    plain = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(command, cwd=app, env=plain, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"messages: {app.name}: {done.stdout}{done.stderr}")


def faults(app: str, path: Path) -> Iterator[str]:
    """Yield a line for each entry of a catalogue that is not finished."""
    catalogue = read(path)
    for message in catalogue:
        if not message.id:
            continue
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.fuzzy or not all(strings):
            yield f"{app}: {'fuzzy' if message.fuzzy else 'missing'}: {message.id!r}"
        yield from (f"{app}: {message.id!r}: {error}" for error in message.check(catalogue))


def conflicts(apps: list[Path]) -> Iterator[str]:
    """Yield a line for each message that two apps translate differently; Django would take either."""
    seen: dict[tuple[object, str | None], tuple[object, str]] = {}
    for app in apps:
        path = app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
        for message in read(path) if path.exists() else ():
            if message.id and message.string:
                key = (message.id, message.context)
                string, first = seen.setdefault(key, (message.string, app.name))
                if string != message.string:
                    yield f"{app.name} and {first} translate {message.id!r} differently; add a context"


def read(path: Path) -> Catalog:
    """Return the catalogue in a file."""
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


if __name__ == "__main__":
    sys.exit(main())
