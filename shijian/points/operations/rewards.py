"""The catalogue: merchants, rewards and courtesies with their stock, the budget that pays for them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, NotAllowed
from shijian.kernel.operation import lock, operation, relock
from shijian.points import rules_shop as rules
from shijian.points.enums import Period, RewardKind
from shijian.points.models import Merchant, Reward, RewardBudget
from shijian.units.models import Unit

MOST = 1_000_000
MOST_FEN = 1_000_000_000
# The words come first: they are no part of the audit trail.
SHOWN = ("name", "what", "price", "cost_fen", "limit_each", "period", "starts_on", "ends_on")
CONDITION = ("hours_min", "points_min")


@operation
def add_merchant(unit: Unit, *, name: str, contact: str = "", actor: Actor) -> Merchant:
    """Enter a shop that hands rewards of the unit over. Raises `NotAllowed`, `Invalid`, `Conflict`."""
    unit = relock(unit)
    if not rules.can_keep(actor, unit.path):
        raise NotAllowed
    _need(name, "name")
    if Merchant.objects.filter(unit=unit, name=name.strip()).exists():
        raise Conflict(_("There is a shop of this name already."))
    row = Merchant.objects.create(
        unit=unit, unit_path=unit.path, name=name.strip()[:60], contact=contact.strip()[:200]
    )
    audit.record("points.merchant-add", row, actor=actor)
    return row


@operation
def change_merchant(
    merchant: Merchant, *, name: str, contact: str = "", active: bool = True, actor: Actor
) -> Merchant:
    """Change a shop; one that is not active any more hands out what is open and gets nothing new."""
    row = relock(merchant)
    if not rules.can_keep(actor, row.unit_path):
        raise NotAllowed
    _need(name, "name")
    if Merchant.objects.filter(unit=row.unit_id, name=name.strip()).exclude(pk=row.pk).exists():
        raise Conflict(_("There is a shop of this name already."))
    changes = audit.difference({"active": row.active}, {"active": active})
    row.name, row.contact, row.active = name.strip()[:60], contact.strip()[:200], active
    row.save(update_fields=["name", "contact", "active"])
    audit.record("points.merchant-change", row, actor=actor, changes=changes)
    return row


@operation
def add_reward(
    unit: Unit, *, kind: str, stock: int, merchant: Merchant | None = None, actor: Actor, **facts: Any
) -> Reward:
    """Put a line into the catalogue; `facts` are the fields of `SHOWN`, for a courtesy of `CONDITION` too.

    Raises `NotAllowed`, `Invalid` by field.
    """
    unit = relock(unit)
    if not rules.can_keep(actor, unit.path):
        raise NotAllowed
    if kind not in RewardKind.values:
        raise Invalid(fields={"kind": _("Choose from the list.")})
    if merchant is not None and merchant.unit_id != unit.pk:
        raise Invalid(fields={"merchant": _("The shop belongs to another unit.")})
    if not 0 <= stock <= MOST:
        raise Invalid(fields={"stock": _("Not below zero.")})
    row = Reward(unit=unit, unit_path=unit.path, merchant=merchant, kind=kind, stock=stock, supplied=stock)
    row.made_by_id, row.made_at = actor.person_id, clock.now()
    _write(row, facts)
    row.save()
    changes = {"price": [None, row.price], "fen": [None, row.cost_fen], "stock": [None, stock]}
    audit.record("points.reward-add", row, actor=actor, changes=changes)
    return row


@operation
def change_reward(reward: Reward, *, actor: Actor, **facts: Any) -> Reward:
    """Change a line; what was redeemed keeps the price and the cost of its moment. Raises as `add_reward`."""
    row = _kept(reward, actor)
    before = {name: getattr(row, name) for name in (*SHOWN[2:], *CONDITION)}
    _write(row, facts)
    row.save(update_fields=[*SHOWN, *CONDITION])
    changes = audit.difference(before, {name: getattr(row, name) for name in before})
    audit.record("points.reward-change", row, actor=actor, changes=changes)
    return row


@operation
def restock_reward(reward: Reward, *, amount: int, actor: Actor) -> Reward:
    """Put pieces in, or take out (below zero) what is spoilt or lost; never more than are there."""
    row = _kept(reward, actor)
    if amount == 0 or not 0 <= row.stock + amount <= MOST:
        raise Invalid(
            fields={
                "amount": _("There are %(stock)s now; it cannot be fewer than none.") % {"stock": row.stock}
            }
        )
    before = row.stock
    row.stock, row.supplied = row.stock + amount, row.supplied + amount
    row.save(update_fields=["stock", "supplied"])
    audit.record("points.reward-restock", row, actor=actor, changes={"stock": [before, row.stock]})
    return row


@operation
def withdraw_reward(reward: Reward, *, active: bool = False, actor: Actor) -> Reward:
    """Take a line out of the catalogue, or bring it back (`active`); what is open is still handed over."""
    row = _kept(reward, actor)
    row.active = active
    row.save(update_fields=["active"])
    audit.record("points.reward-withdraw", row, actor=actor, changes={"active": [not active, active]})
    return row


@operation
def add_budget(unit: Unit, *, year: int, amount_fen: int, document_no: str, actor: Actor) -> RewardBudget:
    """Enter money for the rewards of a year, by a document; a later one is added. Raises `NotAllowed`, `Invalid`."""
    unit = relock(unit)
    if not rules.can_budget(actor, unit.path):
        raise NotAllowed
    _need(document_no, "document_no")
    if not 0 < amount_fen <= MOST_FEN:
        raise Invalid(fields={"amount": _("More than nothing.")})
    if abs(year - clock.today().year) > 1:
        raise Invalid(fields={"year": _("This year, the last or the next one.")})
    if RewardBudget.objects.filter(unit=unit, year=year, document_no=document_no.strip()).exists():
        raise Conflict(_("The money of this document was entered already."))
    row = RewardBudget.objects.create(
        unit=unit, year=year, amount_fen=amount_fen, document_no=document_no.strip()[:80],
        made_by_id=actor.person_id, made_at=clock.now(),
    )  # fmt: skip
    changes = {"year": [None, year], "fen": [None, amount_fen]}
    audit.record("points.budget-add", row, actor=actor, changes=changes)
    return row


def _kept(reward: Reward, actor: Actor) -> Reward:
    row = lock(Reward.objects.all(), pk=reward.pk)
    if not rules.can_keep(actor, row.unit_path):
        raise NotAllowed
    return row


def _write(row: Reward, facts: dict[str, Any]) -> None:
    unknown = set(facts) - {*SHOWN, *CONDITION}
    if unknown:
        raise TypeError(f"no fields of a reward: {sorted(unknown)}")
    for name, value in facts.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.starts_on = row.starts_on or clock.today()
    errors = {**_wrong_words(row), **_wrong_numbers(row)}
    if errors:
        raise Invalid(fields=errors)


def _wrong_words(row: Reward) -> dict[str, str]:
    errors = {name: _("Please say it in a few words.") for name in ("name", "what") if not getattr(row, name)}
    if row.period not in Period.values:
        errors["period"] = _("Choose from the list.")
    if isinstance(row.ends_on, dt.date) and row.ends_on < row.starts_on:
        errors["ends_on"] = _("The last day comes after the first one.")
    return errors


def _wrong_numbers(row: Reward) -> dict[str, str]:
    errors = {}
    if not 0 <= row.cost_fen <= MOST_FEN:
        errors["cost"] = _("Not below zero.")
    if row.limit_each is not None and not 1 <= row.limit_each <= 1000:
        errors["limit_each"] = _("At least one, or empty.")
    if row.is_courtesy:
        asked = [value for value in (row.hours_min, row.points_min) if value is not None]
        if not asked or not all(1 <= value <= MOST for value in asked):
            errors["hours_min"] = _("A courtesy asks for hours, for points earned in all, or either.")
        if row.price:
            errors["price"] = _("A courtesy costs no points.")
    elif not 1 <= row.price <= MOST:
        errors["price"] = _("At least one point.")
    elif row.hours_min or row.points_min:
        errors["hours_min"] = _("Only a courtesy asks for hours or points earned.")
    return errors


def _need(text: str, field: str) -> None:
    if not text.strip():
        raise Invalid(fields={field: _("Please say it in a few words.")})
