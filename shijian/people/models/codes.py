"""Codes by text message, and what was given to the gateway."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from shijian.kernel.fields import EncryptedTextField
from shijian.people.enums import CodePurpose, DeliveryState


class OneTimeCode(models.Model):
    """A code of six digits, kept as a keyed hash. For a number that nobody has there is one as well, never sent."""

    purpose = models.CharField(max_length=8, choices=CodePurpose.choices)
    phone_index = models.CharField(max_length=64, db_index=True)
    phone = EncryptedTextField(purpose="code-phone", blank=True, default="")
    account = models.ForeignKey("people.Account", models.CASCADE, null=True, related_name="codes")
    code_hash = models.CharField(max_length=64)
    ip = models.GenericIPAddressField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["phone_index", "created_at"], name="code_phone"),
            models.Index(fields=["ip", "created_at"], name="code_ip"),
        ]


class SmsDelivery(models.Model):
    """One message for the gateway: what became of it and the provider's receipt. The words go when it is done."""

    code = models.OneToOneField(OneTimeCode, models.CASCADE, related_name="delivery")
    words = EncryptedTextField(purpose="sms-words", blank=True, default="")
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    receipt = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sending"]) | Q(done_at__isnull=False),
                name="sms_done_has_time",
            )
        ]
