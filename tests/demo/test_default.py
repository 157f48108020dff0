"""The default county of 1,500 orders shows every turn that an order can take, and work on every desk of today."""

import datetime as dt
import itertools

import pytest
from django.db import connection, transaction
from django.db.models import Count, F, Q

from shijian.demo import operations, positions, queries
from shijian.demo.recipe import Recipe
from shijian.kernel import clock
from shijian.kernel.models import FlowLog
from shijian.orders.enums import (
    AssignmentState,
    Category,
    FollowUp,
    ItemState,
    OfferState,
    OrderState,
    RefusalReason,
    Urgency,
)
from shijian.orders.flow import ORDER_FLOW, ORDER_KIND
from shijian.orders.models import (
    Assignment,
    BlockedPair,
    ChanceModel,
    Channels,
    DispatchLine,
    MenuItem,
    Offer,
    Order,
    Rating,
)
from shijian.orders.queries import eligibility, reasons
from shijian.people.models import Invitation, Message, Person
from shijian.records.enums import Grade, RecordState
from shijian.records.models import ServiceRecord
from shijian.units.enums import UnitKind
from shijian.units.models import Unit
from shijian.volunteers.enums import JoinState, TeamRole, VolunteerState
from shijian.volunteers.models import JoinRequest, Team, TeamMember, Volunteer

NOW = dt.datetime(2026, 11, 24, 2, 30, tzinfo=dt.UTC)
RECIPE = Recipe(now=NOW)


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        operations.build(RECIPE)
        connection.check_constraints()  # else PostgreSQL checks all of it again after every test
        yield RECIPE
        transaction.set_rollback(True)


@pytest.fixture
def county(built, db):
    return built


@pytest.fixture
def cast(county):
    return {account.login_name: account.person for account in queries.demo_accounts()}


def _values(model, field):
    return set(model.objects.order_by().values_list(field, flat=True).distinct())


def test_every_state_that_can_be_reached_is_there_and_no_draft(county):
    reached = {OrderState.VERIFYING} | {move.target for move in ORDER_FLOW.transitions.values()}
    assert _values(Order, "state") == reached == set(OrderState) - {OrderState.DRAFT}
    assert _values(Offer, "state") == set(OfferState)
    assert _values(Assignment, "state") == set(AssignmentState)
    assert _values(MenuItem, "state") == set(ItemState)
    assert _values(Volunteer, "state") == set(VolunteerState)
    assert _values(JoinRequest, "state") == set(JoinState)


def test_every_move_from_every_state_happened(county):
    logs = FlowLog.objects.filter(kind=ORDER_KIND).order_by()
    seen = set(logs.values_list("transition", "source").distinct())
    drafts = {(name, OrderState.DRAFT) for name in ("withdraw",)}
    known = {
        (name, source) for name, move in ORDER_FLOW.transitions.items() for source in move.sources
    } - drafts
    rare = {("claim", "offered"), ("settle", "queued"), ("return", "offered"), ("requeue", "accepted")}
    assert known - rare <= seen
    remarks = {"urge", "invite", "bind", "refuse", "expire", "drop", "no-show", "open", "remind", "escalate"}
    assert remarks <= {name for name, _source in seen}


def test_every_evidence_reason_channel_and_class_is_there(county):
    assert _values(ServiceRecord, "grade") == set(Grade)
    assert _values(Offer, "refusal") == {"", *RefusalReason}
    assert _values(Order, "channel") == set(Channels)
    assert _values(Order, "category") == set(Category)
    assert _values(Order, "urgency") == set(Urgency)
    assert _values(Rating, "stars") == {1, 2, 3, 4, 5}
    assert _values(Rating, "follow_up") == set(FollowUp)


def test_what_is_out_of_the_ordinary_is_there(county):
    assert Order.objects.filter(open_to_claim=True, state=OrderState.QUEUED).count() >= 3
    assert Order.objects.filter(needs_call=True, state=OrderState.QUEUED).count() >= 2
    assert Order.objects.filter(service_round=2, state=OrderState.QUEUED).count() >= 2
    assert Order.objects.filter(service_round=2, state=OrderState.CLOSED).count() >= 5
    assert not Order.objects.filter(state=OrderState.UNMET, referred_to="").exists()
    assert Rating.objects.exclude(reply="").filter(stars__lte=2).exists()
    assert Rating.objects.filter(follow_up=FollowUp.EXPLAINED).exclude(follow_up_note="").exists()
    assert BlockedPair.objects.count() >= 3


def test_blocked_pairs_do_not_meet_again(county):
    for pair in BlockedPair.objects.all():
        rows = Assignment.objects.filter(order__recipient=pair.person, volunteer=pair.volunteer)
        assert not rows.filter(state=AssignmentState.COMMITTED).exists()


def test_void_hours_were_written_anew_now_and_then(county):
    void = ServiceRecord.objects.filter(state=RecordState.VOID)
    again = ServiceRecord.objects.filter(replaces__isnull=False).select_related("replaces")
    assert void.count() > again.count() >= 3
    for row in again:
        old = row.replaces
        assert (row.volunteer_id, row.state, old.state) == (old.volunteer_id, "valid", "void")
        assert row.minutes == int((row.ended_at - row.started_at).total_seconds() // 60) < old.minutes


def test_the_evidence_of_hours_agrees_with_who_checked_in(county):
    rows = Assignment.objects.filter(record__isnull=False).select_related("record", "volunteer")
    for row in rows:
        own = (row.checked_in_by_id, row.checked_out_by_id) == (row.volunteer.person_id,) * 2
        mutual = row.confirmed_by_id not in (None, row.checked_in_by_id)
        assert (row.record.grade == Grade.MUTUAL) == mutual
        assert (row.record.grade in (Grade.WITNESSED, Grade.LATE)) == (not own and not mutual)


def test_nobody_is_bound_beyond_the_need_or_twice_to_one_order(county):
    live = Q(assignments__state__in=eligibility.LIVE, assignments__service_round=F("service_round"))
    over = Order.objects.annotate(live=Count("assignments", filter=live)).filter(live__gt=F("headcount"))
    assert not over.exists()
    assert not Offer.objects.exclude(order__state__in=("offered", "accepted")).filter(state="open").exists()


def test_units_lie_around_the_county_town_and_some_have_no_position(county):
    centre = Unit.objects.get(kind=UnitKind.CENTRE)
    assert (round(float(centre.longitude), 1), round(float(centre.latitude), 1)) == (102.5, 35.2)
    placed = Unit.objects.filter(latitude__isnull=False)
    assert (
        placed.filter(latitude__range=(34.5, 35.7), longitude__range=(102.0, 103.3)).count() == placed.count()
    )
    assert placed.filter(kind=UnitKind.HUB).count() == 13
    assert Unit.objects.filter(latitude__isnull=True, kind=UnitKind.STATION).count() == 7
    assert all("演示" in text for text in placed.values_list("introduction", flat=True))
    assert len(set(placed.values_list("latitude", "longitude"))) == placed.count()


def test_offers_say_how_far_it_is_in_kilometres_or_by_the_tree(county):
    stored = Offer.objects.filter(volunteer__isnull=False).values_list("explanation", flat=True)
    facts = {
        type(reason.fact) for row in stored for reason in reasons.unpack(row) if reason.code == "distance"
    }
    assert facts == {float, str}


def test_the_night_has_learnt_how_likely_a_yes_is(county):
    row = ChanceModel.objects.get()
    assert row.answers >= 30
    assert row.off < 0.1
    lines = DispatchLine.objects.exclude(likely={})
    assert lines.exists()


def test_offers_are_answered_in_time_and_expire_on_time(county):
    answered = Offer.objects.filter(state__in=(OfferState.ACCEPTED, OfferState.REFUSED))
    assert not answered.filter(answered_at__gt=F("expires_at")).exists()
    assert not answered.filter(answered_at__lt=F("made_at")).exists()
    expired = Offer.objects.filter(state=OfferState.EXPIRED)
    assert not expired.exclude(answered_at=F("expires_at")).exists()
    assert not Offer.objects.filter(state=OfferState.OPEN, expires_at__lte=NOW).exists()


def test_an_area_without_known_places_has_no_positions():
    assert positions.known_places("530102") == {}


def test_the_county_is_alive_today_and_tomorrow(county):
    today = clock.local(NOW).replace(hour=0, minute=0, second=0)
    tomorrow, after = today + dt.timedelta(days=1), today + dt.timedelta(days=2)
    coming = Order.objects.filter(state=OrderState.ACCEPTED, assignments__state=AssignmentState.COMMITTED)
    assert coming.filter(wished_from__gte=NOW, wished_from__lt=tomorrow).distinct().count() >= 3
    assert coming.filter(wished_from__gte=tomorrow, wished_from__lt=after).distinct().count() >= 3
    assert Order.objects.filter(state=OrderState.SERVING, wished_from__gte=today).count() >= 3
    assert Order.objects.filter(created_at__gte=today).count() >= 2
    assert not Order.objects.filter(state=OrderState.OFFERED, wished_from__lt=NOW).exists()


def test_names_are_those_of_the_place(county):
    names = set(Person.objects.values_list("name", flat=True))
    assert all(2 <= len(name) <= 6 for name in names if name)
    for part in ("扎西", "卓玛", "才让"):
        assert sum(part in name for name in names) >= 20
    tibetan = Volunteer.objects.filter(person__ethnicity="藏族")
    speaking = sum("bo" in languages for languages in tibetan.values_list("languages", flat=True))
    assert speaking / tibetan.count() > 0.9


def test_phones_are_seen_to_be_invented(county):
    phones = [person.phone for person in Person.objects.order_by("pk") if person.phone]
    assert {phone[:7] for phone in phones} == {"1990000"}
    assert len(set(phones)) == len(phones)


def test_each_desk_has_its_rows(cast):
    station, hub = cast["station"].unit, cast["hub"].unit
    near = Q(unit_path__startswith=station.path)
    assert Order.objects.filter(near, state=OrderState.VERIFYING).count() >= 2
    assert Volunteer.objects.filter(near, state=VolunteerState.PENDING).exists()
    assert Volunteer.objects.filter(near, state=VolunteerState.CONSENT).exists()
    assert Rating.objects.filter(order__unit=station, follow_up=FollowUp.OPEN).exists()
    assert JoinRequest.objects.filter(team__unit=station, state=JoinState.WAITING).count() == 2
    below = Q(unit_path__startswith=hub.path)
    assert Order.objects.filter(below, state=OrderState.QUEUED, handler=hub).exists()
    assert MenuItem.objects.filter(below, state=ItemState.REVIEW).exists()
    assert MenuItem.objects.filter(state=ItemState.REVIEW).count() == 3
    centre = Order.objects.filter(handler=cast["centre"].unit)
    assert centre.filter(needs_call=True).exists()


def test_bad_ratings_do_not_wait_for_months(county):
    waiting = Rating.objects.filter(follow_up=FollowUp.OPEN)
    assert waiting.count() >= 2
    assert not waiting.filter(rated_at__lt=NOW - dt.timedelta(days=14)).exists()


def test_the_cast_asks_for_what_people_of_that_age_need(cast):
    asked = Order.objects.filter(recipient=cast["resident"]).exclude(state=OrderState.CLOSED)
    assert set(asked.filter(item=None).values_list("title", flat=True)) >= {
        "给老人理个发", "帮忙打扫屋子", "陪我去县医院看病", "教老人视频通话", "换灯泡修插座",
    }  # fmt: skip


def test_one_human_being_is_entered_twice_and_a_deputy_is_invited(cast):
    double = Person.objects.exclude(pk=cast["resident2"].pk).get(
        name=cast["resident2"].name, birth_date=cast["resident2"].birth_date
    )
    assert (double.merged_into_id, double.unit) == (None, cast["resident2"].unit)
    row = Invitation.objects.get()
    assert (row.used_at, row.expires_at > NOW, row.person.unit) == (None, True, cast["station"].unit)
    assert not hasattr(row.person, "account")


def test_the_leader_the_volunteer_and_the_resident_find_work(cast):
    helper, leader = cast["volunteer"].volunteer, cast["leader"].volunteer
    assert Offer.objects.filter(volunteer=helper, state=OfferState.OPEN).count() == 2
    service = Assignment.objects.get(volunteer=helper, state=AssignmentState.COMMITTED)
    assert clock.local(service.order.wished_from).date() == clock.local(NOW).date()
    assert service.order.wished_from > NOW
    led = TeamMember.objects.filter(volunteer=leader, role=TeamRole.LEADER).values("team")
    assert Offer.objects.filter(team__in=led, state=OfferState.OPEN).count() >= 2
    mine = Order.objects.filter(recipient=cast["resident"])
    assert service.order in mine
    assert mine.filter(state=OrderState.RATING).count() == 1
    for name in ("resident", "volunteer", "leader", "station", "hub", "centre"):
        rows = Message.objects.filter(person=cast[name])
        assert rows.filter(read_at__isnull=True).exists(), name
    assert Person.objects.filter(guardian=cast["resident"]).count() == 1


def test_members_of_the_team_of_the_leader_are_enough_to_serve(cast):
    team = Team.objects.get(members__volunteer=cast["leader"].volunteer, members__role=TeamRole.LEADER)
    assert team.members.count() >= 5


def test_services_of_one_volunteer_do_not_collide(county):
    rows = Assignment.objects.filter(state__in=eligibility.BOUND).order_by(
        "volunteer_id", "order__wished_from"
    )
    spans = rows.values_list("volunteer_id", "order__wished_from", "order__wished_until")
    for (one, _from, until), (other, start, _until) in itertools.pairwise(spans):
        assert one != other or until <= start
