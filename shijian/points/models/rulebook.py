"""积分管理办法: versioned rules, and what each service record brought by them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Actor
from shijian.kernel.models import AppendOnly
from shijian.people.models import Person
from shijian.points import rules
from shijian.points.enums import Cut, RuleState
from shijian.records.models import ServiceRecord

CONTENT = (
    "code", "title", "document_no", "valid_from", "per_hour", "percent", "per_event", "bonus", "bonus_minutes",
    "cap_event", "cap_day", "cap_month",
)  # fmt: skip


class PointsRuleQuerySet(models.QuerySet["PointsRule"]):
    """Reads of rules."""

    def visible_to(self, actor: Actor) -> PointsRuleQuerySet:
        """What was approved; everything for those who decide."""
        return self if rules.can_draft(actor) else self.approved()

    def approved(self) -> PointsRuleQuerySet:
        """Those that count from their day on."""
        return self.filter(state=RuleState.APPROVED)


class PointsRule(models.Model):
    """One version of the rules, by the document of that number; never changed, a later one takes its place.

    A service is worth `per_hour` points of its class (for whom it was) an hour, of which `percent` of its evidence
    grade, plus `per_event` once, plus `bonus` for at least `bonus_minutes`. No cap means no limit.
    """

    code = models.SlugField(max_length=20, unique=True)
    title = models.CharField(_("Title of the rules"), max_length=80)
    document_no = models.CharField(_("Document number of the rules"), max_length=80)
    valid_from = models.DateField(_("In force from"))
    per_hour = models.JSONField()
    percent = models.JSONField()
    per_event = models.PositiveIntegerField(default=0)
    bonus = models.PositiveIntegerField(default=0)
    bonus_minutes = models.PositiveIntegerField(default=0)
    cap_event = models.PositiveIntegerField(null=True, blank=True)
    cap_day = models.PositiveIntegerField(null=True, blank=True)
    cap_month = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=RuleState.choices, default=RuleState.DRAFT)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    objects = PointsRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(document_no=""), name="points_rule_has_document"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")),
                name="points_rule_two_people",
            ),
            models.UniqueConstraint(
                fields=["valid_from"], condition=Q(state=RuleState.APPROVED), name="points_rule_one_a_day"
            ),
        ]

    @property
    def digest(self) -> str:
        """SHA-256 over what the rule says; it goes into the digest of every batch made by it."""
        body = {name: getattr(self, name) for name in CONTENT}
        text = json.dumps(body, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


class Credit(AppendOnly):
    """What one service record brought: by which rule, what its time is worth, what is left of it, and why.

    `batch` is none when nothing was left. `behind` is the key of the last batch before, so that the caps can be
    computed again as they stood.
    """

    record = models.OneToOneField(ServiceRecord, models.PROTECT, related_name="credit")
    rule = models.ForeignKey(PointsRule, models.PROTECT, related_name="credits")
    day = models.DateField()
    worth = models.PositiveIntegerField()
    points = models.PositiveIntegerField()
    cut = models.CharField(max_length=5, choices=Cut.choices, default=Cut.NONE)
    batch = models.OneToOneField("points.Batch", models.PROTECT, null=True, related_name="credit")
    behind = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(points__lte=F("worth")), name="points_credit_within_worth"),
            models.CheckConstraint(
                condition=Q(points=0, batch__isnull=True) | Q(points__gt=0, batch__isnull=False),
                name="points_credit_has_batch",
            ),
        ]

    @property
    def lost(self) -> int:
        """The points that the caps took away."""
        return self.worth - self.points

    @property
    def month(self) -> dt.date:
        """The first day of the month of the service."""
        return self.day.replace(day=1)
