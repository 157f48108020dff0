"""Every redemption held against the ledger, every stock against what was put in, every settlement against its lines."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from shijian.points.enums import REDEMPTION, AccountKind, Reason, RedemptionState
from shijian.points.models import Batch, Redemption, Reward, Settlement

CHUNK = 2000
STANDING = (RedemptionState.OPEN, RedemptionState.HANDED)


def shop_problems() -> Iterator[str]:
    """Name redemptions without their points, points without a redemption, stocks and settlements that do not add up."""
    yield from _redemptions()
    yield from _without_redemption()
    yield from _stocks()
    yield from _settlements()


def _redemptions() -> Iterator[str]:
    spent = "batch__entries__amount"
    rows = Redemption.objects.filter(Q(batch=None) | Q(batch__entries__account__kind=AccountKind.SPENT))
    columns = ("pk", "points", "state", "volunteer", "batch", "batch__source_id", "batch__reversed_by", spent)
    for key, points, state, _who, batch, source, back, moved in (
        rows.order_by("id").values_list(*columns).iterator(chunk_size=CHUNK)
    ):
        whole = batch is None if points == 0 else (source, moved) == (key, points)
        if not whole or (batch is not None and (back is None) != (state in STANDING)):
            yield _("redemption %(row)s does not fit what the ledger moved for it") % {"row": key}


def _without_redemption() -> Iterator[str]:
    rows = Batch.objects.filter(reason=Reason.SPEND, source_kind=REDEMPTION, redemption__isnull=True)
    for key in rows.order_by("id").values_list("id", flat=True):
        yield _("batch %(batch)s spends points for a redemption that is missing") % {"batch": key}


def _stocks() -> Iterator[str]:
    rows = Reward.objects.annotate(out=Count("redemptions", filter=Q(redemptions__state__in=STANDING)))
    for key in rows.exclude(supplied=F("stock") + F("out")).order_by("id").values_list("id", flat=True):
        yield _("the stock of reward %(reward)s is not what was put in and given out") % {"reward": key}


def _settlements() -> Iterator[str]:
    for row in Settlement.objects.order_by("id"):
        if row.total_fen != sum(line[3] for line in row.lines):
            yield _("the lines of settlement %(row)s do not sum to its total") % {"row": row.pk}
