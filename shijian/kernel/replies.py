"""One request under one key: its reply is kept, encrypted, and given again to whoever sends the same once more."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from shijian.kernel import clock, crypto
from shijian.kernel.models import IdempotentReply

# Keys of the queue on a device begin with this. A phone may lie without signal for weeks; an API client may not.
QUEUED = "q-"
API_DAYS, QUEUE_DAYS = 2, 30
PURPOSE = "idempotent-reply"


class TakenError(Exception):
    """The key stands in the table already."""


def reserve(account_id: int, key: str, fingerprint: str) -> IdempotentReply:
    """Take a key for the transaction that goes on; of two at once the second waits. Raises `TakenError`."""
    reply = IdempotentReply(account_id=account_id, key=key, fingerprint=fingerprint)
    try:
        with transaction.atomic():
            reply.save(force_insert=True)
    except IntegrityError:
        raise TakenError from None
    return reply


def keep(reply: IdempotentReply, status: int, body: str) -> None:
    """Write down the reply to the request that reserved the key."""
    reply.status, reply.body = status, crypto.encrypt(body, PURPOSE)
    reply.save(update_fields=["status", "body"])


def recall(account_id: int, key: str, fingerprint: str) -> tuple[int, str] | None:
    """Give status and body of the first reply; None when the key belongs to another request."""
    reply = IdempotentReply.objects.filter(account_id=account_id, key=key).first()
    if reply is None or reply.fingerprint != fingerprint:
        return None
    return reply.status, crypto.decrypt(reply.body, PURPOSE)


def forget() -> int:
    """Delete replies past their days. Returns how many."""
    now = clock.now()
    queued = IdempotentReply.objects.filter(key__startswith=QUEUED)
    count: int = queued.filter(at__lt=now - dt.timedelta(days=QUEUE_DAYS)).delete()[0]
    others = IdempotentReply.objects.exclude(key__startswith=QUEUED)
    gone: int = others.filter(at__lt=now - dt.timedelta(days=API_DAYS)).delete()[0]
    return count + gone
