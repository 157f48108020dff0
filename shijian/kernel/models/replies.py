"""Replies of the API kept for replays of the same Idempotency-Key."""

from django.db import models


class IdempotentReply(models.Model):
    """The reply that the first request with a key got; the body is encrypted, kept for two days."""

    account_id = models.BigIntegerField()
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account_id", "key"], name="idempotent_reply_once")]
