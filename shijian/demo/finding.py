"""Dispatch: through teams, straight to volunteers, or open to all who fit - until somebody says yes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from shijian.demo import exits, words
from shijian.demo.plans import ASKED, NOBODY
from shijian.demo.tale import STEP_HOURS, Tale
from shijian.kernel import clock
from shijian.orders.enums import AssignmentState, OfferState, OrderState, RefusalReason
from shijian.orders.models import Offer
from shijian.people.models import Person
from shijian.volunteers.models import Team, Volunteer

S = OrderState
ROUNDS = 3
CHANCE_OF_DROPPING = 0.04
CHANCE_OF_REFUSING = 0.18
Asked = tuple[Volunteer, Offer]


def find_people(tale: Tale) -> bool:
    """Dispatch until somebody accepts; false when the story ends before the service."""
    plan, world = tale.plan, tale.world
    if plan.team is None and not tale.exit and plan.ending not in (S.OFFERED, ASKED, NOBODY):
        if world.turn("claim", 12) and _claimed(tale):
            return _goes_on(tale)
        if world.turn("straight", 8) and _asked_straight(tale):
            return _goes_on(tale)
    return _through_teams(tale)


def _through_teams(tale: Tale) -> bool:
    rng, ending = tale.rng, tale.plan.ending
    teams = _teams(tale)
    for place, team in enumerate(teams, start=1):
        last = place == len(teams)
        _offer_to_team(tale, team)
        if ending == S.OFFERED and (last or rng.random() < 0.75):
            return False
        if exits.leaves(tale, S.OFFERED):
            return False
        if ending == NOBODY or (not last and rng.random() < CHANCE_OF_REFUSING):
            _refuse(tale, team)
            continue
        _accept(tale, team)
        if last or tale.plan.team or not tale.world.turn("hand-over", 25):
            return _goes_on(tale)
        _hand_over(tale, team)
    return False


def _teams(tale: Tale) -> list[Team]:
    """The teams to be asked, one after another."""
    if tale.plan.team is not None:
        return [tale.plan.team]
    found = tale.world.teams_for(tale.rng, tale.order)
    if tale.plan.ending != NOBODY:
        return found
    return list(dict.fromkeys([*found, *tale.rng.sample(tale.world.teams.serving, ROUNDS)]))[:ROUNDS]


def _goes_on(tale: Tale) -> bool:
    """After a yes: whether it comes to a service."""
    if tale.plan.ending in (ASKED, S.ACCEPTED):
        return False
    if not tale.bound():
        exits.refer(tale)
        return False
    return not exits.leaves(tale, S.ACCEPTED)


def open_to_all(tale: Tale) -> None:
    """Let everybody who fits take the order."""
    tale.wait(0.3, 4)
    tale.order.open_to_claim, tale.order.dispatched_at = True, tale.at
    tale.remark("open", tale.world.dispatcher(tale.order))


def _claimed(tale: Tale) -> bool:
    """Opened to all, and taken; false when nobody is free."""
    order = tale.order
    rows = _anybody(tale, order.headcount)
    if not rows:
        return False
    order.headcount = len(rows)
    open_to_all(tale)
    for row in rows:
        tale.go_to(tale.at + dt.timedelta(minutes=tale.rng.randint(5, 180)))
        tale.bind(row)
        if len(tale.bound()) == order.headcount:
            tale.move("claim", S.ACCEPTED, row.person)
        else:
            tale.remark("bind", row.person)
            tale.deed("order.claim", order, row.person)
    _accepted(tale)
    return True


def _anybody(tale: Tale, count: int) -> list[Volunteer]:
    day = clock.local(tale.order.wished_from).date()
    return tale.world.some(tale.rng, tale.order, day, count, tale.known)


def _asked_straight(tale: Tale) -> bool:
    """Volunteers are asked without a team; with too few of them the order begins all the same."""
    order, dispatcher = tale.order, tale.world.dispatcher(tale.order)
    rows = _anybody(tale, order.headcount + 2)
    if len(rows) < order.headcount:
        return False
    tale.wait(0.3, 7)
    order.round += 1
    asked = [(row, tale.offer(volunteer=row, by=dispatcher)) for row in rows]
    tale.move("offer", S.OFFERED, dispatcher, extra={"count": len(asked), "round": order.round})
    order.due_at = asked[0][1].expires_at
    few = order.headcount > 1 and not order.together and tale.world.turn("few", 2)
    _answers(tale, asked, 1 if few else order.headcount)
    if few:
        tale.move("settle", S.ACCEPTED, dispatcher)
    tale.cancel_open()
    _accepted(tale)
    return True


def _answers(tale: Tale, asked: Sequence[Asked], wanted: int) -> None:
    """Each says yes or no by himself, until `wanted` are bound; those who were not needed are told so."""
    few = wanted < tale.order.headcount and tale.order.state == S.OFFERED
    for place, (row, offer) in enumerate(asked):
        if len(tale.bound()) >= wanted and not few:
            break
        tale.wait(0.1, 1.5, offer)
        spare = len(asked) - place > wanted - len(tale.bound())
        known = tale.plan.volunteer is not None and row.pk == tale.plan.volunteer.pk
        if spare and not known and (len(tale.bound()) >= wanted or tale.rng.random() < 0.4):
            _says_no(tale, offer, row.person)
        else:
            _says_yes(tale, row, offer)


def _says_no(tale: Tale, offer: Offer, person: Person) -> None:
    reason = tale.rng.choice(list(RefusalReason))
    note = tale.rng.choice(words.REFUSAL_NOTES[reason])
    tale.answer(offer, OfferState.REFUSED, person, refusal=reason, note=note)
    tale.remark("refuse", person, note=str(reason.label))


def _says_yes(tale: Tale, row: Volunteer, offer: Offer) -> None:
    tale.answer(offer, OfferState.ACCEPTED, row.person)
    tale.bind(row)
    if tale.order.state == S.OFFERED and len(tale.bound()) == tale.order.headcount:
        tale.move("accept", S.ACCEPTED, row.person)
    else:
        tale.remark("bind", row.person)


def _accepted(tale: Tale) -> None:
    order = tale.order
    order.accepted_at, order.due_at = order.accepted_at or tale.at, order.wished_until


def _offer_to_team(tale: Tale, team: Team) -> None:
    tale.order.round += 1
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
    in_time = tale.plan.ending != NOBODY and offer.expires_at < tale.limit
    if in_time and tale.world.turn("expire", 4):
        tale.go_to(offer.expires_at)
        tale.answer(offer, OfferState.EXPIRED, None)
        tale.remark("expire", None, extra={"count": 1})
        tale.move("requeue", S.QUEUED, None)
    else:
        tale.wait(0.5, 6, offer)
        leader = tale.world.leader(team)
        _says_no(tale, offer, leader)
        tale.move("requeue", S.QUEUED, leader)
    _back(tale)


def _back(tale: Tale) -> None:
    """To be dispatched anew; after the last round the centre phones the resident."""
    order = tale.order
    order.due_at = clock.add_working_hours(tale.at, STEP_HOURS)
    if order.round >= ROUNDS:
        centre = tale.world.county.centre
        order.needs_call, order.handler, order.handler_path = True, centre, centre.path


def _hand_over(tale: Tale, team: Team) -> None:
    """The team cannot do it after all, and says why."""
    tale.wait(0.5, 4)
    tale.release()
    tale.move("return", S.QUEUED, tale.world.leader(team), note=tale.rng.choice(words.RETURNS))
    tale.order.team = None
    if tale.order.service_round == 1:
        tale.order.accepted_at = None
    _back(tale)


def _accept(tale: Tale, team: Team) -> None:
    """The leader accepts for the team and asks members; each is bound by his own yes."""
    tale.wait(0.2, 6, tale.offers[-1])
    order, leader = tale.order, tale.world.leader(team)
    tale.answer(tale.offers[-1], OfferState.ACCEPTED, leader)
    order.team, order.needs_call = team, False
    tale.move("accept", S.ACCEPTED, leader, extra={"team": team.name})
    _accepted(tale)
    _invite(tale, team, leader)


def _invite(tale: Tale, team: Team, leader: Person) -> None:
    if tale.plan.ending == ASKED:
        tale.at = max(tale.at, tale.world.recipe.now - dt.timedelta(hours=3))
    rows = _chosen(tale, team)
    if not rows:
        return
    tale.remark("invite", leader, extra={"count": len(rows)})
    asked = [(row, tale.offer(volunteer=row, by=leader)) for row in rows]
    if tale.plan.ending == ASKED:
        return
    _answers(tale, asked, tale.order.headcount)
    tale.cancel_open()
    if tale.plan.volunteer is None and tale.rng.random() < CHANCE_OF_DROPPING:
        _drop(tale, leader)


def _drop(tale: Tale, leader: Person) -> None:
    """Somebody cannot come after all; the leader finds another one."""
    for gone in tale.bound()[:1]:
        tale.go_to(tale.at + dt.timedelta(minutes=tale.rng.randint(30, 600)))
        gone.state, gone.note = AssignmentState.WITHDRAWN, words.WITHDREW
        tale.remark("drop", gone.volunteer.person, note=gone.note, extra={"who": gone.volunteer.person.name})
        tale.deed("assignment.withdraw", gone, gone.volunteer.person)
        for row in _anybody(tale, 1):
            tale.remark("invite", leader, extra={"count": 1})
            _answers(tale, [(row, tale.offer(volunteer=row, by=leader))], tale.order.headcount)


def _chosen(tale: Tale, team: Team) -> list[Volunteer]:
    plan, order, rng = tale.plan, tale.order, tale.rng
    if plan.ending == ASKED and plan.volunteer is not None:
        order.headcount = 1
        return [plan.volunteer]
    day = clock.local(order.wished_from).date()
    found = tale.world.free(rng, order, team, day, order.headcount + (rng.random() < 0.2), tale.known)
    if plan.volunteer is not None:
        found = [plan.volunteer, *(row for row in found if row.pk != plan.volunteer.pk)]
    if len(found) < order.headcount:
        found = found or _anybody(tale, 1)
        order.headcount = max(len(found), 1)
    return found
