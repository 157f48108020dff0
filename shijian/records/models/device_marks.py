"""Which device told a coming or going, as a keyed fingerprint; goes after the term of its purpose."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shijian.kernel import crypto
from shijian.people.models import Person
from shijian.records.enums import DeviceStep
from shijian.units.models import Unit

DEVICE = "device.mark"


class DeviceMark(models.Model):
    """Somebody told a coming or going of his own with a device. The mark itself is kept nowhere.

    `source_kind` and `source_id` name the scan (`activity`) or the assignment (`order`) to which it belongs.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="device_marks")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    source_kind = models.CharField(max_length=20)
    source_id = models.PositiveBigIntegerField()
    step = models.CharField(max_length=3, choices=DeviceStep.choices)
    device_index = models.CharField(_("fingerprint of the mark"), max_length=32)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source_kind", "source_id", "step"], name="device_mark_once"),
            models.CheckConstraint(condition=~Q(device_index=""), name="device_mark_whole"),
        ]
        indexes = [
            models.Index(fields=["device_index", "at"], name="device_mark_device"),
            models.Index(fields=["at"], name="device_mark_at"),
        ]

    def __str__(self) -> str:
        return f"{self.source_kind} {self.source_id} ({self.step})"


def device_index_of(mark: str) -> str:
    """The fingerprint under which a mark is kept."""
    return crypto.blind_index(mark, DEVICE)
