"""Signals: notice them, look into them, confirm or clear them. None of this changes hours."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable

from django.db.models import Count
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, duties, paths, policy
from shijian.kernel.actor import SYSTEM, Actor, Permission
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach
from shijian.kernel.operation import lock, operation
from shijian.records import policies_signals, signals
from shijian.records.enums import SignalState
from shijian.records.flow import SIGNAL_FLOW
from shijian.records.models import ServiceRecord, Signal
from shijian.records.queries import evidence
from shijian.records.signals.facts import Finding
from shijian.units.models import Unit

log = logging.getLogger(__name__)
LONGEST = 1000


@operation
def notice_signal(found: Finding, *, actor: Actor = SYSTEM) -> Signal | None:
    """Keep what a detector noticed, once for each matter; None where it was known. Only the clock and jobs do this.

    Records that came later are added as long as nobody has looked into it.
    """
    if not actor.is_system:
        raise NotAllowed
    records = list(ServiceRecord.objects.valid().filter(pk__in=found.records).order_by("pk"))
    unit = _over(records)
    if unit is None:
        return None
    now = clock.now()
    facts = {
        "kind": found.kind, "unit": unit, "unit_path": unit.path, "facts": found.facts, "strength": found.strength,
        "created_at": now, "due_at": clock.add_working_days(now, policy.get(policies_signals.REVIEW_DAYS)),
    }  # fmt: skip
    signal, is_new = Signal.objects.get_or_create(key=key_of(found), defaults=facts)
    if not is_new:
        _add(signal.pk, records, found, actor)
        return None
    signal.records.set(records)
    audit.record("signal.notice", signal, actor=actor, changes={"kind": [None, found.kind]})
    return signal


def _add(key: int, records: list[ServiceRecord], found: Finding, actor: Actor) -> None:
    signal = lock(Signal.objects.all(), pk=key)
    before = set(signal.records.values_list("pk", flat=True))
    after = {record.pk for record in records}
    if signal.state != SignalState.OPEN or not after - before:
        return
    unit = _over(records) or signal.unit
    signal.unit, signal.unit_path, signal.facts = unit, unit.path, found.facts
    signal.save(update_fields=["unit", "unit_path", "facts"])
    signal.records.set(records)
    audit.record("signal.add", signal, actor=actor, changes={"records": [len(before), len(after)]})


def key_of(found: Finding) -> str:
    """The fingerprint of a matter: nobody can be read out of it."""
    return hashlib.sha256(found.key.encode()).hexdigest()


def _over(records: list[ServiceRecord]) -> Unit | None:
    """The lowest unit above all of them."""
    lines = [paths.ancestors(path) for path in {record.unit_path for record in records}]
    shared = set.intersection(*map(set, lines)) if lines else set()
    return Unit.objects.filter(path=max(shared, key=len)).first() if shared else None


@operation
def take_signal(signal: Signal, *, actor: Actor) -> Signal:
    """Begin to look into it, as somebody without a part in it. Raises `OutOfReach`, `WrongState`."""
    signal = _opened(signal, actor)
    signal.taken_by_id = actor.person_id
    signal.save(update_fields=["taken_by"])
    SIGNAL_FLOW.advance(signal, "take", actor=actor)
    audit.record("signal.take", signal, actor=actor, changes={"state": [SignalState.OPEN, signal.state]})
    return signal


@operation
def confirm_signal(signal: Signal, *, answer: str, actor: Actor) -> Signal:
    """Say that something is wrong indeed, and what. The records stay; voiding one is a step of its own.

    Raises `OutOfReach`, `OwnEntry`, `WrongState`, `Invalid` by field.
    """
    signal = _opened(signal, actor)
    duties.demand("signal.confirm", signal, actor=actor)
    return _decide(signal, "confirm", answer, actor)


@operation
def clear_signal(signal: Signal, *, answer: str, actor: Actor) -> Signal:
    """Say that all is well, and why it looked odd. Raises `OutOfReach`, `OwnEntry`, `WrongState`, `Invalid`."""
    signal = _opened(signal, actor)
    duties.demand("signal.clear", signal, actor=actor)
    return _decide(signal, "clear", answer, actor)


def _opened(signal: Signal, actor: Actor) -> Signal:
    signal = lock(Signal.objects.select_related("unit"), pk=signal.pk)
    if not actor.may(Permission.RECORD_VOID, signal.unit_path):
        raise OutOfReach
    return signal


def _decide(signal: Signal, move: str, answer: str, actor: Actor) -> Signal:
    if not answer.strip():
        raise Invalid(fields={"answer": _("Write what was found. Name nobody.")})
    before = signal.state
    if before == SignalState.REVIEW:
        signal.over_at, signal.decided_by_id = clock.now(), actor.person_id
        signal.answer = answer.strip()[:LONGEST]
        signal.save(update_fields=["over_at", "decided_by", "answer"])
    SIGNAL_FLOW.advance(signal, move, actor=actor)
    audit.record(f"signal.{move}", signal, actor=actor, changes={"state": [before, signal.state]})
    return signal


def notice_all(found: Iterable[Finding]) -> int:
    """Keep what is new or has grown, each in a transaction of its own; gives how many signals are new."""
    findings = {key_of(row): row for row in found}
    known: dict[str, int] = {}
    keys = list(findings)
    for start in range(0, len(keys), evidence.CHUNK):
        part = Signal.objects.filter(key__in=keys[start : start + evidence.CHUNK])
        known |= dict.fromkeys(part.exclude(state=SignalState.OPEN).values_list("key", flat=True), 0)
        still_open = part.filter(state=SignalState.OPEN).annotate(count=Count("records"))
        known |= dict(still_open.values_list("key", "count"))
    grown = {key for key, count in known.items() if 0 < count < len(findings[key].records)}
    fresh = [row for key, row in findings.items() if key not in known or key in grown]
    return sum(notice_signal(row) is not None for row in fresh)


def sweep() -> None:
    """For the scheduler: run the detectors over the records of the present and the last stretch."""
    made = notice_all(signals.run(evidence.facts(evidence.since()), evidence.limits()))
    if made:
        log.info("signals: %s new", made)
