"""Every redemption held against the ledger, every stock against what was put in, every settlement against its lines."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from shijian.points.enums import REDEMPTION, Reason, RedemptionState
from shijian.points.models import Batch, Entry, Redemption, Reward, Settlement

STANDING = (RedemptionState.OPEN, RedemptionState.HANDED)


def shop_problems() -> Iterator[str]:
    """Name redemptions without their points, points without a redemption, stocks and settlements that do not add up."""
    yield from _redemptions()
    yield from _without_redemption()
    yield from _stocks()
    yield from _settlements()


def _redemptions() -> Iterator[str]:
    own = {"batch": OuterRef("batch"), "batch__source_kind": REDEMPTION, "batch__source_id": OuterRef("pk")}
    moved = Entry.objects.filter(account__volunteer=OuterRef("volunteer"), amount=-OuterRef("points"), **own)
    back = Batch.objects.filter(reverses=OuterRef("batch"))
    stands, paid = Q(state__in=STANDING), Q(batch__isnull=False)
    wrong = Q(points__gt=0, moved=False) | paid & (
        Q(points=0) | stands & Q(back=True) | ~stands & Q(back=False)
    )
    rows = Redemption.objects.annotate(moved=Exists(moved), back=Exists(back)).filter(wrong)
    for key in rows.order_by("id").values_list("id", flat=True):
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
