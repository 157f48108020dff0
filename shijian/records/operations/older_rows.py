"""Seals the rows that are older than the digests into the audit trail, once for each kind, block by block."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _

from shijian.kernel import audit
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.audit.kept import SEALED, Kept, of_seal
from shijian.kernel.errors import NotAllowed
from shijian.kernel.models import AuditEntry
from shijian.kernel.operation import hold, operation
from shijian.records.queries import older_rows, traces

BLOCK = 2000


def sweep() -> int:
    """Seal what is not sealed yet; returns how many rows. A job: what is sealed is not sealed again."""
    kinds = {model._meta.label_lower: model for model in traces.TRACES}
    said = AuditEntry.objects.filter(object_kind="", action=SEALED, changes__older__0=True)
    missing = set(kinds) - {changes["kind"][1] for changes in said.values_list("changes", flat=True)}
    if not missing:
        return 0
    kept = Kept(missing)  # a seal may have left the trail: its archive is read
    return sum(_all(kinds[kind], kept) for kind in sorted(missing))


def begin() -> str:
    """For `shijian verify records --begin`: seal, and say how much."""
    return _("%(rows)d older rows were sealed into the audit trail.") % {"rows": sweep()}


@operation
def seal_older_rows(
    model: type[models.Model], kept: Kept, *, behind: int, before: int | None, actor: Actor = SYSTEM
) -> tuple[int, int | None]:
    """Seal the next block of rows with keys above `behind` and below `before` (none: all above).

    Returns how many rows it holds, and its last key, None after the last block. Only the clock does this.
    """
    if not actor.is_system:
        raise NotAllowed
    hold("records.older-rows")
    kind, block = model._meta.label_lower, older_rows.Block()
    rows = model._default_manager.filter(pk__gt=behind).order_by("pk")
    rows = rows if before is None else rows.filter(pk__lt=before)
    keys = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True)[:BLOCK])
    last, end = (keys[-1] if keys else behind), len(keys) < BLOCK
    deeds = kept.between(kind, behind, last)
    for key, said in traces.digests(model, keys):
        digest = older_rows.standing(said, deeds.get(key, []))
        if digest is not None:
            block.add(key, digest)
    changes = of_seal(kind, behind, last, block.count, block.digest, end=end)
    audit.record(SEALED, actor=actor, changes=changes)
    return block.count, None if end else last


def _all(model: type[models.Model], kept: Kept) -> int:
    kind, total = model._meta.label_lower, 0
    done, first = kept.seals(kind), kept.first(kind)
    behind = None if any(each.end for each in done) else (done[-1].last if done else 0)
    while behind is not None:
        count, behind = seal_older_rows(model, kept, behind=behind, before=first, actor=SYSTEM)
        total += count
    return total
