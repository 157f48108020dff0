"""The daily root: the state of the chain at the end of a day, signed, in one line that anybody can keep."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from shijian.kernel import clock, crypto
from shijian.kernel.audit import chain, files
from shijian.kernel.models import AuditRoot, AuditSeal

MARK = "shijian-audit-root-1"
FILE = "roots.txt"
DAY = dt.timedelta(days=1)
LINE = re.compile(
    MARK + r" day=(?P<day>\d{4}-\d\d-\d\d) seals=(?P<last_seal>\d{1,18}) new=(?P<count>\d{1,10}) "
    r"chain=(?P<chain>[0-9a-f]{64}) before=(?P<before>[0-9a-f]{64}) "
    r"key=(?P<key_id>[0-9a-f]{1,32}) signature=(?P<signature>[\w=-]{1,120})"
)


class Root(NamedTuple):
    """A root as its line says it."""

    day: dt.date
    last_seal: int
    new: int
    chain: str
    before: str
    key_id: str
    signature: str


def make() -> int:
    """Sign a root for each day that is over and has none; returns how many. A job; any number of times."""
    chain.seal(whole=True)
    made = 0
    while (day := _next_day()) and day < clock.today():
        with transaction.atomic():
            chain.one_at_a_time()
            made += _make(day)
    write_file()
    return made


def _next_day() -> dt.date | None:
    last = AuditRoot.objects.order_by("-day").first()
    if last:
        following: dt.date = last.day + DAY
        return following
    first = AuditSeal.objects.filter(sealed_at__isnull=False).order_by("id").first()
    return clock.local(first.sealed_at).date() if first and first.sealed_at else None


def _make(day: dt.date) -> int:
    before = AuditRoot.objects.order_by("-day").first()
    if before and before.day >= day:
        return 0
    old = before.last_seal if before else 0
    sealed = AuditSeal.objects.filter(sealed_at__lt=end_of(day), pk__gt=old).order_by("-id")
    last = sealed.first()
    root = AuditRoot(
        day=day,
        last_seal=last.pk if last else old,
        count=sealed.count(),
        chain=last.value if last else before.chain if before else chain.GENESIS,
        before=digest(before) if before else chain.GENESIS,
        made_at=clock.now(),
    )
    root.algorithm, root.key_id, root.signature = crypto.sign(body(root).encode())
    root.save()
    return 1


def end_of(day: dt.date) -> dt.datetime:
    """The first moment behind that day of the county."""
    return dt.datetime.combine(day + DAY, dt.time(), clock.ZONE)


def body(root: AuditRoot | Root) -> str:
    """What is signed."""
    return (
        f"{MARK} day={root.day.isoformat()} seals={root.last_seal} new={_new(root)} "
        f"chain={root.chain} before={root.before}"
    )


def _new(root: AuditRoot | Root) -> int:
    return root.new if isinstance(root, Root) else root.count


def line(root: AuditRoot | Root) -> str:
    """The root in one line, for the minutes of a meeting or a letter to the office above."""
    return f"{body(root)} key={root.key_id} signature={root.signature}"


def digest(root: AuditRoot | Root) -> str:
    """The digest of a root, which the root of the next day names: SHA-256 over what was signed."""
    return hashlib.sha256(body(root).encode()).hexdigest()


def is_signed(root: AuditRoot | Root) -> bool:
    """Whether a key of this installation signed the root."""
    signature = crypto.Signature(crypto.ALGORITHM, root.key_id, root.signature)
    return crypto.verify(body(root).encode(), signature)


def read(text: str) -> Iterator[Root]:
    """Give the roots in a text that somebody kept; other lines are passed over."""
    for found in LINE.finditer(text):
        parts = found.groupdict()
        day, numbers = dt.date.fromisoformat(parts["day"]), (int(parts["last_seal"]), int(parts["count"]))
        yield Root(day, *numbers, parts["chain"], parts["before"], parts["key_id"], parts["signature"])


def text() -> str:
    """All roots, a line each, oldest first."""
    return "".join(f"{line(root)}\n" for root in AuditRoot.objects.order_by("day").iterator())


def write_file() -> Path:
    """Add to the file in SHIJIAN_HOME what it lacks; a line that stands there is never taken out."""
    path = files.folder() / FILE
    kept = path.read_text() if path.exists() else ""
    known = set(kept.splitlines())
    fresh = [each for each in text().splitlines() if each not in known]
    if fresh:
        files.put(path, (kept + "".join(f"{each}\n" for each in fresh)).encode())
    return path
