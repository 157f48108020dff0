"""What dispatch has learnt: how likely a yes is, and what half days of people were worth."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from shijian.orders.models.plans import DispatchPlan
from shijian.volunteers.models import Volunteer


class ChanceModel(models.Model):
    """What the answers of the last year taught in one night; the newest row holds.

    `weights` are those of `matching.chance.Model`; `groups` are rows of promised share, real share and number of
    answers, of answers that the weights behind the promise had not seen; `off` is the mean distance between the two.
    """

    at = models.DateTimeField(db_index=True)
    answers = models.PositiveIntegerField()
    weights = models.JSONField()
    off = models.FloatField()
    groups = models.JSONField(default=list)


class SpanPrice(models.Model):
    """What a plan would have lost without somebody in one span of its week, in 100 m of way; only above 0."""

    plan = models.ForeignKey(DispatchPlan, models.CASCADE, related_name="prices")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+")
    span = models.PositiveSmallIntegerField()
    price = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "volunteer", "span"], name="span_price_once"),
            models.CheckConstraint(condition=Q(span__lt=64, price__gt=0), name="span_price_real"),
        ]
