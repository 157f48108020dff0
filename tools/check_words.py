"""Fail on text that must not be committed: foreign addresses, inline scripts, loose translations."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tree import files, text_of

# Written in pieces, so that this file does not find itself.
HOSTS = [
    "pypi" + ".org",
    "python" + "hosted.org",
    "registry.npm" + "js.org",
    "npm" + "mirror.com",
    "crates" + ".io",
]
EVERYWHERE = {
    "names a package registry": "|".join(map(re.escape, HOSTS)),
    "names a path of the builder's machine": r"(?<![\w.-])/wor" + r"k/(?:main|shared|\.)|\.\./sha" + "red",
}
TEMPLATES = {
    "inline script": r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")[^>]*>",
    "inline style": r"<style\b|<[^>]*\sstyle=",
    "inline handler": r"<[^>]*\son[a-z]+=",
    "address of another host": r"<(?:script|link|img|iframe)\b[^>]*\s(?:src|href)=[\"'](?:https?:)?//",
    "blocktranslate without trimmed": r"\{%\s*blocktrans(?:late)?\b(?![^%]*\btrimmed\b)[^%]*%\}",
}
LOCKS = {"address in a lock": r"https?://"}


def main() -> int:
    """Print each finding with its place; return 1 when there is one."""
    found = [line for path in files() for line in findings(path)]
    print("\n".join(found) or "words: clean")
    return 1 if found else 0


def findings(path: Path) -> Iterator[str]:
    """Yield one line of text for each forbidden pattern in a file."""
    text = text_of(path)
    for meaning, pattern in rules_for(path).items() if text else ():
        for match in re.finditer(pattern, text or ""):
            line = (text or "").count("\n", 0, match.start()) + 1
            yield f"{path}:{line}: {meaning}: {match.group()[:60]}"


def rules_for(path: Path) -> dict[str, str]:
    """Return the patterns that hold for a file, by their meaning."""
    if path.name.startswith("requirements") and path.suffix == ".txt":
        return EVERYWHERE | LOCKS
    return EVERYWHERE | TEMPLATES if "templates" in path.parts else EVERYWHERE


if __name__ == "__main__":
    sys.exit(main())
