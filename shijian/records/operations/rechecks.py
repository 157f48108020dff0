"""Random re-checks: promise a seed, draw by it, phone, note what was said. An answer changes no hours by itself."""

from __future__ import annotations

import datetime as dt
import logging
import secrets

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, duties, policy
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import lock, operation
from shijian.records import policies_rechecks as policies
from shijian.records import rules_rechecks
from shijian.records.enums import RecheckState, SignalKind
from shijian.records.flow import RECHECK_FLOW
from shijian.records.models import Recheck, RecheckDraw, SeedPromise, ServiceRecord
from shijian.records.operations.signals import notice_signal
from shijian.records.queries import rechecks
from shijian.records.queries.rechecks import Contact
from shijian.records.signals.facts import Finding

log = logging.getLogger(__name__)
LONGEST = 1000


@operation
def promise_seed(month: dt.date, *, actor: Actor = SYSTEM) -> SeedPromise | None:
    """Publish the fingerprint of a new seed for a month that is not over; None where there is one. Only the clock."""
    if not actor.is_system or month.day != 1 or rechecks.next_month(month) <= clock.today():
        raise NotAllowed
    seed = secrets.token_hex(32)
    facts = {"commitment": rechecks.commitment_of(seed), "sealed": SeedPromise.seal(seed), "at": clock.now()}
    try:
        with transaction.atomic():
            promise: SeedPromise = SeedPromise.objects.create(month=month, **facts)
    except IntegrityError:
        return None
    audit.record("recheck.promise", promise, actor=actor)
    return promise


@operation
def draw_month(promise: SeedPromise, *, actor: Actor = SYSTEM) -> RecheckDraw | None:
    """Tell the seed of a month that is over, and draw by it; None where it was drawn. Only the clock does this."""
    if not actor.is_system or rechecks.next_month(promise.month) > clock.today():
        raise NotAllowed
    ids, share = rechecks.candidates(promise.month), policy.get(policies.PERMILLE, on=promise.month)
    seed = promise.seed
    picked = rechecks.drawn(seed, ids, share)
    try:
        with transaction.atomic():
            draw: RecheckDraw = RecheckDraw.objects.create(
                promise=promise, seed=seed, permille=share, candidates=len(ids), drawn=len(picked),
                fingerprint=rechecks.fingerprint_of(ids), at=clock.now(),
            )  # fmt: skip
    except IntegrityError:
        return None
    _hand_out(draw, picked)
    audit.record("recheck.draw", draw, actor=actor, changes={"drawn": [None, len(picked)]})
    return draw


def _hand_out(draw: RecheckDraw, picked: list[int]) -> None:
    units = rechecks.callers()
    due = clock.add_working_days(draw.at, policy.get(policies.DAYS))
    for record in ServiceRecord.objects.filter(pk__in=picked).order_by("pk"):
        if (unit := rechecks.caller_for(record, draw.seed, units)) is not None:
            Recheck.objects.create(
                draw=draw, record=record, handler=unit, handler_path=unit.path, created_at=draw.at, due_at=due
            )


@operation
def reveal_contact(recheck: Recheck, *, actor: Actor) -> Contact:
    """Give the number to phone, and note that it was read. Raises `OutOfReach`, `WrongState`, `Conflict`."""
    recheck = _opened(recheck, actor)
    if not recheck.is_open:
        raise WrongState(_("This call is done. The number is not shown any more."))
    contact = rechecks.contact_of(recheck.record)
    if contact is None or not contact.phone:
        raise Conflict(_("No number is known. Note it as not reached."))
    purpose = audit.LookPurpose.SUPERVISION
    audit.look(recheck, actor=actor, purpose=purpose, fields=("phone",), for_person_id=contact.person_id)
    return contact


@operation
def note_try(recheck: Recheck, *, actor: Actor) -> Recheck:
    """Note that nobody answered; after the policy's tries, or at once without a number, it is not reached.

    Raises `OutOfReach`, `WrongState`.
    """
    recheck = _opened(recheck, actor)
    if not recheck.is_open:
        raise WrongState(_("This call is done."))
    recheck.tries += 1
    recheck.save(update_fields=["tries"])
    audit.record("recheck.try", recheck, actor=actor, changes={"tries": [recheck.tries - 1, recheck.tries]})
    contact = rechecks.contact_of(recheck.record)
    if recheck.tries >= policy.get(policies.TRIES) or contact is None or not contact.phone:
        return _end(recheck, "give-up", "", actor)
    return recheck


@operation
def confirm_recheck(recheck: Recheck, *, actor: Actor, note: str = "") -> Recheck:
    """Note that whoever was served says it was so. Raises `OutOfReach`, `OwnEntry`, `WrongState`."""
    recheck = _opened(recheck, actor)
    duties.demand("recheck.confirm", recheck, actor=actor)
    return _end(recheck, "confirm", note, actor)


@operation
def deny_recheck(recheck: Recheck, *, note: str, actor: Actor) -> Recheck:
    """Note what whoever was served says instead; a signal opens, and hours stay as they are until it is decided.

    Raises `OutOfReach`, `OwnEntry`, `WrongState`, `Invalid` by field.
    """
    recheck = _opened(recheck, actor)
    duties.demand("recheck.deny", recheck, actor=actor)
    if not note.strip():
        raise Invalid(fields={"note": _("Write what was said. Name nobody.")})
    recheck = _end(recheck, "deny", note, actor)
    found = Finding(SignalKind.RECHECK, f"recheck:{recheck.pk}", (recheck.record_id,), strength=3)
    notice_signal(found)
    return recheck


def _end(recheck: Recheck, move: str, note: str, actor: Actor) -> Recheck:
    if recheck.is_open:
        recheck.over_at, recheck.by_id, recheck.note = clock.now(), actor.person_id, note.strip()[:LONGEST]
        recheck.save(update_fields=["over_at", "by", "note"])
    RECHECK_FLOW.advance(recheck, move, actor=actor)
    audit.record(
        f"recheck.{move}", recheck, actor=actor, changes={"state": [RecheckState.OPEN, recheck.state]}
    )
    return recheck


def _opened(recheck: Recheck, actor: Actor) -> Recheck:
    rows = Recheck.objects.select_related(
        "record__volunteer__person", "record__unit", "handler", "draw__promise"
    )
    recheck = lock(rows, pk=recheck.pk)
    if not rules_rechecks.can_call(actor, recheck) and not rules_rechecks.has_part(actor, recheck):
        raise OutOfReach
    return recheck


def sweep() -> None:
    """For the scheduler: promise the seeds of this month and the next, and draw the months that are over."""
    month = clock.today().replace(day=1)
    for each in (month, rechecks.next_month(month)):
        if not SeedPromise.objects.filter(month=each).exists():
            promise_seed(each)
    for promise in SeedPromise.objects.filter(draw__isnull=True, month__lt=month).order_by("month"):
        draw = draw_month(promise)
        if draw:
            log.info("rechecks: %s of %s drawn", draw.drawn, draw.candidates)
