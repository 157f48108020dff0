"""One search on both databases: Chinese by overlapping pairs, Latin and digits by word beginnings.

Tokens are spelled in plain a-z and 0-9 before a database sees them: neither SQLite's nor PostgreSQL's own
tokenizer then decides what a letter is (both would lose rare Han of names and Tibetan vowel signs), and no
input of a user can be read as query syntax. The first 16,000 tokens of an object count, and of a pair of
characters that stands there more than 255 times PostgreSQL knows 255 places.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, groupby, islice, pairwise

from django.db import models

from shijian.kernel import paths
from shijian.kernel.models import SearchEntry
from shijian.kernel.pinyin import spellings

LIMIT = 500
MOST_TOKENS = 16_000
LONGEST_QUERY = 64
LONGEST_WORD = 64
BATCH = 500
CHARACTERS = 8192
NAMES = 2048
HAN = ((0x3005, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
A_TO_Z = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Row:
    """What to index of one object: texts to find it by, names also by pinyin, the unit that bounds sight."""

    kind: str
    object_id: int
    text: Sequence[str] = ()
    names: Sequence[str] = ()
    unit_path: str = ""
    title: str = ""


def index(
    kind: str,
    object_id: int,
    *,
    text: Iterable[str] = (),
    names: Iterable[str] = (),
    unit_path: str = "",
    title: str = "",
) -> None:
    """Make an object findable by its texts and names; what was known of it before is replaced."""
    bulk_index([Row(kind, object_id, tuple(text), tuple(names), unit_path, title)])


def bulk_index(rows: Iterable[Row]) -> int:
    """Index many objects, 500 a statement; returns their number. Of an object given twice the last counts."""
    entries = {(row.kind, row.object_id): _entry(row) for row in rows}
    SearchEntry.objects.bulk_create(
        entries.values(),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["unit_path", "title", "tokens"],
    )
    return len(entries)


def remove(kind: str, object_id: int) -> None:
    """Make an object unfindable; it is no error if it was not indexed."""
    SearchEntry.objects.filter(kind=kind, object_id=object_id).delete()


def find(
    kind: str, query: str, *, under: Iterable[str] = (), limit: int = LIMIT
) -> "models.QuerySet[SearchEntry, int]":
    """Ids of the objects of a kind that hold every part of the query, newest id first, at most `limit`.

    Lazy, to be used as `filter(pk__in=search.find(...))`. `under` narrows to subtrees of units before the
    limit cuts. A query without a letter or digit finds nothing.
    """
    entries = SearchEntry.objects.filter(kind=kind)
    if prefixes := list(under):
        entries = entries.filter(_any_below(prefixes))
    terms = query_terms(query)
    entries = entries.filter(tokens__matches=terms) if terms else entries.none()
    return entries.order_by("-object_id").values_list("object_id", flat=True)[:limit]


def _any_below(prefixes: list[str]) -> models.Q:
    condition = paths.below("unit_path", prefixes[0])
    for path in prefixes[1:]:
        condition |= paths.below("unit_path", path)
    return condition


def _entry(row: Row) -> SearchEntry:
    every = chain(chain.from_iterable(map(_name_tokens, row.names)), *map(text_tokens, row.text))
    tokens = islice(every, MOST_TOKENS)
    title = row.title or next(chain(row.names, row.text), "")
    fields = {"unit_path": row.unit_path, "title": title.replace("\0", "")[:255], "tokens": " ".join(tokens)}
    return SearchEntry(kind=row.kind, object_id=row.object_id, **fields)


@lru_cache(maxsize=NAMES)
def _name_tokens(name: str) -> tuple[str, ...]:
    return tuple(chain(text_tokens(name), *map(text_tokens, sorted(spellings(name)))))


def text_tokens(text: str) -> Iterator[str]:
    """The tokens under which a text is kept."""
    for is_han, run in runs(text[:MOST_TOKENS]):
        yield from [*pairs(run), _single(run[-1])] if is_han else [_word(run)]


def query_terms(query: str) -> list[tuple[list[str], bool]]:
    """What a text must hold, by the first 64 characters: (adjacent tokens, is the last one a beginning)."""
    return [_term(is_han, run) for is_han, run in runs(query[:LONGEST_QUERY])]


def _term(is_han: bool, run: str) -> tuple[list[str], bool]:
    if not is_han:
        return [_word(run)], True
    return (pairs(run), False) if len(run) > 1 else ([_single(run)], True)


def pairs(run: str) -> list[str]:
    """The overlapping pairs of a run of Han characters."""
    letters = [_letters(char) for char in run]
    return [f"h{one}{next_one}" for one, next_one in pairwise(letters)]


def runs(text: str) -> Iterator[tuple[bool, str]]:
    """The unbroken runs of Han (True) and of other letters and digits (False), in one normal form."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    for kind, run in groupby(folded, _kind):
        if kind is not None:
            yield kind, "".join(run)


@lru_cache(maxsize=CHARACTERS)
def _kind(char: str) -> bool | None:
    if any(first <= ord(char) <= last for first, last in HAN):
        return True
    return False if char.isalnum() or unicodedata.category(char).startswith("M") else None


def _single(char: str) -> str:
    return f"h{_letters(char)}"


def _word(run: str) -> str:
    return "w" + "".join(map(_spelled, run[:LONGEST_WORD]))


@lru_cache(maxsize=CHARACTERS)
def _spelled(char: str) -> str:
    """ASCII as it is, any other character as q and four letters; no spelling is the beginning of another."""
    if char.isascii():
        return "qq" if char == "q" else char
    return "q" + _letters(char)


@lru_cache(maxsize=CHARACTERS)
def _letters(char: str) -> str:
    """Four letters for a character; below U+44AA0, where every letter lies, the first is never q."""
    number, text = ord(char), ""
    for _ in range(4):
        number, rest = divmod(number, 26)
        text = A_TO_Z[rest] + text
    return text
