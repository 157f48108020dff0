"""One picture that proves several services, also when it was cut or saved again (hashes of `kernel.sameness`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from shijian.records.signals.facts import Fact, Finding, Limits, finding

KIND = "photo"
BITS = 256


def detect(facts: Sequence[Fact], limits: Limits) -> Iterator[Finding]:
    """One finding for each picture that was shown again, with the first showing and the later ones.

    Two parts of one day at one place may share a picture.
    """
    shown: dict[int, dict[tuple[str, int], list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for fact in sorted(facts, key=lambda row: (row.recorded, row.record)):
        for picture in fact.photos:
            shown[int(picture, 16)][fact.source].append(fact)
    for group in _alike(list(shown), limits.photo_bits):
        meetings: dict[tuple[str, int], list[Fact]] = {}
        for digest in group:
            meetings.update(shown[digest])
        rows = [fact for each in meetings.values() for fact in each]
        if len({(fact.unit, fact.day) for fact in rows}) > 1:
            first = min(rows, key=lambda fact: (fact.recorded, fact.record))
            yield finding(KIND, (first.record,), rows, 3, times=len(meetings))


def _alike(digests: list[int], bits: int) -> list[list[int]]:
    """Groups of near digests. Two that differ in at most `bits` bits agree in one of `bits` + 1 pieces."""
    near = {digest: digest for digest in digests}
    width = BITS // (bits + 1)
    for piece in range(bits + 1):
        buckets: dict[int, list[int]] = defaultdict(list)
        for digest in digests:
            part = digest >> piece * width & (1 << width) - 1
            for other in buckets[part]:
                if (digest ^ other).bit_count() <= bits:
                    near[_root(near, digest)] = _root(near, other)
            buckets[part].append(digest)
    groups: dict[int, list[int]] = defaultdict(list)
    for digest in digests:
        groups[_root(near, digest)].append(digest)
    return list(groups.values())


def _root(near: dict[int, int], digest: int) -> int:
    while near[digest] != digest:
        digest = near[digest]
    return digest
