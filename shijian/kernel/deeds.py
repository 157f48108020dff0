"""What the codes of audited deeds mean. The package that knows all of them fills the table when it starts."""

from __future__ import annotations

from django.utils.functional import Promise

WORDS: dict[str, str | Promise] = {}


def said(action: str) -> str:
    """The deed in words; a code that nobody named stands for itself."""
    return str(WORDS.get(action, action))
