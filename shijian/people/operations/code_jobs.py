"""Giving codes to the gateway, each once, and forgetting old ones; jobs."""

from __future__ import annotations

import datetime as dt
import time

from django.db import transaction

from shijian.kernel import clock, sms
from shijian.kernel.sms import Outcome, Receipt
from shijian.people.enums import DeliveryState
from shijian.people.models import OneTimeCode, SmsDelivery

TRIES = 3
PAUSE = 2.0
KEPT = dt.timedelta(days=7)
STATES = {
    Outcome.SENT: DeliveryState.SENT,
    Outcome.REFUSED: DeliveryState.REFUSED,
    Outcome.BUSY: DeliveryState.REFUSED,
    Outcome.UNKNOWN: DeliveryState.UNKNOWN,
}


def deliver(delivery_id: int) -> str:
    """Give one message to the gateway; returns its state. A busy gateway is asked again, at most three times.

    Where no answer came nobody knows whether it went out, so it is not sent again: the person asks for a new code.
    A job whose worker died while sending ends the same way.
    """
    row = _take(delivery_id)
    if row is None:
        return "done before"
    values = [row.words or "", str(max(1, (row.code.expires_at - row.code.created_at).seconds // 60))]
    receipt = Receipt(Outcome.BUSY)
    for number in range(TRIES):
        if number:
            time.sleep(PAUSE)
        receipt = sms.send(row.code.phone or "", "code", values, reference=f"sms-{row.pk}")
        row.tries += 1
        if receipt.outcome != Outcome.BUSY:
            break
    return _end(row, STATES[receipt.outcome], receipt.reference)


def forget() -> int:
    """Delete codes and what became of them after a week; a job. Returns how many."""
    return OneTimeCode.objects.filter(created_at__lt=clock.now() - KEPT).delete()[0]


@transaction.atomic
def _take(delivery_id: int) -> SmsDelivery | None:
    rows = SmsDelivery.objects.select_for_update(of=("self",)).select_related("code")
    row = rows.filter(pk=delivery_id, state__in=[DeliveryState.QUEUED, DeliveryState.SENDING]).first()
    if row is None:
        return None
    if row.state == DeliveryState.SENDING:
        _end(row, DeliveryState.UNKNOWN, "worker-died")
        return None
    if row.code.expires_at <= clock.now():
        _end(row, DeliveryState.LATE, "")
        return None
    row.state = DeliveryState.SENDING
    row.save(update_fields=["state"])
    return row


def _end(row: SmsDelivery, state: DeliveryState, receipt: str) -> str:
    row.state, row.receipt, row.words, row.done_at = state, receipt, "", clock.now()
    row.save(update_fields=["state", "receipt", "words", "done_at", "tries"])
    return str(state.value)
