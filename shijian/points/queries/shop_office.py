"""What the office of the shop sees: the catalogue, shops, budgets, settlements."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from shijian.kernel.actor import Actor, Permission
from shijian.points.models import Merchant, Reward, RewardBudget, Settlement
from shijian.points.queries.money import yuan
from shijian.points.queries.shop import budget_of
from shijian.units.models import Unit


@dataclass(frozen=True, slots=True)
class Means:
    """The money of one unit for rewards this year, in yuan."""

    unit: str
    decided: str
    bound: str
    left: str


def catalogue(actor: Actor) -> QuerySet[Reward]:
    """Every line within reach, withdrawn ones too."""
    rows = Reward.objects.filter(actor.within(Permission.MENU_REVIEW, "unit_path"))
    return rows.select_related("unit", "merchant")


def merchants(actor: Actor) -> list[Merchant]:
    """The shops within reach."""
    return list(Merchant.objects.visible_to(actor).select_related("unit").order_by("unit_path", "name"))


def budgets(actor: Actor, year: int) -> list[Means]:
    """What units within reach may spend, have bound and have left."""
    keys = RewardBudget.objects.visible_to(actor).filter(year=year).values("unit")
    found = [(unit, budget_of(unit, year)) for unit in Unit.objects.filter(pk__in=keys).order_by("path")]
    return [Means(unit.name, yuan(each.decided), yuan(each.bound), yuan(each.left)) for unit, each in found]


def settlements(actor: Actor) -> QuerySet[Settlement]:
    """The settlements within reach."""
    people = ("merchant__unit", "made_by", "decided_by")
    return Settlement.objects.visible_to(actor).select_related(*people)


def to_confirm(actor: Actor) -> QuerySet[Settlement]:
    """Those that somebody else made and that wait for a second officer."""
    rows = settlements(actor).filter(state="draft")
    return rows.exclude(made_by=actor.person_id)
