"""Redeeming: points go and a code comes, in one transaction; called off or expired, both go back."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, crypto, duties, policy
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.errors import Conflict, Invalid, NotAllowed
from shijian.kernel.operation import first_result, hold, lock, operation, remember_result
from shijian.people import operations as people
from shijian.points import policies
from shijian.points import rules_shop as rules
from shijian.points.enums import REDEMPTION, RedemptionState
from shijian.points.flow_shop import REDEMPTION_FLOW
from shijian.points.models import Redemption, Reward
from shijian.points.models.redemptions import ALPHABET, CODE, LENGTH
from shijian.points.operations import posting
from shijian.points.operations.crediting import reverse_batch
from shijian.points.operations.spending import spend
from shijian.points.queries import shop
from shijian.points.queries.money import yuan
from shijian.volunteers.enums import VolunteerState
from shijian.volunteers.models import Volunteer

CALLED_OFF, EXPIRED = "called off", "not picked up in time"


@operation
def redeem(
    reward: Reward, *, volunteer: Volunteer, idempotency_key: str | None = None, actor: Actor
) -> Redemption:
    """Take one piece for a volunteer: stock, budget, limit, points and code at once; the same key takes once.

    Raises `OutOfReach` for what is not offered today, `NotAllowed`, `Invalid` (points, condition), `Conflict` (none
    left, limit reached, budget spent).
    """
    hold(posting.HELD)
    if earlier := first_result(Redemption, key=idempotency_key, actor=actor):
        return earlier
    reward = lock(Reward.objects.on(clock.today()).select_related("unit"), pk=reward.pk)
    volunteer = Volunteer.objects.select_related("person").get(pk=volunteer.pk)
    if not rules.can_redeem(actor, volunteer):
        raise NotAllowed
    _demand(reward, volunteer)
    if not Reward.objects.filter(pk=reward.pk, stock__gt=0).update(stock=F("stock") - 1):
        raise Conflict(_("Nothing of this is left. It may be put in again; look another day."))
    row = _create(reward, volunteer, actor)
    if reward.price:
        source = (REDEMPTION, row.pk)
        row.batch = spend(
            volunteer, points=reward.price, key=f"{REDEMPTION}:{row.pk}", source=source, actor=actor
        )
        row.save(update_fields=["batch"])
    remember_result(row, key=idempotency_key, actor=actor)
    _note(row, "points.redeem", actor)
    return row


@operation
def hand_over(redemption: Redemption, *, actor: Actor) -> Redemption:
    """Give it to whoever showed the code. Raises `OwnEntry`, `NotAllowed`, `WrongState` (says who did it, when)."""
    row = locked(redemption)
    duties.demand("points.hand-over", row, actor=actor)
    row.handed_by_id = actor.person_id
    _end(row, "hand-over", actor, "handed_by")
    _note(row, "points.hand-over", actor)
    return row


@operation
def cancel_redemption(redemption: Redemption, *, actor: Actor) -> Redemption:
    """Call it off before it is handed over: points and piece go back. Raises `NotAllowed`, `WrongState`."""
    hold(posting.HELD)
    row = locked(redemption)
    _end(row, "cancel", actor)
    _give_back(row, CALLED_OFF)
    _note(row, "points.redeem-cancel", actor)
    return row


@operation
def expire_redemption(redemption: Redemption, *, actor: Actor) -> Redemption:
    """Give points and piece back when it was not picked up in time. Only the clock does this."""
    hold(posting.HELD)
    row = locked(redemption)
    _end(row, "expire", actor)
    _give_back(row, EXPIRED)
    _note(row, "points.redeem-expire", actor)
    words = _("“%(reward)s” was not picked up in time. Your points are back.")
    _tell(row, words % {"reward": row.reward.name}, actor)
    return row


def sweep() -> int:
    """Expire whatever was not picked up in time; gives how many. A job, any number of times."""
    rows = Redemption.objects.filter(state=RedemptionState.OPEN, pick_up_by__lte=clock.now())
    return len([expire_redemption(row, actor=SYSTEM) for row in rows.order_by("id")[:500]])


def locked(redemption: Redemption) -> Redemption:
    """The row under its lock, with what it is and whose."""
    return lock(Redemption.objects.select_related("reward", "volunteer__person"), pk=redemption.pk)


def _demand(reward: Reward, volunteer: Volunteer) -> None:
    """Refuse whoever is not on the register, not entitled, had enough, or what the budget does not pay."""
    if volunteer.state != VolunteerState.ACTIVE:
        raise Invalid(_("Only volunteers who are on the register can redeem."))
    if reward.is_courtesy and not shop.entitled(volunteer, reward):
        raise Invalid(shop.condition(reward))
    limit = shop.limit_of(reward)
    if shop.had(volunteer, reward) >= limit:
        words = _("One volunteer may have this %(limit)s times: %(period)s. You have had it.")
        raise Conflict(words % {"limit": limit, "period": reward.get_period_display()})
    left = shop.budget_of(reward.unit, clock.today().year).left
    if reward.cost_fen > left:
        words = _(
            "The money for rewards of %(unit)s is used up for this year: %(left)s yuan are left. Ask its office."
        )
        raise Conflict(words % {"unit": reward.unit.name, "left": yuan(max(left, 0))})


def _create(reward: Reward, volunteer: Volunteer, actor: Actor) -> Redemption:
    code, now = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH)), clock.now()
    return Redemption.objects.create(
        reward=reward, volunteer=volunteer, points=reward.price, cost_fen=reward.cost_fen, code=code,
        code_index=crypto.blind_index(code, CODE), made_by_id=actor.person_id, made_at=now,
        pick_up_by=now + timedelta(days=int(policy.get(policies.PICK_UP_DAYS))),
    )  # fmt: skip


def _end(row: Redemption, move: str, actor: Actor, *more: str) -> None:
    """Move to an end; the database wants its moment before."""
    transition = REDEMPTION_FLOW.transitions[move]
    if row.state in transition.sources and transition.guard(actor, row):
        row.over_at = clock.now()
        row.save(update_fields=["over_at", *more])
    REDEMPTION_FLOW.advance(row, move, actor=actor, for_person_id=row.volunteer.person_id)


def _give_back(row: Redemption, reason: str) -> None:
    Reward.objects.filter(pk=row.reward_id).update(stock=F("stock") + 1)
    if row.batch is not None:
        reverse_batch(row.batch, reason=reason, actor=SYSTEM)


def _tell(row: Redemption, text: str, actor: Actor) -> None:
    for person_id in (row.volunteer.person_id, *row.volunteer.person.guardian_ids):
        url = reverse("points:shop-mine")
        people.notify(person_id, key=f"redemption:{row.pk}:{row.state}", text=text, url=url, actor=actor)


def _note(row: Redemption, action: str, actor: Actor) -> None:
    changes = {"points": [None, row.points], "reward": [None, row.reward_id]}
    audit.record(action, row, actor=actor, for_person_id=row.volunteer.person_id, changes=changes)
