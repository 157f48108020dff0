"""What volunteers get: merchants that give it, the catalogue of rewards and courtesies, the budget that pays."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Actor, Permission
from shijian.kernel.fields import EncryptedTextField
from shijian.kernel.models import AppendOnly, AppendOnlyQuerySet
from shijian.people.models import Person
from shijian.points.enums import Period, RewardKind
from shijian.units.models import Unit


class MerchantQuerySet(models.QuerySet["Merchant"]):
    """Reads of merchants."""

    def visible_to(self, actor: Actor) -> MerchantQuerySet:
        """Those of units whose catalogue the actor keeps."""
        return self.filter(actor.within(Permission.MENU_REVIEW, "unit_path"))


class Merchant(models.Model):
    """A shop that hands rewards over and is paid by the month. How to reach it is kept encrypted."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="merchants")
    unit_path = models.CharField(max_length=40, editable=False)
    name = models.CharField(_("Name of the shop"), max_length=60)
    contact = EncryptedTextField(blank=True, default="")
    active = models.BooleanField(default=True)

    objects = MerchantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="points_merchant_once")]

    def __str__(self) -> str:
        return self.name


class RewardQuerySet(models.QuerySet["Reward"]):
    """Reads of the catalogue."""

    def visible_to(self, actor: Actor) -> RewardQuerySet:
        """What stands in the catalogue is public; what was withdrawn is seen by those who keep it."""
        return self.filter(Q(active=True) | actor.within(Permission.MENU_REVIEW, "unit_path"))

    def on(self, day: dt.date) -> RewardQuerySet:
        """What may be had on that day, whether or not there is any left."""
        until = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
        shop = Q(merchant__isnull=True) | Q(merchant__active=True)
        return self.filter(until, shop, active=True, starts_on__lte=day)


class Reward(models.Model):
    """A line of the catalogue. A courtesy costs no points and has a condition instead.

    `price` is in points, `cost_fen` what one piece costs the budget of the unit, `stock` what is left, `supplied` what
    was ever put in: stock and what is open or handed over make up `supplied`. `limit_each` is how many one volunteer
    may have in a `period`; empty is the policy.
    """

    kind = models.CharField(max_length=8, choices=RewardKind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rewards")
    unit_path = models.CharField(max_length=40, editable=False)
    merchant = models.ForeignKey(Merchant, models.PROTECT, null=True, related_name="rewards")
    name = models.CharField(max_length=60)
    what = models.CharField(max_length=300)
    price = models.PositiveIntegerField(default=0)
    cost_fen = models.PositiveIntegerField(default=0)
    stock = models.IntegerField()
    supplied = models.PositiveIntegerField()
    limit_each = models.PositiveSmallIntegerField(null=True)
    period = models.CharField(max_length=5, choices=Period.choices, default=Period.MONTH)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    hours_min = models.PositiveIntegerField(null=True)
    points_min = models.PositiveIntegerField(null=True)
    active = models.BooleanField(default=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = RewardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stock__gte=0), name="points_reward_never_oversold"),
            models.CheckConstraint(
                condition=Q(supplied__gte=models.F("stock")), name="points_reward_stock_was_supplied"
            ),
            models.CheckConstraint(
                condition=Q(kind=RewardKind.COURTESY, price=0) & (Q(hours_min__gt=0) | Q(points_min__gt=0))
                | ~Q(kind=RewardKind.COURTESY)
                & Q(price__gt=0, hours_min__isnull=True, points_min__isnull=True),
                name="points_reward_price_or_condition",
            ),
            models.CheckConstraint(
                condition=Q(limit_each__isnull=True) | Q(limit_each__gt=0), name="points_reward_limit"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="points_reward_days",
            ),
        ]
        indexes = [models.Index(fields=["unit_path"], name="points_reward_unit")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_courtesy(self) -> bool:
        """Whether it costs no points."""
        return self.kind == RewardKind.COURTESY


class BudgetQuerySet(AppendOnlyQuerySet):
    """Reads of budgets."""

    def visible_to(self, actor: Actor) -> models.QuerySet[RewardBudget]:
        """Those of units whose catalogue the actor keeps."""
        return self.filter(actor.within(Permission.MENU_REVIEW, "unit__path"))


class RewardBudget(AppendOnly):
    """Money in fen that a unit may spend on rewards in a year, by a document; what comes later is added."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reward_budgets")
    year = models.PositiveSmallIntegerField()
    amount_fen = models.PositiveIntegerField()
    document_no = models.CharField(max_length=80)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = BudgetQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0) & ~Q(document_no=""), name="points_budget_whole"
            ),
            models.UniqueConstraint(fields=["unit", "year", "document_no"], name="points_budget_once"),
        ]
