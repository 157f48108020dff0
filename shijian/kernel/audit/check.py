"""Verification: walk the chain, its roots and the copies outside, and say which row is wrong and how."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from shijian.kernel import clock
from shijian.kernel.audit import chain
from shijian.kernel.models import AuditEntry, AuditSeal

LATE = dt.timedelta(hours=1)
# Longer than any transaction: a row may be sealed after rows that are younger by that much.
LONGEST = dt.timedelta(minutes=5)
CHUNK = 2000
PAIRED = 200


@dataclass(slots=True)
class _Mismatch:
    """A row that is not what was sealed: the seal, the row under its key, the digest that the row has now."""

    seal: AuditSeal
    entry: AuditEntry
    now: str


@dataclass(slots=True)
class _Walk:
    """Where the walk over the chain stands."""

    number: int
    expected: str
    stored: str
    run: dt.datetime | None = None
    newest: dt.datetime | None = None
    coming: dt.datetime | None = None
    known: int = 0
    highest: int = 0
    before: AuditSeal | None = None
    mismatches: list[_Mismatch] = field(default_factory=list)


def chain_problems() -> Iterator[str]:
    """Name every row and seal that was changed, removed, swapped or put in between, and rows that wait too long."""
    number, value = chain.end_of_pruned()
    walk = _Walk(number, value, value)
    seals = AuditSeal.objects.order_by("id").iterator(chunk_size=CHUNK)
    for seals_ in _chunks(seals):
        entries = AuditEntry.objects.in_bulk([seal.entry_id for seal in seals_])
        for seal in seals_:
            yield from _step(walk, seal, entries.get(seal.entry_id))
    yield from _mismatches(walk)
    yield from _unsealed(walk)


def _chunks(seals: Iterator[AuditSeal]) -> Iterator[list[AuditSeal]]:
    chunk: list[AuditSeal] = []
    for seal in seals:
        chunk.append(seal)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _step(walk: _Walk, seal: AuditSeal, entry: AuditEntry | None) -> Iterator[str]:
    if seal.scheme != 1 and seal.pk != walk.number + 1:
        yield from _gap(walk, seal)
    if entry is None:
        words = _("row %(row)s is missing: it was sealed at %(time)s as number %(seal)s")
        yield words % {"row": seal.entry_id, "time": _time(seal.sealed_at), "seal": seal.pk}
    elif seal.scheme != 1 and (now := chain.content(entry)) != seal.content:
        walk.mismatches.append(_Mismatch(seal, entry, now))
    elif entry.unit_path + entry.purpose_kind and seal.scheme == 1:
        yield _said(_("row %(row)s of %(time)s (%(action)s) was changed after it was sealed"), entry)
    yield from _link(walk, seal, entry)
    if entry is not None:
        yield from _order(walk, seal, entry)
    walk.number, walk.stored, walk.before = seal.pk, seal.value, seal


def _gap(walk: _Walk, seal: AuditSeal) -> Iterator[str]:
    first, last = walk.number + 1, seal.pk - 1
    words = _(
        "seal %(seal)s is missing: it stood between row %(before)s and row %(after)s, sealed by %(time)s"
    )
    if last > first:
        words = _("seals %(seal)s to %(last)s are missing between row %(before)s and row %(after)s")
    before = walk.before.entry_id if walk.before else "—"
    yield words % {
        "seal": first, "last": last, "before": before, "after": seal.entry_id, "time": _time(seal.sealed_at)
    }  # fmt: skip


def _link(walk: _Walk, seal: AuditSeal, entry: AuditEntry | None) -> Iterator[str]:
    """The seal follows from the seal before it as that stands, or as that must have been."""
    if seal.scheme == 1 and entry is None:
        walk.expected = seal.value
        return
    must = chain.link(walk.expected, seal, entry)
    if seal.scheme != 1 and seal.pk > walk.number + 1:
        walk.expected = seal.value  # behind a gap nothing can be computed; the gap is named
        return
    if seal.value in (must, chain.link(walk.stored, seal, entry)):
        walk.expected = seal.value
        return
    walk.expected = must
    words = _("seal %(seal)s of row %(row)s, sealed at %(time)s, was changed")
    yield words % {"seal": seal.pk, "row": seal.entry_id, "time": _time(seal.sealed_at)}


def _order(walk: _Walk, seal: AuditSeal, entry: AuditEntry) -> Iterator[str]:
    """A row that says to be much older than rows which an earlier run sealed was not there when they were."""
    if seal.sealed_at is None:
        return
    if seal.sealed_at != walk.run:
        walk.run, walk.newest, walk.known = seal.sealed_at, walk.coming, walk.highest
    if walk.newest and seal.sealed_at < walk.newest - LATE:
        walk.newest = walk.coming = None  # the clock was set back: times count anew from here
    if _came_late(walk, walk.newest, entry, seal.sealed_at):
        yield _late(entry, seal.sealed_at)
    walk.coming = max(walk.coming or entry.at, entry.at)
    walk.highest = max(walk.highest, entry.pk)


def _came_late(walk: _Walk, newest: dt.datetime | None, entry: AuditEntry, seen: dt.datetime) -> bool:
    """Whether an earlier run would have sealed the row if it had been there: by its time, or by its time and key."""
    if newest is None or entry.at > newest or seen < entry.at + LATE:
        return False
    return entry.at < newest - LONGEST or entry.pk < walk.known


def _late(entry: AuditEntry, seen: dt.datetime) -> str:
    words = _("row %(row)s of %(time)s (%(action)s) was put in later: it was not there before %(seen)s")
    return _said(words, entry, seen=_time(seen))


def _mismatches(walk: _Walk) -> Iterator[str]:
    """Rows that fit one another's seals were swapped; the others were changed."""
    found = walk.mismatches[:PAIRED]
    for each in found:
        other = next((one for one in found if one is not each and _holds(each.entry, one)), None)
        if other is not None:
            words = _("row %(row)s of %(time)s (%(action)s) was swapped with row %(other)s")
            yield _said(words, each.entry, other=other.entry.pk)
        else:
            yield _said(_("row %(row)s of %(time)s (%(action)s) was changed after it was sealed"), each.entry)
    if rest := len(walk.mismatches) - len(found):
        yield _("%(count)s more rows were changed after they were sealed") % {"count": rest}


def _holds(entry: AuditEntry, other: _Mismatch) -> bool:
    """Whether `entry` holds what was sealed in the place of `other`."""
    own = entry.pk
    entry.pk = other.seal.entry_id
    same = chain.content(entry) == other.seal.content
    entry.pk = own
    return same


def _unsealed(walk: _Walk) -> Iterator[str]:
    """Rows without a seal: some minutes are usual, an hour is not."""
    waiting: AuditEntry | None = None
    now, count = clock.now(), 0
    walk.known = walk.highest
    newest = walk.coming if walk.coming and walk.coming - LATE < now else None
    for entry in AuditEntry.objects.filter(seal__isnull=True).order_by("id").iterator():
        if _came_late(walk, newest, entry, now):
            yield _late(entry, now)
        elif entry.at < now - LATE:
            waiting, count = waiting or entry, count + 1
    if waiting:
        words = _(
            "row %(row)s of %(time)s (%(action)s) was never sealed; so it is with %(count)s rows in all"
        )
        yield _said(words, waiting, count=count)


def _said(words: str, entry: AuditEntry, **more: object) -> str:
    return words % {"row": entry.pk, "time": _time(entry.at), "action": entry.action, **more}


def _time(moment: dt.datetime | None) -> str:
    return f"{clock.local(moment):%Y-%m-%d %H:%M:%S}" if moment else "—"
