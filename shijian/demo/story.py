"""Tells the story of one order from its beginning to the ending that is planned for it."""

from __future__ import annotations

import datetime as dt
import random

from shijian.demo import service, words
from shijian.demo.plans import ASKED, Plan
from shijian.demo.tale import Tale
from shijian.demo.world import World
from shijian.kernel import clock
from shijian.kernel.actor import Channel
from shijian.orders.enums import (
    AssignmentState,
    Category,
    OfferState,
    OrderState,
    RefusalReason,
    Risk,
    Urgency,
)
from shijian.orders.models import Order
from shijian.people.models import Person
from shijian.records.enums import Recipient
from shijian.volunteers.enums import Language
from shijian.volunteers.models import Skill, Team, Volunteer

S = OrderState
VERIFY_HOURS = DISPATCH_HOURS = 8
CHANNELS = ((Channel.WEB, 46), (Channel.API, 10), (Channel.PHONE, 24), (Channel.DOOR, 16), (Channel.PAPER, 4))
MOST_VOLUNTEERS = 4
CHANCE_OF_DROPPING = 0.04


def tell(world: World, rng: random.Random, plan: Plan) -> Tale:
    """Tell one order to its end."""
    tale = _begin(world, rng, plan)
    if plan.ending == S.DRAFT:
        return tale
    _submit(tale)
    if _before_dispatch(tale):
        return tale
    if _find_people(tale):
        service.serve(tale)
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
    if rng.random() < 0.55:
        items = [item for item in rng.sample(world.items, 12) if not item.months or month in item.months]
        item = rng.choice([each for each in items if each.headcount <= MOST_VOLUNTEERS] or world.items)
        order.item, order.title, order.category = item, item.title, item.category
        order.minutes, order.headcount = item.minutes, item.headcount
        order.risk, order.risk_note, order.recipient_kind = item.risk, item.risk_note, item.recipient
        return []
    category, title, text, minutes, codes, kind = rng.choice(words.NEEDS)
    order.title, order.description, order.category = title, text, category
    order.minutes, order.recipient_kind = minutes, kind
    if category == Category.REPAIR and "电" in title + text:
        order.risk, order.risk_note = Risk.SOME, words.RISKS[2]
    if order.recipient.ethnicity == "藏族" and kind == Recipient.ELDER:
        order.language = Language.TIBETAN
    return [world.skills[code] for code in codes if code in world.skills]


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
    order.due_at = clock.add_working_hours(tale.at, VERIFY_HOURS)


def _before_dispatch(tale: Tale) -> bool:
    """Verification and the early exits; true when the story ends here."""
    ending, rng = tale.plan.ending, tale.rng
    if ending == S.VERIFYING:
        return _maybe_urge(tale)
    if ending in ("rejected", "appealed"):
        _reject(tale)
        if ending == "rejected":
            return True
        _appeal(tale)
    if ending == "withdrawn" and rng.random() < 0.5:
        return _withdraw(tale)
    _verify(tale)
    if ending == "withdrawn":
        return _withdraw(tale)
    if ending == "unmet":
        return _refer(tale)
    return ending == S.QUEUED and _maybe_urge(tale)


def _maybe_urge(tale: Tale) -> bool:
    if tale.rng.random() < 0.2:
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
    tale.order.closed_at = None
    _hand_to_hub(tale)


def _verify(tale: Tale) -> None:
    tale.wait(0.3, 9)
    order = tale.order
    who = tale.world.county.officer_of(order.handler)
    tale.move("verify", S.QUEUED, who)
    order.verified_at = tale.at
    if order.risk == Risk.NONE and not order.risk_note and tale.rng.random() < 0.3:
        order.risk_note = words.RISKS[1]
    order.due_at = clock.add_working_hours(tale.at, DISPATCH_HOURS)
    _hand_to_hub(tale)


def _hand_to_hub(tale: Tale) -> None:
    hub = tale.world.hub(tale.order)
    tale.order.handler, tale.order.handler_path = hub, hub.path


def _withdraw(tale: Tale) -> bool:
    tale.wait(1, 8)
    tale.move("withdraw", S.WITHDRAWN, tale.order.asked_by, note=tale.rng.choice(words.WITHDRAWALS))
    tale.close()
    return True


def _refer(tale: Tale) -> bool:
    tale.wait(1, 8)
    whom, why = tale.rng.choice(words.REFERRALS)
    tale.order.referred_to = whom
    tale.move("refer", S.UNMET, tale.world.dispatcher(tale.order), note=why, extra={"referred_to": whom})
    tale.close()
    return True


def _find_people(tale: Tale) -> bool:
    """Dispatch until somebody accepts; false when the story ends with an open offer."""
    order, rng = tale.order, tale.rng
    teams = [tale.plan.team] if tale.plan.team else tale.world.teams_for(rng, order)
    last = len(teams) - 1
    for place, team in enumerate(teams):
        order.round += 1
        _offer_to_team(tale, team)
        if tale.plan.ending == S.OFFERED and (place == last or rng.random() < 0.75):
            return False
        if place < last and rng.random() < 0.18:
            _refuse(tale, team)
            continue
        _accept(tale, team)
        return tale.plan.ending == ASKED or bool(service.bound(tale)) or not _refer(tale)
    return False


def _offer_to_team(tale: Tale, team: Team) -> None:
    tale.wait(0.3, 7)
    if tale.plan.ending == S.OFFERED:
        tale.at = max(tale.at, tale.world.recipe.now - dt.timedelta(hours=tale.rng.uniform(0.5, 16)))
    dispatcher = tale.world.dispatcher(tale.order)
    offer = tale.offer(team=team, by=dispatcher)
    tale.move("offer", S.OFFERED, dispatcher, extra={"count": 1, "round": tale.order.round})
    tale.order.due_at = offer.expires_at


def _refuse(tale: Tale, team: Team) -> None:
    """The leader says no with a reason, or nobody answers in time; the order goes back to be dispatched."""
    offer = tale.offers[-1]
    tale.world.refusals += 1
    if tale.world.refusals % 4 == 1:
        tale.go_to(offer.expires_at)
        tale.answer(offer, OfferState.EXPIRED, None)
        tale.remark("expire", None, extra={"count": 1})
        tale.move("requeue", S.QUEUED, None)
    else:
        tale.wait(0.5, 6)
        reason = tale.rng.choice(list(RefusalReason))
        leader = tale.world.leader(team)
        note = tale.rng.choice(words.REFUSAL_NOTES[reason])
        tale.answer(offer, OfferState.REFUSED, leader, refusal=reason, note=note)
        tale.remark("refuse", leader, note=str(reason.label))
        tale.move("requeue", S.QUEUED, leader)
    tale.order.due_at = clock.add_working_hours(tale.at, DISPATCH_HOURS)


def _accept(tale: Tale, team: Team) -> None:
    """The leader accepts for the team and asks members; each is bound by his own yes."""
    tale.wait(0.2, 6)
    order, leader = tale.order, tale.world.leader(team)
    tale.answer(tale.offers[-1], OfferState.ACCEPTED, leader)
    order.team = team
    tale.move("accept", S.ACCEPTED, leader, extra={"team": team.name})
    order.accepted_at, order.due_at = tale.at, order.wished_until
    _invite(tale, team, leader)


def _invite(tale: Tale, team: Team, leader: Person) -> None:
    if tale.plan.ending == ASKED:
        tale.at = max(tale.at, tale.world.recipe.now - dt.timedelta(hours=3))
    rows = _chosen(tale, team)
    tale.remark("invite", leader, extra={"count": len(rows)})
    for row in rows:
        _ask(tale, row, leader)
    if tale.plan.volunteer is None and tale.rng.random() < CHANCE_OF_DROPPING:
        _drop(tale, leader)


def _drop(tale: Tale, leader: Person) -> None:
    """Somebody cannot come after all; the leader finds another one."""
    for gone in service.bound(tale)[:1]:
        tale.go_to(tale.at + dt.timedelta(minutes=tale.rng.randint(30, 600)))
        gone.state, gone.note = AssignmentState.WITHDRAWN, words.WITHDREW
        tale.remark("drop", gone.volunteer.person, note=gone.note, extra={"who": gone.volunteer.person.name})
        tale.deed("assignment.withdraw", gone, gone.volunteer.person)
        day = clock.local(tale.plan.served).date()
        for row in tale.world.anybody(tale.rng, tale.order, day):
            _ask(tale, row, leader)


def _chosen(tale: Tale, team: Team) -> list[Volunteer]:
    day = clock.local(tale.plan.served).date()
    count = tale.order.headcount + (tale.rng.random() < 0.15)
    if tale.plan.ending == ASKED and tale.plan.volunteer is not None:
        tale.order.headcount = 1
        return [tale.plan.volunteer]
    found = tale.world.free(tale.rng, tale.order, team, day, count)
    if tale.plan.volunteer is not None:
        found = [tale.plan.volunteer, *(row for row in found if row.pk != tale.plan.volunteer.pk)]
    if len(found) < tale.order.headcount:
        found = found or tale.world.anybody(tale.rng, tale.order, day)
        tale.order.headcount = max(len(found), 1)
    return found


def _ask(tale: Tale, row: Volunteer, leader: Person) -> None:
    order = tale.order
    day = clock.local(tale.plan.served).date()
    offer = tale.offer(volunteer=row, by=leader)
    if tale.plan.ending == ASKED:
        return
    tale.go_to(tale.at + dt.timedelta(minutes=tale.rng.randint(3, 90)))
    if len(service.bound(tale)) >= order.headcount:
        reason = tale.rng.choice(list(RefusalReason))
        note = tale.rng.choice(words.REFUSAL_NOTES[reason])
        tale.answer(offer, OfferState.REFUSED, row.person, refusal=reason, note=note)
        tale.remark("refuse", row.person, note=str(reason.label))
        return
    tale.answer(offer, OfferState.ACCEPTED, row.person)
    tale.remark("bind", row.person)
    tale.world.busy.add((row.pk, day))
    service.bind(tale, row)
