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
    """A table with its head; facts are one of two columns without a head.

    `shares` says how wide the columns are, in parts of the whole; columns without it share alike.
    """

    rows: Sequence[Sequence[str]]
    head: Sequence[str] = ()
    shares: Sequence[int] = ()

    @property
    def widths(self) -> list[int]:
        """The share of each column."""
        columns = len(self.head) or (len(self.rows[0]) if self.rows else 1)
        return list(self.shares) or ([1, 3] if columns == 2 else [1] * columns)


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture as JPEG with what it shows."""

    jpeg: bytes
    caption: str


@dataclass(frozen=True, slots=True)
class Album:
    """Photos, two beside each other."""

    photos: Sequence[Photo]


Block = Heading | Words | Table | Album


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document: title, a line below it, and its blocks."""

    title: str
    subtitle: str
    blocks: Sequence[Block]
