"""The second half of an order's story: check-in, check-out, record, rating, and what follows a bad one."""

from __future__ import annotations

import datetime as dt

from shijian.demo import words
from shijian.demo.plans import ASKED, LAPSE_DAYS, daytime
from shijian.demo.tale import Tale
from shijian.kernel import clock
from shijian.kernel.actor import Channel
from shijian.kernel.models import AuditEntry
from shijian.orders.enums import ORDER_KIND, AssignmentState, FollowUp, OfferState, OrderState
from shijian.orders.models import Assignment, Rating
from shijian.people.models import Person
from shijian.records.enums import Grade, RecordState
from shijian.records.models import ServiceRecord
from shijian.volunteers.models import Volunteer

S = OrderState
A = AssignmentState
GRADES = {Grade.MUTUAL: 45, Grade.SELF: 40, Grade.WITNESSED: 15}
STARS = {5: 66, 4: 18, 3: 9, 2: 4, 1: 3}
BAD = 2
LATE_HOURS = 4
LEFT = (A.WITHDRAWN, A.NO_SHOW)


def bind(tale: Tale, row: Volunteer) -> None:
    """The volunteer has said yes."""
    order = tale.order
    tale.assignments.append(
        Assignment(order=order, volunteer=row, service_round=order.service_round, committed_at=tale.at)
    )


def bound(tale: Tale) -> list[Assignment]:
    """Who is to come in this round of service."""
    rows = (row for row in tale.assignments if row.service_round == tale.order.service_round)
    return [row for row in rows if row.state not in LEFT]


def serve(tale: Tale) -> None:
    """Go through the service as far as the plan says."""
    ending = tale.plan.ending
    if ending in (S.ACCEPTED, ASKED):
        return
    _check_in(tale, tale.plan.served)
    if ending == S.SERVING:
        return
    _check_out(tale)
    if ending == S.RATING:
        return
    _conclude(tale)


def _conclude(tale: Tale) -> None:
    if tale.plan.ending == "lapsed":
        tale.go_to(tale.at + dt.timedelta(days=LAPSE_DAYS))
        tale.move("lapse", S.CLOSED, None)
        tale.close()
    elif tale.plan.ending == "again":
        _rate(tale, stars=tale.rng.choice([1, 2]))
        _serve_again(tale)
    else:
        _rate(tale, stars=tale.plan.stars or tale.rng.choices(list(STARS), list(STARS.values()))[0])


def _check_in(tale: Tale, at: dt.datetime) -> None:
    tale.limit = tale.world.recipe.now - dt.timedelta(minutes=1)
    tale.go_to(at)
    people = bound(tale)
    if len(people) > 1 and tale.rng.random() < 0.04:
        people[-1].state, people[-1].note = A.NO_SHOW, words.NO_SHOW
        tale.remark(
            "no-show", tale.world.officer(tale.order), extra={"who": people[-1].volunteer.person.name}
        )
    for row in bound(tale):
        row.state, row.checked_in_at = A.SERVING, tale.at + dt.timedelta(minutes=tale.rng.randint(0, 6))
        row.checked_in_at = min(row.checked_in_at, tale.limit)
        row.checked_in_by = row.volunteer.person
        tale.deed("service.check-in", row, row.volunteer.person)
    tale.move("start", S.SERVING, bound(tale)[0].volunteer.person)
    order = tale.order
    order.due_at = max(order.wished_until, tale.at + dt.timedelta(minutes=order.minutes)) + dt.timedelta(
        hours=LATE_HOURS
    )


def _check_out(tale: Tale) -> None:
    order, rng = tale.order, tale.rng
    length = max(order.minutes * rng.uniform(0.8, 1.15), 15)
    tale.go_to(tale.at + dt.timedelta(minutes=length))
    for row in bound(tale):
        _leave(tale, row)
    order.finished_at = tale.at
    order.due_at = tale.at + dt.timedelta(days=LAPSE_DAYS)
    tale.move("finish", S.RATING, bound(tale)[0].volunteer.person)


def _leave(tale: Tale, row: Assignment) -> None:
    grade = tale.rng.choices(list(GRADES), list(GRADES.values()))[0]
    person = row.volunteer.person
    witness = _witness(tale, person) if grade == Grade.WITNESSED else person
    row.state, row.checked_out_at = (
        A.DONE,
        max(tale.at, (row.checked_in_at or tale.at) + dt.timedelta(minutes=10)),
    )
    row.checked_in_by = row.checked_out_by = witness
    row.confirmed_by = tale.order.recipient if grade == Grade.MUTUAL else None
    tale.deed("service.check-out", row, witness, for_id=person.pk)
    row.record = _record(tale, row, grade, witness)
    tale.records.append(row.record)


def _witness(tale: Tale, person: Person) -> Person:
    """A second person: the leader, or the station for the leader's own service."""
    team = tale.order.team
    leader = tale.world.leader(team) if team is not None else person
    return leader if leader.pk != person.pk else tale.world.officer(tale.order)


def _record(tale: Tale, row: Assignment, grade: Grade, recorder: Person) -> ServiceRecord:
    order, start, end = tale.order, row.checked_in_at or tale.at, row.checked_out_at or tale.at
    record = ServiceRecord(
        volunteer=row.volunteer,
        unit=order.unit,
        unit_path=order.unit_path,
        team=order.team,
        source_kind=ORDER_KIND,
        started_at=start,
        ended_at=end,
        minutes=int((end - start).total_seconds() // 60),
        grade=grade,
        recipient=order.recipient_kind,
        content=order.title,
        place=tale.world.units[order.unit_id].name,
        responsible=recorder,
        recorder=recorder,
        recorded_at=end,
    )
    if not tale.is_open and tale.rng.random() < 0.006:
        record.state, record.void_reason = RecordState.VOID, "时间登记有误，核实后作废"
        record.voided_by = tale.world.dispatcher(order)
        record.voided_at = min(end + dt.timedelta(days=2), tale.limit)
    return record


def _rate(tale: Tale, *, stars: int) -> None:
    order, rng = tale.order, tale.rng
    tale.go_to(daytime(rng, tale.at + dt.timedelta(days=rng.randint(1, 4))))
    order.closed_at = None
    by_proxy = order.taken_by is not None
    said = words.PRAISE if stars >= 4 else words.MIDDLING if stars == 3 else words.COMPLAINTS
    rating = Rating(
        service_round=order.service_round,
        stars=stars,
        words=rng.choice(said),
        rated_by=order.recipient,
        taken_by=tale.world.officer(order) if by_proxy else None,
        channel=Channel.PHONE if by_proxy else Channel.WEB,
        rated_at=tale.at,
    )
    tale.ratings.append(rating)
    who, for_id = rating.taken_by or order.recipient, order.recipient_id if by_proxy else None
    tale.move("rate", S.CLOSED, who, channel=rating.channel, for_id=for_id, extra={"stars": stars})
    tale.close()
    _reply(tale, rating)
    if stars <= BAD:
        _follow_up(tale, rating)


def _reply(tale: Tale, rating: Rating) -> None:
    if tale.order.team is None or tale.rng.random() > (0.35 if rating.stars > BAD else 0.8):
        return
    rating.reply = tale.rng.choice(words.REPLIES if rating.stars > BAD else words.APOLOGIES)
    rating.replied_by = tale.world.leader(tale.order.team)
    rating.replied_at = min(rating.rated_at + dt.timedelta(hours=tale.rng.uniform(1, 30)), tale.limit)


def _follow_up(tale: Tale, rating: Rating) -> None:
    if tale.plan.ending == "again":
        tale.wait(1, 5)
        rating.follow_up, rating.follow_up_note = FollowUp.REOPENED, words.FOLLOW_UPS[1]
    elif tale.rng.random() < 0.7:
        rating.follow_up, rating.follow_up_note = FollowUp.EXPLAINED, words.FOLLOW_UPS[0]
    else:
        rating.follow_up = FollowUp.OPEN


def _serve_again(tale: Tale) -> None:
    """Reopened: the same team sends somebody else, and the resident rates anew."""
    order, world = tale.order, tale.world
    tale.wait(2, 6)
    wished = tale.at + dt.timedelta(days=1)
    day = clock.local(wished).date()
    team = order.team or world.teams.serving[0]
    people = world.free(tale.rng, order, team, day, 1) or world.anybody(tale.rng, order, day)
    if not people:
        tale.ratings[-1].follow_up, tale.ratings[-1].follow_up_note = FollowUp.OPEN, ""
        return
    tale.move("reopen", S.QUEUED, world.officer(order), note=words.FOLLOW_UPS[1])
    order.wished_from, order.wished_until = wished, wished + (order.wished_until - order.wished_from)
    order.service_round, order.round, order.closed_at = 2, 1, None
    dispatcher = world.dispatcher(order)
    tale.offer(team=team, by=dispatcher)
    tale.move("offer", S.OFFERED, dispatcher, extra={"count": 1, "round": 1})
    tale.wait(0.2, 2)
    tale.answer(tale.offers[-1], OfferState.ACCEPTED, world.leader(team))
    tale.move("accept", S.ACCEPTED, world.leader(team), extra={"team": team.name})
    world.busy.add((people[0].pk, day))
    bind(tale, people[0])
    _check_in(tale, order.wished_from)
    _check_out(tale)
    _rate(tale, stars=tale.rng.choice([4, 5]))
    tale.ratings[-1].reply = ""
    tale.ratings[-1].replied_by = tale.ratings[-1].replied_at = None


def record_audit(record: ServiceRecord) -> AuditEntry:
    """What the trail says of a record."""
    recorder = record.recorder
    return AuditEntry(
        at=record.recorded_at,
        actor_person_id=recorder.pk if recorder else None,
        actor_name=recorder.name if recorder else "",
        for_person_id=record.volunteer.person_id,
        action="record.create",
        object_kind="records.servicerecord",
        object_id=record.pk,
        changes={"minutes": [None, record.minutes]},
        channel=Channel.WEB,
    )
