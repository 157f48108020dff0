"""What a document consists of, before it becomes a Word file or a PDF: headings, sentences, facts, tables, photos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the title."""

    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; blank lines part paragraphs."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its head; facts are one of two columns without a head."""

    rows: Sequence[Sequence[str]]
    head: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture as JPEG with what it shows."""

    jpeg: bytes
    caption: str


Block = Heading | Words | Table | Photo


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document: title, a line below it, and its blocks."""

    title: str
    subtitle: str
    blocks: Sequence[Block]
