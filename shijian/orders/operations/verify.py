"""What happens to a need before it is dispatched: verified, rejected, appealed, withdrawn, urged, referred."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, duties, policy, words
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.flow import history
from shijian.kernel.models import FlowLog
from shijian.kernel.operation import operation, relock
from shijian.orders import policies, rules
from shijian.orders.enums import ORDER_KIND, OrderState
from shijian.orders.flow import ORDER_FLOW
from shijian.orders.models import Order
from shijian.orders.operations import deadline, need, telling
from shijian.orders.operations.release import release
from shijian.orders.queries import orders

URGEABLE = (OrderState.VERIFYING, OrderState.QUEUED, OrderState.OFFERED, OrderState.ACCEPTED)


class UrgedAlready(Conflict):
    """The resident has reminded within the interval."""

    code = "urged-already"


@operation
def verify_order(
    order: Order,
    *,
    actor: Actor,
    changes: Mapping[str, Any] | None = None,
    risk: int | None = None,
    note: str = "",
) -> Order:
    """Confirm a need, corrected by `changes` (`need.FREE`, `skills`, `trainings`); it waits for dispatch then.

    Raises `WrongState`, `NotAllowed`, `OutOfReach`, `Invalid` by field.
    """
    order = opened(order, actor)
    duties.demand("order.verify", order, actor=actor)
    log = ORDER_FLOW.advance(order, "verify", actor=actor, note=note.strip())
    said = _correct(order, {**(changes or {}), **({} if risk is None else {"risk": risk})})
    order.risk_note = order.risk_note or _no_risk()
    order.verified_at = clock.now()
    order.due_at = deadline.due(order, policies.DISPATCH_HOURS)
    deadline.hand_to(order, orders.nearest_handler(order.unit, orders.DISPATCHERS))
    order.save()
    audit.record("order.verify", order, actor=actor, changes=said)
    telling.tell_residents(order, key=f"{log.pk}", actor=actor, text=_say(order, telling.VERIFIED))
    staff = orders.staff_of(order.handler_id, orders.DISPATCHERS)
    telling.tell_staff(
        order, staff, key=f"{log.pk}:dispatch", actor=actor, text=_say(order, telling.TO_DISPATCH)
    )
    return order


@operation
def reject_order(order: Order, *, reason: str, actor: Actor) -> Order:
    """Do not admit a need, with a reason that the resident may appeal; whoever was asked or bound is freed."""
    order = opened(order, actor)
    duties.demand("order.reject", order, actor=actor)
    log = ORDER_FLOW.advance(order, "reject", actor=actor, note=_required(reason, "reason"))
    _finish(order)
    release(order, key=f"{log.pk}", actor=actor)
    audit.record("order.reject", order, actor=actor, changes={"state": [log.source, log.target]})
    telling.tell_residents(order, key=f"{log.pk}", actor=actor, text=_say(order, telling.REJECTED, log.note))
    return order


@operation
def appeal_order(order: Order, *, reason: str, actor: Actor) -> Order:
    """Ask for a second look at a refusal; the next unit upwards looks. At most `order.appeals` times."""
    order = opened(order, actor)
    if past(order, "appeal").count() >= policy.get(policies.APPEAL_LIMIT):
        raise Conflict(_("This has been looked at twice already. Please phone us."))
    above = order.handler_path
    log = ORDER_FLOW.advance(order, "appeal", actor=actor, note=_required(reason, "reason"))
    order.closed_at = None
    order.due_at = deadline.due(order, policies.VERIFY_HOURS)
    deadline.hand_to(
        order,
        orders.nearest_handler(order.unit, orders.VERIFIERS, above=above, without=orders.close_to(order)),
    )
    order.save()
    audit.record("order.appeal", order, actor=actor, changes={"state": [log.source, log.target]})
    staff = orders.staff_of(order.handler_id, orders.VERIFIERS)
    telling.tell_staff(order, staff, key=f"{log.pk}", actor=actor, text=_say(order, telling.APPEALED))
    return order


@operation
def withdraw_order(order: Order, *, reason: str, actor: Actor) -> Order:
    """Take a need back before the service begins; whoever was asked or bound is freed and told."""
    order = opened(order, actor)
    for_id = None if rules.is_recipient(actor, order) else order.asked_by_id
    note = _required(reason, "reason")
    log = ORDER_FLOW.advance(order, "withdraw", actor=actor, note=note, for_person_id=for_id)
    _finish(order)
    release(order, key=f"{log.pk}", actor=actor)
    audit.record(
        "order.withdraw",
        order,
        actor=actor,
        changes={"state": [log.source, log.target]},
        for_person_id=for_id,
    )
    telling.tell_residents(order, key=f"{log.pk}", actor=actor, text=_say(order, telling.WITHDRAWN))
    return order


@operation
def urge_order(order: Order, *, actor: Actor) -> Order:
    """Remind the handler 催单, at most once in `order.urge_interval_hours`. Raises `UrgedAlready` with the time."""
    order = opened(order, actor)
    if order.state not in URGEABLE:
        raise WrongState(_("Nobody has to be reminded of this any more."))
    if not rules.can_withdraw(actor, order):
        raise NotAllowed
    if (next_at := next_urge(order)) > clock.now():
        raise UrgedAlready(
            _("We have been reminded. You can do it again %(when)s.") % {"when": words.when_words(next_at)}
        )
    log = _remark(order, "urge", actor)
    audit.record("order.urge", order, actor=actor, for_person_id=log.for_person_id)
    staff = orders.staff_of(order.handler_id, orders.VERIFIERS)
    telling.tell_staff(order, staff, key=f"{log.pk}", actor=actor, text=_say(order, telling.URGED))
    return order


@operation
def refer_order(order: Order, *, referred_to: str, reason: str, actor: Actor) -> Order:
    """Say that volunteers cannot meet the need, and to whom the resident was referred."""
    order = opened(order, actor)
    if not ORDER_FLOW.can(order, "refer", actor=actor):
        ORDER_FLOW.advance(order, "refer", actor=actor)  # raises the refusal that fits
    order.referred_to = _required(referred_to, "referred_to", longest=120)
    order.save(update_fields=["referred_to"])
    extra = {"referred_to": order.referred_to}
    log = ORDER_FLOW.advance(order, "refer", actor=actor, note=_required(reason, "reason"), extra=extra)
    _finish(order)
    release(order, key=f"{log.pk}", actor=actor)
    audit.record("order.refer", order, actor=actor, changes={"referred_to": ["", order.referred_to]})
    telling.tell_residents(
        order, key=f"{log.pk}", actor=actor, text=_say(order, telling.REFERRED, order.referred_to)
    )
    return order


def opened(order: Order, actor: Actor) -> Order:
    """The order read anew under its lock. Raises `OutOfReach` for one that the actor cannot see."""
    order = relock(order)
    if not rules.can_see(actor, order):
        raise OutOfReach
    return order


def past(order: Order, transition: str) -> QuerySet[FlowLog]:
    """The log rows of one kind of move."""
    return history(ORDER_KIND, order.pk).filter(transition=transition)


def next_urge(order: Order) -> dt.datetime:
    """From when the handler may be reminded again; the past when it was never done."""
    last = past(order, "urge").last()
    if last is None:
        return order.created_at
    at: dt.datetime = last.at
    return at + dt.timedelta(hours=policy.get(policies.URGE_HOURS))


def _correct(order: Order, changes: dict[str, Any]) -> dict[str, list[Any]]:
    """Apply the verifier's corrections; gives what to say of them in the audit."""
    skills, trainings = changes.pop("skills", None), changes.pop("trainings", None)
    before = {name: getattr(order, name) for name in changes}
    need.put(order, changes)
    if {"wished_from", "wished_until"} & set(changes):
        need.check_window(order)
    if skills is not None:
        order.skills.set(skills)
    if trainings is not None:
        order.trainings.set(trainings)
    said = audit.difference(before, {name: getattr(order, name) for name in changes})
    return {name: ["set", "changed"] if name in need.PRIVATE else values for name, values in said.items()}


def _finish(order: Order) -> None:
    order.closed_at, order.due_at = clock.now(), None
    order.save(update_fields=["closed_at", "due_at"])


def _remark(order: Order, name: str, actor: Actor) -> FlowLog:
    """A row of the timeline that moves nothing."""
    for_id = None if rules.is_recipient(actor, order) else order.asked_by_id
    return FlowLog.objects.create(
        kind=ORDER_KIND, object_id=order.pk, transition=name, source=order.state, target=order.state,
        at=clock.now(), actor_person_id=actor.person_id, actor_name=actor.name, for_person_id=for_id,
        channel=actor.channel,
    )  # fmt: skip


def _say(order: Order, sentence: str, what: str = "") -> telling.Words:
    return lambda: _(sentence) % {"number": order.number, "title": order.title, "what": what}


def _required(text: str, field: str, *, longest: int = 300) -> str:
    text = " ".join(text.split())
    if not text:
        raise Invalid(fields={field: _("Please say it in a few words.")})
    if len(text) > longest:
        raise Invalid(fields={field: _("At most %(number)s characters fit here.") % {"number": longest}})
    return text


def _no_risk() -> str:
    """What the verifier states by leaving the risk at none; need.put has refused any other risk without words."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("No special risk is known.")
