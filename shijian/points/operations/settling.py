"""The monthly settlement with a merchant: made by one officer, confirmed by a second, then it stands."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, duties
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, NotAllowed
from shijian.kernel.operation import lock, operation, relock
from shijian.points import rules_shop as rules
from shijian.points.enums import RedemptionState, SettlementState
from shijian.points.flow_shop import SETTLEMENT_FLOW
from shijian.points.models import Merchant, Redemption, Settlement
from shijian.points.queries import shop


@operation
def make_settlement(merchant: Merchant, *, month: dt.date, actor: Actor) -> Settlement:
    """Freeze what the merchant handed over in the month of that day. Raises `NotAllowed`, `Invalid`, `Conflict`."""
    merchant = relock(merchant)
    if not rules.can_keep(actor, merchant.unit_path):
        raise NotAllowed
    first = month.replace(day=1)
    behind = (first + dt.timedelta(days=32)).replace(day=1)
    if behind > clock.today():
        raise Invalid(fields={"month": _("Choose a month that is over.")})
    if merchant.settlements.filter(month=first).exclude(state=SettlementState.DROPPED).exists():
        raise Conflict(_("This month was settled with this shop already."))
    rows = list(_handed(merchant, first, behind))
    if not rows:
        raise Invalid(fields={"month": _("This shop handed nothing over in that month.")})
    made = Settlement.objects.create(
        merchant=merchant, month=first, lines=[_line(row) for row in rows],
        total_fen=sum(row.cost_fen for row in rows), made_by_id=actor.person_id, made_at=clock.now(),
    )  # fmt: skip
    Redemption.objects.filter(pk__in=[row.pk for row in rows]).update(settlement=made)
    _note(made, "points.settle", actor)
    return made


@operation
def confirm_settlement(settlement: Settlement, *, actor: Actor) -> Settlement:
    """Confirm as a second officer; nothing of it changes afterwards. Raises `OwnEntry`, `NotAllowed`, `WrongState`."""
    row = locked(settlement)
    duties.demand("points.settlement", row, actor=actor)
    _decide(row, "confirm", actor)
    _note(row, "points.settle-confirm", actor)
    return row


@operation
def drop_settlement(settlement: Settlement, *, actor: Actor) -> Settlement:
    """Drop one that is wrong, so that the month can be settled anew. Raises `NotAllowed`, `WrongState`."""
    row = locked(settlement)
    _decide(row, "drop", actor)
    Redemption.objects.filter(settlement=row).update(settlement=None)
    _note(row, "points.settle-drop", actor)
    return row


def locked(settlement: Settlement) -> Settlement:
    """The row under its lock, with the merchant."""
    return lock(Settlement.objects.select_related("merchant"), pk=settlement.pk)


def _handed(merchant: Merchant, first: dt.date, behind: dt.date) -> list[Redemption]:
    rows = Redemption.objects.filter(reward__merchant=merchant, state=RedemptionState.HANDED, settlement=None)
    rows = rows.filter(over_at__gte=shop.start_of(first), over_at__lt=shop.start_of(behind))
    return list(rows.select_related("reward").order_by("over_at", "id"))


def _line(row: Redemption) -> list[int | str]:
    day = clock.local(row.over_at).date() if row.over_at else None
    return [row.pk, f"{day:%Y-%m-%d}", row.reward.name, row.cost_fen]


def _decide(row: Settlement, move: str, actor: Actor) -> None:
    """The trigger wants who and when before the state moves."""
    if SETTLEMENT_FLOW.can(row, move, actor=actor):
        row.decided_by_id, row.decided_at = actor.person_id, clock.now()
        row.save(update_fields=["decided_by", "decided_at"])
    SETTLEMENT_FLOW.advance(row, move, actor=actor)


def _note(row: Settlement, action: str, actor: Actor) -> None:
    changes = {
        "month": [None, f"{row.month:%Y-%m}"],
        "fen": [None, row.total_fen],
        "rows": [None, len(row.lines)],
    }
    audit.record(action, row, actor=actor, changes=changes)
