"""Every operation that takes something scarce, by several threads at once on both databases: one gets it, once.

A race is made of calls that begin together, each on a connection of its own. `left` looks at what there is afterwards.
"""

import datetime as dt
import threading
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from shijian.kernel import audit, clock
from shijian.kernel.actor import ANONYMOUS, SYSTEM
from shijian.kernel.errors import ShijianError
from shijian.kernel.models import AuditEntry, AuditSeal
from shijian.orders.models import Assignment, Order, Rating
from shijian.orders.operations import answer, dispatch, intake, rating, service
from shijian.people import operations as people
from shijian.people.enums import PositionKind, Purpose, Role
from shijian.people.models import Account, Appointment, Consent, Position
from shijian.records.models import ServiceRecord
from shijian.volunteers.models import JoinRequest, TeamMember, Volunteer
from shijian.volunteers.operations import decide_join, register_volunteer, request_join
from tests.conftest import actor_of
from tests.factories.people import PersonFactory
from tests.factories.volunteers import TeamFactory
from tests.orders import scene

RIVALS = 4
PASSWORD = "vier-Voegel-9 fliegen"


@dataclass
class Race:
    """What is called at once, how many of the calls may succeed, and what is there afterwards."""

    calls: list[Any]
    won: set[int]
    left: Any
    expected: Any


def run(calls):
    """Give how many calls succeeded; a refusal in words is no success, anything else fails the test."""
    start, outcomes = threading.Barrier(len(calls)), []

    def one(call):
        try:
            start.wait(timeout=20)
            call()
            outcomes.append(True)
        except ShijianError:
            outcomes.append(False)
        except BaseException as error:  # noqa: BLE001 - told below
            outcomes.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert [error for error in outcomes if isinstance(error, BaseException)] == []
    assert len(outcomes) == len(calls)
    return outcomes.count(True)


def need(person, unit, **facts):
    start = timezone.now() + dt.timedelta(days=2)
    window = {"wished_from": start, "wished_until": start + dt.timedelta(hours=3)}
    return {"recipient": person, "unit": unit, "title": "换灯泡", "category": "repair", **window, **facts}


def the_last_place_by_offers(cast, county):
    order = scene.queued(cast, county)
    offers = scene.offered(cast, order, [scene.helper(county.station) for _ in range(RIVALS)])
    actors = [actor_of(offer.volunteer.person) for offer in offers]
    calls = [lambda o=o, a=a: answer.accept_offer(o, actor=a) for o, a in zip(offers, actors, strict=True)]
    return Race(calls, {1}, Assignment.objects.count, 1)


def one_offer_taken_and_taken_again(cast, county):
    order = scene.queued(cast, county, headcount=3)
    (offer,) = scene.offered(cast, order, [cast.volunteer.volunteer])
    actor = actor_of(cast.volunteer)
    calls = [lambda: answer.accept_offer(offer, actor=actor)] * RIVALS
    return Race(calls, {1, RIVALS}, Assignment.objects.count, 1)


def the_last_place_by_claims(cast, county):
    order = scene.queued(cast, county)
    dispatch.open_for_claims(order, actor=actor_of(cast.hub))
    actors = [actor_of(scene.helper(county.station).person) for _ in range(RIVALS)]
    calls = [lambda a=a: answer.claim_order(Order.objects.get(pk=order.pk), actor=a) for a in actors]
    return Race(calls, {1}, Assignment.objects.count, 1)


def numbers_of_orders(cast, county):
    actor, facts = actor_of(cast.resident), need(cast.resident, county.station)
    calls = [
        lambda n=n: intake.create_order(actor=actor, **facts | {"title": f"第{n}件"}) for n in range(RIVALS)
    ]
    return Race(calls, {RIVALS}, lambda: len(set(Order.objects.values_list("number", flat=True))), RIVALS)


def one_key_of_a_device(cast, county):
    actor, facts = actor_of(cast.resident), need(cast.resident, county.station, idempotency_key="device-1")
    calls = [lambda: intake.create_order(actor=actor, **facts)] * RIVALS
    return Race(calls, set(range(1, RIVALS + 1)), Order.objects.count, 1)


def a_check_in(cast, county):
    made = scene.accepted(cast, county)
    actor = actor_of(cast.volunteer)
    calls = [lambda: service.check_in(made.assignments[0], actor=actor)] * RIVALS
    deeds = AuditEntry.objects.filter(action="service.check-in")
    return Race(calls, {1, RIVALS}, deeds.count, 1)


def a_check_out(cast, county):
    made = scene.accepted(cast, county)
    actor = actor_of(cast.volunteer)
    service.check_in(made.assignments[0], actor=actor)
    Assignment.objects.update(checked_in_at=timezone.now() - dt.timedelta(minutes=90))
    calls = [lambda: service.check_out(made.assignments[0], actor=actor)] * RIVALS
    return Race(calls, {1, RIVALS}, ServiceRecord.objects.count, 1)


def a_rating(cast, county):
    order = scene.served(cast, county).order
    actor = actor_of(cast.resident)
    calls = [
        lambda n=n: rating.rate_order(order, stars=n, words="好", actor=actor) for n in range(2, 2 + RIVALS)
    ]
    return Race(calls, {1}, Rating.objects.count, 1)


def an_invitation(cast, county):
    person = PersonFactory(unit=county.station)
    _row, secret = people.invite(person, actor=SYSTEM)
    calls = [
        lambda n=n: people.accept_invitation(
            secret, login_name=f"name{n}", password=PASSWORD, actor=ANONYMOUS
        )
        for n in range(RIVALS)
    ]
    return Race(calls, {1}, Account.objects.filter(person=person).count, 1)


def the_phone_of_a_login(cast, county):
    calls = [
        lambda: people.sign_up(
            name="王五", phone="13800005555", password=PASSWORD, unit=county.station, actor=ANONYMOUS
        )
    ] * RIVALS
    return Race(calls, {1}, Account.objects.filter(person__name="王五").count, 1)


def the_one_liaison(cast, county):
    persons = [PersonFactory(unit=county.station) for _ in range(RIVALS)]
    facts = {"unit": county.station, "kind": PositionKind.LIAISON, "public_phone": "0941-7121234"}
    calls = [lambda p=p: people.place(p, starts_on=clock.today(), actor=SYSTEM, **facts) for p in persons]
    standing = Position.objects.filter(kind=PositionKind.LIAISON, ends_on__isnull=True)
    return Race(calls, set(range(1, RIVALS + 1)), standing.count, 1)


def one_role_at_one_unit(cast, county):
    person = PersonFactory(unit=county.station)
    calls = [
        lambda: people.appoint(
            person, unit=county.station, role=Role.STATION, starts_on=clock.today(), actor=SYSTEM
        )
    ] * RIVALS
    return Race(calls, {1}, Appointment.objects.filter(person=person).count, 1)


def a_consent(cast, county):
    actor = actor_of(cast.resident)
    calls = [lambda: people.give_consent(cast.resident, purpose=Purpose.REGISTER, actor=actor)] * RIVALS
    return Race(calls, set(range(1, RIVALS + 1)), Consent.objects.filter(withdrawn_at__isnull=True).count, 1)


def a_place_in_the_register(cast, county):
    person = PersonFactory(unit=county.station, birth_date=dt.date(1990, 1, 1))
    people.give_consent(person, purpose=Purpose.REGISTER, evidence="纸质 1 号", actor=SYSTEM)
    calls = [
        lambda: register_volunteer(person, unit=county.station, evidence="纸质 1 号", actor=SYSTEM)
    ] * RIVALS
    return Race(calls, {1}, Volunteer.objects.filter(person=person).count, 1)


def numbers_of_volunteers(cast, county):
    persons = [PersonFactory(unit=county.station, birth_date=dt.date(1990, 1, 1)) for _ in range(RIVALS)]
    calls = [
        lambda p=p: register_volunteer(p, unit=county.station, evidence="纸质 1 号", actor=SYSTEM)
        for p in persons
    ]
    rows = Volunteer.objects.filter(person__in=persons)
    return Race(calls, {RIVALS}, lambda: len(set(rows.values_list("number", flat=True))), RIVALS)


def a_request_to_join(cast, county):
    team, actor = TeamFactory(unit=county.hub), actor_of(cast.volunteer)
    calls = [lambda: request_join(team, volunteer=cast.volunteer.volunteer, actor=actor)] * RIVALS
    return Race(calls, {1}, JoinRequest.objects.filter(team=team).count, 1)


def a_place_in_a_team(cast, county):
    team = TeamFactory(unit=county.hub)
    request = request_join(team, volunteer=cast.volunteer.volunteer, actor=actor_of(cast.volunteer))
    actor = actor_of(cast.hub)
    calls = [lambda: decide_join(request, approve=True, actor=actor)] * RIVALS
    return Race(calls, {1}, TeamMember.objects.filter(team=team).count, 1)


def the_chain_of_the_audit_trail(cast, county):
    for number in range(30):
        audit.record(f"test.{number}", actor=SYSTEM)
    total = AuditEntry.objects.count()
    return Race([audit.seal] * RIVALS, {RIVALS}, AuditSeal.objects.count, total)


RACES = [
    the_last_place_by_offers, one_offer_taken_and_taken_again, the_last_place_by_claims, numbers_of_orders,
    one_key_of_a_device, a_check_in, a_check_out, a_rating, an_invitation, the_phone_of_a_login, the_one_liaison,
    one_role_at_one_unit, a_consent, a_place_in_the_register, numbers_of_volunteers, a_request_to_join,
    a_place_in_a_team, the_chain_of_the_audit_trail,
]  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__)
def test_only_one_gets_it(cast, county, race):
    prepared = race(cast, county)
    assert run(prepared.calls) in prepared.won
    assert prepared.left() == prepared.expected
