"""Verification of what vouches for the chain: signed roots, the head file, copies kept by outsiders, archives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from shijian.kernel import clock
from shijian.kernel.audit import chain, files, retention, roots
from shijian.kernel.models import AuditPrune, AuditRoot, AuditSeal


def root_problems() -> Iterator[str]:
    """Each day has its root; each is signed, names the one before, and fits the chain."""
    before: AuditRoot | None = None
    for root in AuditRoot.objects.order_by("day").iterator():
        yield from _row(root, before)
        yield from _state(root.last_seal, root.chain, root.day)
        before = root
    if before and before.day < clock.today() - 2 * roots.DAY:
        yield _("no root was made since %(day)s") % {"day": before.day}
    if before is None and AuditSeal.objects.filter(sealed_at__lt=clock.now() - 3 * roots.DAY).exists():
        yield _("no root was ever made")


def head_problems() -> Iterator[str]:
    """The chain reaches as far as the file of its head says."""
    try:
        head = files.read_head()
    except (ValueError, KeyError, TypeError):
        yield _("the file %(file)s was tampered with") % {"file": files.folder() / files.HEAD}
        return
    if head is not None:
        yield from _state(head.seal, head.value, head.at)


def copy_problems(text: str) -> Iterator[str]:
    """The roots that somebody kept outside are the roots here, and the chain fits them."""
    kept = list(roots.read(text))
    if not kept:
        yield _("there is no root in this file")
    here = {root.day: root for root in AuditRoot.objects.filter(day__in=[each.day for each in kept])}
    for copy in kept:
        own = here.get(copy.day)
        if not roots.is_signed(copy):
            yield _("the copy of the root of %(day)s is not signed by this installation") % {"day": copy.day}
        elif own is None:
            yield _("the root of %(day)s, of which there is a copy, is missing here") % {"day": copy.day}
        elif roots.body(own) != roots.body(copy):
            yield _("the root of %(day)s differs from its copy") % {"day": copy.day}
        yield from _state(copy.last_seal, copy.chain, copy.day)


def prune_problems() -> Iterator[str]:
    """What left the database by retention left whole, signed, and ended where a root stands."""
    number = 0
    for prune in AuditPrune.objects.order_by("last_seal"):
        words = {"first": prune.first_seal, "last": prune.last_seal}
        if prune.first_seal != number + 1 or not retention.is_signed(prune):
            yield _("the note that seals %(first)s to %(last)s left by retention is forged") % words
        if not AuditRoot.objects.filter(last_seal=prune.last_seal, chain=prune.chain).exists():
            yield _("no root stands where seals %(first)s to %(last)s ended") % words
        if retention.is_archive_changed(prune):
            yield _("the archive %(file)s was changed") % {"file": prune.archive}
        number = prune.last_seal


def _row(root: AuditRoot, before: AuditRoot | None) -> Iterator[str]:
    day = {"day": root.day}
    if before and before.day + roots.DAY != root.day:
        yield _("the root of %(day)s is missing") % {"day": before.day + roots.DAY}
    elif root.before != (roots.digest(before) if before else chain.GENESIS):
        yield _("the root of %(day)s does not follow from the one before") % day
    elif root.count != root.last_seal - (before.last_seal if before else 0):
        yield _("the root of %(day)s counts wrongly") % day
    if root.algorithm != "Ed25519" or not roots.is_signed(root):
        yield _("the root of %(day)s was changed: its signature does not fit") % day


def _state(number: int, value: str, when: dt.date | str) -> Iterator[str]:
    """The chain had this value at that seal."""
    pruned, end = chain.end_of_pruned()
    if number < pruned or number == 0:
        return
    seal = AuditSeal.objects.filter(pk=number).first()
    words = {"seal": number, "when": when}
    if number == pruned and value != end:
        yield _("what left by retention does not end as the copy of %(when)s says (seal %(seal)s)") % words
    elif number != pruned and seal is None:
        last = AuditSeal.objects.order_by("-id").first()
        words |= {"last": last.pk if last else pruned, "row": last.entry_id if last else "—"}
        yield (
            _(
                "the end of the trail is cut off: seal %(seal)s, known on %(when)s, is missing; "
                "the last one is %(last)s of row %(row)s"
            )
            % words
        )
    elif seal is not None and seal.value != value:
        yield _("seal %(seal)s is not what it was on %(when)s: the trail was written anew before it") % words
