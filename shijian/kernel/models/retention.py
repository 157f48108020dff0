"""What retention did: a row for each batch, counts only."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from shijian.kernel.models.records import AppendOnly


class RetentionBatch(AppendOnly):
    """One batch of one rule: how many rows were due when it began, taken away, and left alone for a reason."""

    rule = models.CharField(max_length=40)
    due = models.PositiveIntegerField()
    done = models.PositiveIntegerField()
    held = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-id"], name="retention_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(due__gte=F("done") + F("held")) & ~Q(rule=""), name="retention_batch_counts"
            )
        ]
