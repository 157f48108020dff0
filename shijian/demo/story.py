"""Tells the story of one order from its beginning to the ending that is planned for it."""

from __future__ import annotations

import datetime as dt
import random

from shijian.demo import exits, finding, judging, overdue, service, words
from shijian.demo.plans import APPEALING, CLAIMABLE, Plan
from shijian.demo.tale import STEP_HOURS, Tale
from shijian.demo.world import World
from shijian.kernel import clock
from shijian.kernel.actor import Channel
from shijian.orders.enums import Category, OrderState, Urgency
from shijian.orders.models import Order
from shijian.records.enums import Recipient
from shijian.volunteers.enums import Language, Risk
from shijian.volunteers.models import Skill

S = OrderState
CHANNELS = ((Channel.WEB, 46), (Channel.API, 10), (Channel.PHONE, 24), (Channel.DOOR, 16), (Channel.PAPER, 4))
MOST_VOLUNTEERS = 4


def tell(world: World, rng: random.Random, plan: Plan) -> Tale:
    """Tell one order to its end."""
    tale = _begin(world, rng, plan)
    tale.exit = exits.place_of(world, plan.ending)
    _submit(tale)
    if not _before_dispatch(tale) and finding.find_people(tale):
        service.serve(tale)
        judging.conclude(tale)
    overdue.tell(tale)
    return tale


def _begin(world: World, rng: random.Random, plan: Plan) -> Tale:
    person = plan.resident or rng.choice(world.residents)
    order = Order(
        number=world.number(plan.created),
        recipient=person,
        asked_by=person,
        unit=person.unit,
        unit_path=person.unit_path,
        handler=person.unit,
        handler_path=person.unit_path,
        address=person.address,
        contact_phone=person.phone,
        created_at=plan.created,
        urgency=rng.choices([Urgency.NORMAL, Urgency.SOON, Urgency.EMERGENCY], [91, 8, 1])[0],
    )
    skills = _need(world, rng, plan, order)
    _window(rng, plan, order)
    has_account = person.pk in world.with_account
    kinds = CHANNELS if has_account else CHANNELS[2:]
    order.channel = rng.choices([kind for kind, _ in kinds], [share for _, share in kinds])[0]
    return Tale(world, rng, plan, order, plan.created, _limit(world, plan), skills)


def _limit(world: World, plan: Plan) -> dt.datetime:
    return min(plan.served - dt.timedelta(minutes=50), world.recipe.now - dt.timedelta(minutes=5))


def _need(world: World, rng: random.Random, plan: Plan, order: Order) -> list[Skill]:
    """From the menu, or in own words."""
    month = clock.local(plan.served).month
    if not plan.title and rng.random() < 0.55:
        items = [item for item in rng.sample(world.items, 12) if not item.months or month in item.months]
        item = rng.choice([each for each in items if each.headcount <= MOST_VOLUNTEERS] or world.items)
        order.item, order.title, order.category = item, item.title, item.category
        order.minutes, order.headcount, order.together = item.minutes, item.headcount, item.together
        order.risk, order.risk_note, order.recipient_kind = item.risk, item.risk_note, item.recipient
        return []
    category, title, text, minutes, codes, kind = _own_words(rng, plan)
    order.title, order.description, order.category = title, text, category
    order.minutes, order.recipient_kind = minutes, kind
    if category == Category.REPAIR and "电" in title + text:
        order.risk, order.risk_note = Risk.SOME, words.RISKS[2]
    if order.recipient.ethnicity == "藏族" and kind == Recipient.ELDER:
        order.language = Language.TIBETAN
    return [world.skills[code] for code in codes if code in world.skills]


def _own_words(rng: random.Random, plan: Plan) -> words.Need:
    """What the plan asks for, or anything."""
    return rng.choice([need for need in words.NEEDS if plan.title in ("", need[1])])


def _window(rng: random.Random, plan: Plan, order: Order) -> None:
    order.wished_from = plan.served - dt.timedelta(minutes=rng.choice([0, 0, 5, 10]))
    order.wished_until = order.wished_from + dt.timedelta(minutes=max(order.minutes + 60, 120))


def _submit(tale: Tale) -> None:
    order, officer = tale.order, tale.world.officer(tale.order)
    by_proxy = order.channel in (Channel.PHONE, Channel.DOOR, Channel.PAPER)
    order.taken_by = officer if by_proxy else None
    who = officer if by_proxy else order.recipient
    tale.move(
        "submit", S.VERIFYING, who, channel=order.channel, for_id=order.recipient_id if by_proxy else None
    )
    order.due_at = clock.add_working_hours(tale.at, STEP_HOURS)


def _before_dispatch(tale: Tale) -> bool:
    """Verification and the early exits; true when the story ends here."""
    ending = tale.plan.ending
    if ending == S.VERIFYING:
        return _maybe_urge(tale)
    if ending in ("appealed", APPEALING) or (ending == "rejected" and tale.exit == S.VERIFYING):
        _reject(tale)
        if ending == "rejected":
            return True
        _appeal(tale)
    if ending == APPEALING or exits.leaves(tale, S.VERIFYING):
        return True
    _verify(tale)
    if ending == "rejected":
        _reject(tale)
        return True
    return exits.leaves(tale, S.QUEUED) or _waits(tale)


def _waits(tale: Tale) -> bool:
    """Whether the order still lies with the dispatcher, open to all who fit or not."""
    if tale.plan.ending == CLAIMABLE:
        finding.open_to_all(tale)
        return True
    return tale.plan.ending == S.QUEUED and _maybe_urge(tale)


def _maybe_urge(tale: Tale) -> bool:
    if tale.world.turn("urge", 5):
        tale.wait(2, 8)
        tale.remark("urge", tale.order.asked_by)
    return True


def _reject(tale: Tale) -> None:
    tale.wait(0.5, 6)
    tale.move("reject", S.REJECTED, tale.world.officer(tale.order), note=tale.rng.choice(words.REJECTIONS))
    tale.close()


def _appeal(tale: Tale) -> None:
    tale.wait(2, 10)
    tale.move("appeal", S.VERIFYING, tale.order.asked_by, note=words.APPEAL)
    tale.order.closed_at, tale.order.due_at = None, clock.add_working_hours(tale.at, STEP_HOURS)
    tale.hand_to_hub()


def _verify(tale: Tale) -> None:
    tale.wait(0.3, 9)
    order = tale.order
    who = tale.world.county.officer_of(order.handler)
    tale.move("verify", S.QUEUED, who)
    order.verified_at = tale.at
    if not order.risk_note:
        order.risk_note = words.RISKS[1] if tale.rng.random() < 0.3 else words.NO_RISK
    order.due_at = clock.add_working_hours(tale.at, STEP_HOURS)
    tale.hand_to_hub()
