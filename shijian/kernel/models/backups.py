"""How backups went."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shijian.kernel.models.records import AppendOnly


class Result(models.TextChoices):
    """How a backup ended."""

    OK = "ok", _("Made and read back")
    FAILED = "failed", _("Failed")
    MISSED = "missed", _("Missing")
    NOT_COPIED = "not-copied", _("Made, but not copied elsewhere")


class BackupRun(AppendOnly):
    """One backup that was made, failed, or was due and did not come. What it holds lies elsewhere."""

    result = models.CharField(max_length=10, choices=Result.choices)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    scheduled = models.BooleanField()
    reason = models.CharField(max_length=400, blank=True)
    name = models.CharField(max_length=40, blank=True)
    rows = models.PositiveBigIntegerField(default=0)
    uploads = models.PositiveBigIntegerField(default=0)
    written = models.PositiveBigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["-started_at", "-id"], name="backup_run_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(ended_at__gte=F("started_at")), name="backup_run_ends_later"),
            models.CheckConstraint(
                condition=Q(result="missed") | Q(result="failed") | ~Q(name=""), name="backup_run_named"
            ),
        ]

    @property
    def seconds(self) -> int:
        """How long it took."""
        return round((self.ended_at - self.started_at).total_seconds())
