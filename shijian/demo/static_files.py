"""Collects the static files into SHIJIAN_HOME, only when one of them changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

MARK = ".collected"


def collect() -> bool:
    """Collect when anything differs from the last time; says whether it did."""
    folder = Path(settings.STATIC_ROOT)
    mark, state = folder / MARK, fingerprint()
    if mark.exists() and mark.read_text() == state:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    folder.mkdir(parents=True, exist_ok=True)
    mark.write_text(state)
    return True


def fingerprint() -> str:
    """What the files are: names, sizes, times, and how they are stored."""
    total = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda pair: pair[0]):
            stat = Path(storage.path(name)).stat()
            total.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return total.hexdigest()
