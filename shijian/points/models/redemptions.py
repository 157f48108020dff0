"""Redemptions with their pick-up code, and the monthly settlement with a merchant."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from shijian.kernel import crypto
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.fields import EncryptedTextField
from shijian.people.models import Person, own_or_ward
from shijian.points.enums import RedemptionState, SettlementState
from shijian.points.models.ledger import Batch
from shijian.points.models.rewards import Merchant, Reward
from shijian.volunteers.models import Volunteer

CODE = "redemption.code"
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is mistaken for something else
LENGTH = 8
MISREAD = str.maketrans("", "", " -")


def normal(text: str) -> str:
    """What somebody typed or scanned, as the alphabet has it."""
    return text.translate(MISREAD).upper()[:LENGTH]


class SettlementQuerySet(models.QuerySet["Settlement"]):
    """Reads of settlements."""

    def visible_to(self, actor: Actor) -> SettlementQuerySet:
        """Those of merchants of units whose catalogue the actor keeps."""
        return self.filter(actor.within(Permission.MENU_REVIEW, "merchant__unit_path"))


class Settlement(models.Model):
    """What a merchant handed over in a month, frozen: `lines` are (key, day, reward, fen), without names.

    Made by one officer, confirmed or dropped by another one. A trigger keeps everything but the decision as it was.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="settlements")
    month = models.DateField()
    lines = models.JSONField()
    total_fen = models.PositiveBigIntegerField()
    state = models.CharField(max_length=9, choices=SettlementState.choices, default=SettlementState.DRAFT)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = SettlementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "month"],
                condition=~Q(state=SettlementState.DROPPED),
                name="points_settlement_once",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(made_by__isnull=True)
                | ~Q(decided_by=F("made_by"))
                | ~Q(state=SettlementState.CONFIRMED),
                name="points_settlement_two_people",
            ),
        ]

    @property
    def unit_path(self) -> str:
        """The path of the unit that settles."""
        return self.merchant.unit_path


class RedemptionQuerySet(models.QuerySet["Redemption"]):
    """Reads of redemptions."""

    def visible_to(self, actor: Actor) -> RedemptionQuerySet:
        """One's own and one's wards'; those of units at whose desk one hands over."""
        own = own_or_ward(actor.person_id, "volunteer__person")
        return self.filter(own | actor.within(Permission.SERVICE_RECORD, "reward__unit_path"))

    def standing(self) -> RedemptionQuerySet:
        """Those that take stock and budget: open or handed over."""
        return self.filter(state__in=(RedemptionState.OPEN, RedemptionState.HANDED))

    def by_code(self, typed: str) -> Redemption | None:
        """The one to which a code belongs."""
        code = normal(typed)
        if len(code) != LENGTH:
            return None
        return self.filter(code_index__in=crypto.blind_indexes(code, CODE)).first()


class Redemption(models.Model):
    """One piece that a volunteer takes: price and cost as they stood then, and the code with which it is picked up."""

    reward = models.ForeignKey(Reward, models.PROTECT, related_name="redemptions")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="redemptions")
    points = models.PositiveIntegerField()
    cost_fen = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=RedemptionState.choices, default=RedemptionState.OPEN)
    code = EncryptedTextField(purpose=CODE)
    code_index = models.CharField(max_length=32, unique=True, editable=False)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    pick_up_by = models.DateTimeField()
    over_at = models.DateTimeField(null=True)
    handed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    batch = models.OneToOneField(Batch, models.PROTECT, null=True, related_name="redemption")
    settlement = models.ForeignKey(Settlement, models.PROTECT, null=True, related_name="redemptions")

    objects = RedemptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RedemptionState.OPEN) | Q(over_at__isnull=False),
                name="points_redemption_over_when",
            ),
            models.CheckConstraint(
                condition=Q(settlement__isnull=True) | Q(state=RedemptionState.HANDED),
                name="points_redemption_settled_last",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "pick_up_by"], name="points_redemption_due"),
            models.Index(fields=["volunteer", "-id"], name="points_redemption_own"),
        ]

    @property
    def unit_path(self) -> str:
        """The path of the unit that gives it."""
        return self.reward.unit_path

    @property
    def code_words(self) -> str:
        """The code in two halves, as people read it out."""
        code = self.code or ""
        return f"{code[:4]}-{code[4:]}"
