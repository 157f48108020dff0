"""The demo county: the same recipe gives the same rows, every state is there, nothing breaks a rule."""

import datetime as dt
from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test import Client

from shijian.demo import operations, queries
from shijian.demo.recipe import PASSWORD, Recipe
from shijian.kernel import search
from shijian.kernel.audit import verification
from shijian.kernel.flow import history
from shijian.kernel.models import AuditEntry, FlowLog
from shijian.orders.enums import AssignmentState, OfferState, OrderState
from shijian.orders.flow import ORDER_FLOW, ORDER_KIND
from shijian.orders.models import Assignment, MenuItem, Offer, Order, Rating
from shijian.people.models import Account, DataRequest, ImpactAssessment, Incident, Message, Person
from shijian.records.enums import RecordState
from shijian.records.models import ServiceRecord
from shijian.units.enums import UnitKind
from shijian.units.models import Unit
from shijian.volunteers.enums import TeamRole
from shijian.volunteers.models import Team, TeamMember, Volunteer

NOW = dt.datetime(2026, 11, 23, 2, 30, tzinfo=dt.UTC)
SMALL = Recipe(now=NOW, volunteers=60, orders=80)
REMARKS = {
    "urge", "invite", "bind", "refuse", "expire", "drop", "no-show", "open", "shut", "remind", "escalate",
}  # fmt: skip


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """One small county for the tests that only look at it; taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        operations.build(SMALL)
        connection.check_constraints()  # else PostgreSQL checks all of it again after every test
        yield SMALL
        transaction.set_rollback(True)


@pytest.fixture
def county(built, db):
    return built


def test_the_recipe_decides_the_sizes(county):
    assert Volunteer.objects.count() == 64
    assert Order.objects.count() == 80
    assert Team.objects.count() == 40
    assert list(Unit.objects.filter(kind=UnitKind.HUB).values_list("state", flat=True)) == ["active"] * 13
    assert MenuItem.objects.filter(state="listed").count() >= 36


def test_every_state_of_the_loop_is_there(county):
    assert set(Order.objects.values_list("state", flat=True)) == set(OrderState) - {OrderState.DRAFT}
    assert set(Offer.objects.values_list("state", flat=True)) >= {
        OfferState.OPEN, OfferState.ACCEPTED, OfferState.REFUSED, OfferState.EXPIRED,
    }  # fmt: skip
    assert set(Assignment.objects.values_list("state", flat=True)) >= {
        AssignmentState.COMMITTED, AssignmentState.SERVING, AssignmentState.DONE,
    }  # fmt: skip
    closed = Order.objects.filter(state=OrderState.CLOSED)
    assert closed.filter(ratings__isnull=True).count() >= 2
    assert Rating.objects.filter(stars__lte=2).exists()
    assert closed.filter(service_round=2).exists()


def test_each_story_follows_the_flow_and_time(county):
    for order in Order.objects.all():
        state, at = OrderState.DRAFT, order.created_at
        for log in history(ORDER_KIND, order.pk):
            assert (log.source, log.at >= at, log.at <= NOW) == (state, True, True), (order, log.transition)
            if log.transition in REMARKS:
                assert log.target == log.source
            else:
                move = ORDER_FLOW.transitions[log.transition]
                assert state in move.sources
                assert log.target == move.target
            state, at = log.target, log.at
        assert state == order.state


def test_times_of_orders_agree_with_their_logs(county):
    for field, transition in (
        ("verified_at", {"verify"}),
        ("finished_at", {"finish"}),
        ("accepted_at", {"accept", "claim", "settle"}),
    ):
        for order in Order.objects.filter(**{f"{field}__isnull": False}, service_round=1):
            logs = FlowLog.objects.filter(kind=ORDER_KIND, object_id=order.pk, transition__in=transition)
            assert logs.order_by("-pk").first().at == getattr(order, field)


def test_records_never_overlap_and_come_from_assignments(county):
    rows = list(ServiceRecord.objects.valid().order_by("volunteer_id", "started_at"))
    for one, other in pairwise(rows):
        assert one.volunteer_id != other.volunteer_id or one.ended_at <= other.started_at
    assert all(row.minutes == int((row.ended_at - row.started_at).total_seconds() // 60) for row in rows)
    done = Assignment.objects.filter(state=AssignmentState.DONE)
    assert not done.filter(record=None).exists()
    assert not done.exclude(record__volunteer=F("volunteer")).exists()
    assert not ServiceRecord.objects.filter(ended_at__gt=NOW).exists()


def test_nobody_serves_himself(county):
    assert not Assignment.objects.filter(volunteer__person=F("order__recipient")).exists()


def test_only_members_of_the_county_have_believable_phones(county):
    phones = [person.phone for person in Person.objects.order_by("pk") if person.phone]
    assert len(phones) == len(set(phones))
    assert {phone[:6] for phone in phones} == {"199000"}
    assert not Person.objects.exclude(document_index="").exists()


def test_the_cast_finds_work(county):
    people = {account.login_name: account.person for account in queries.demo_accounts()}
    assert list(people) == list(queries.CAST)
    states = set(Order.objects.filter(recipient=people["resident"]).values_list("state", flat=True))
    assert states >= {OrderState.ACCEPTED, OrderState.RATING, OrderState.VERIFYING, OrderState.CLOSED}
    helper = people["volunteer"].volunteer
    assert Offer.objects.filter(volunteer=helper, state=OfferState.OPEN, expires_at__gt=NOW).count() == 2
    assert Assignment.objects.filter(volunteer=helper, state=AssignmentState.COMMITTED).count() == 1
    led = TeamMember.objects.filter(volunteer=people["leader"].volunteer, role=TeamRole.LEADER).values("team")
    assert Offer.objects.filter(team__in=led, state=OfferState.OPEN, expires_at__gt=NOW).count() >= 2
    assert Order.objects.filter(handler=people["station"].unit, state=OrderState.VERIFYING).count() >= 2
    assert Order.objects.filter(handler=people["hub"].unit, state=OrderState.QUEUED).count() >= 1
    with_news = set(Message.objects.values_list("person__account__login_name", flat=True))
    assert with_news >= {"resident", "volunteer", "leader", "station", "hub"}


def test_orders_people_and_units_can_be_found(county):
    order = Order.objects.order_by("pk").first()
    assert list(search.find("order", order.number)) == [order.pk]
    volunteer = Volunteer.objects.select_related("person").order_by("pk").first()
    assert volunteer.pk in search.find("volunteer", volunteer.person.name)
    assert search.find("unit", "拉卜楞镇").exists()


def test_the_audit_trail_is_sealed_and_whole(county):
    assert not AuditEntry.objects.filter(seal__isnull=True).exists()
    assert list(verification.problems()) == []
    assert AuditEntry.objects.filter(action="order.create").count() == Order.objects.count()
    void = ServiceRecord.objects.filter(state=RecordState.VOID)
    assert AuditEntry.objects.filter(action="record.void").count() == void.count()


def test_demo_accounts_are_refused_outside_a_demo(county, settings):
    account = Account.objects.get(login_name="resident")
    assert account.is_demo
    credentials = {"username": "resident", "password": PASSWORD}
    settings.DEMO = False
    assert not Client().login(**credentials)
    settings.DEMO = True
    assert Client().login(**credentials)


def test_the_lists_of_personal_data_are_not_empty(county):
    states = DataRequest.objects.order_by("pk").values_list("person__account__login_name", "state")
    assert list(states) == [("resident", "open"), ("resident2", "granted")]
    assert ImpactAssessment.objects.count() == 1
    incident = Incident.objects.get()
    assert incident.state == "closed"
    assert incident.reports.filter(told="authority", at__lt=incident.due_at).exists()
    assert [log.transition for log in history("incident", incident.pk)] == ["report", "close"]
