"""Cheap signals are looked for as soon as a record is made; the nightly run notices nothing twice."""

from __future__ import annotations

import logging

from shijian.kernel import jobs, memo
from shijian.records import signals
from shijian.records.enums import Grade, SignalKind
from shijian.records.models import ServiceRecord
from shijian.records.operations.signals import notice_all
from shijian.records.queries import evidence, evidence_near

log = logging.getLogger(__name__)
LOOK = f"{__name__}.look"
CHEAP = (SignalKind.LONG_DAY, SignalKind.BATCH, SignalKind.LATE, SignalKind.DEVICE, SignalKind.PHOTO)


def look_soon(record: ServiceRecord) -> None:
    """Have the worker look once this transaction is committed, once for all that one hand enters in one press."""
    if record.grade != Grade.IMPORTED:
        memo.remembered(f"signals.look:{record.recorder_id}", lambda: jobs.enqueue(LOOK, record.pk))


def look(key: int) -> None:
    """For the worker: run the cheap detectors over a new record and what belongs with it. Any number of times."""
    fresh = evidence_near.of_one_press(key)
    if not fresh:
        return
    limits = evidence.limits()
    facts = evidence_near.around(fresh, limits)
    keys = {row.pk for row in fresh}
    found = [each for kind in CHEAP for each in signals.DETECTORS[kind](facts, limits)]
    made = notice_all(each for each in found if keys & set(each.records))
    if made:
        log.info("signals: %s new at once", made)
