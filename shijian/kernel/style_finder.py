"""The style sheets of the product as one file, so that a first page waits for one answer and not for six."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

NAME = "shijian/style.css"
PARTS = ("tokens", "base", "components", "charts", "picker", "office")  # the cascade: what comes later wins
SOURCE = Path(__file__).parent / "styles"


def text() -> str:
    """The whole sheet."""
    return "\n".join((SOURCE / f"{part}.css").read_text(encoding="utf-8") for part in PARTS)


class StyleFinder(BaseFinder):
    """Lays the sheet down in SHIJIAN_HOME, where whoever serves or collects static files finds it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=settings.HOME / "styles")
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        """There is nothing to configure."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file on disk, for this one name."""
        if path != NAME:
            return []
        return [self._laid_down()] if find_all or kwargs.get("all") else self._laid_down()

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        """The one name and where it lies."""
        self._laid_down()
        yield NAME, self.storage

    def _laid_down(self) -> str:
        file, whole = Path(self.storage.path(NAME)), text()
        if not file.exists() or file.read_text(encoding="utf-8") != whole:
            file.parent.mkdir(parents=True, exist_ok=True)
            fresh = file.with_suffix(f".{os.getpid()}")  # another process must never read half a sheet
            fresh.write_text(whole, encoding="utf-8")
            fresh.replace(file)
        return str(file)
