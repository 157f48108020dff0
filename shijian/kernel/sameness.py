"""Whether two photos are the same picture, also when one was shrunk, saved again or sent through a chat.

A difference hash (256 bits: is each of 16 x 16 fields brighter than its right neighbour?) after N. Krawetz, “Kind of
Like That”, 2013; scaling and compression flip a few bits, another picture about half of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy
from PIL import Image

from shijian.kernel.errors import Conflict
from shijian.kernel.operation import hold

LOCK = "photos"  # held while a photo is compared and entered
# Packages above enter functions that give the hashes of their photos, in `AppConfig.ready`.
SOURCES: list[Callable[[], Iterable[str]]] = []
SIDE = 16
NEAR = 12  # bits


class SamePhoto(Conflict):
    """One photo cannot prove two services."""

    code = "same-photo"
    message = gettext_lazy("This photo is kept already. One photo cannot prove two services.")


@dataclass(frozen=True, slots=True)
class Proof:
    """A kept photo (`kernel.photos.held`) and its hash (`digest_of`)."""

    file_key: str
    digest: str


def claim(digest: str) -> None:
    """Hold the lock until the photo with this hash is entered. Raises `SamePhoto` where it is kept already."""
    hold(LOCK)
    if known(digest):
        raise SamePhoto


def digest_of(image: Image.Image) -> str:
    """The hash of a picture as 64 hexadecimal signs."""
    small = image.convert("L").resize((SIDE + 1, SIDE), Image.Resampling.LANCZOS)
    fields = list(small.tobytes())
    bits = 0
    for row in range(SIDE):
        for column in range(SIDE):
            at = row * (SIDE + 1) + column
            bits = bits << 1 | (fields[at] < fields[at + 1])
    return f"{bits:064x}"


def known(digest: str) -> bool:
    """Whether a photo of some source is the same picture; one pass over all of them (about 30 ms for 100,000)."""
    wanted = int(digest, 16)
    return any((int(each, 16) ^ wanted).bit_count() <= NEAR for source in SOURCES for each in source())
