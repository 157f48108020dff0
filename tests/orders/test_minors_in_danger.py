"""No way into an assignment leads a minor into danger; the database says no even where the rules were passed by."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from shijian.kernel import ages, clock, policy
from shijian.orders.enums import OfferState, OrderState
from shijian.orders.models import Assignment, Offer
from shijian.orders.operations import answer, dispatch, risks, service, steps
from shijian.orders.queries import candidates, offers
from shijian.volunteers.enums import Risk
from shijian.volunteers.rules import risk_version
from tests.conftest import actor_of
from tests.factories.orders import AssignmentFactory, OfferFactory
from tests.factories.volunteers import InsuranceFactory, TeamMemberFactory
from tests.orders import scene


@pytest.fixture
def day():
    """The local day of the service."""
    return clock.local(timezone.now() + dt.timedelta(hours=1)).date()


@pytest.fixture
def young(county, day):
    """A volunteer one day short of 18 on the day of the service, insured."""
    born = day.replace(year=day.year - 18) + dt.timedelta(days=1)
    row = scene.helper(county.station, "小才让")
    row.person.birth_date = born
    row.person.save()
    InsuranceFactory(volunteer=row, valid_until=day + dt.timedelta(days=30))
    return row


def read_risk(order, volunteer):
    """The volunteer reads the statement, as everybody does before a risk."""
    version = risk_version(order.risk, order.risk_note)
    risks.read_risk(order, version=version, actor=actor_of(volunteer.person))


def by_offer(cast, order, volunteer):
    dispatch.offer_to_volunteers(order, volunteers=[volunteer], actor=actor_of(cast.hub))


def by_old_offer(cast, order, volunteer):
    offer = OfferFactory(order=order, volunteer=volunteer)
    order.state = OrderState.OFFERED
    order.save()
    answer.accept_offer(offer, actor=actor_of(volunteer.person))


def by_officer_s_answer(cast, order, volunteer):
    offer = OfferFactory(order=order, volunteer=volunteer)
    order.state = OrderState.OFFERED
    order.save()
    volunteer.person.account.delete()
    answer.accept_offer(offer, actor=actor_of(cast.hub))


def by_claim(cast, order, volunteer):
    order.open_to_claim = True
    order.save()
    answer.claim_order(order, actor=actor_of(volunteer.person))


def by_leader(cast, order, volunteer):
    order.team, order.state = cast.team, OrderState.ACCEPTED
    order.save()
    TeamMemberFactory(team=cast.team, volunteer=volunteer)
    dispatch.offer_to_volunteers(order, volunteers=[volunteer], actor=actor_of(cast.leader))


def by_binding(cast, order, volunteer):
    steps.bind(order, volunteer.pk, actor=actor_of(cast.station))


WAYS = [by_offer, by_old_offer, by_officer_s_answer, by_claim, by_leader, by_binding]


@pytest.mark.parametrize("risk", [Risk.SOME, Risk.DANGER])
@pytest.mark.parametrize("way", WAYS)
def test_no_way_leads_a_minor_into_risk(cast, county, young, way, risk):
    order = scene.queued(cast, county, risk=risk, risk_note="山洪")
    with pytest.raises(steps.Unfit) as error, transaction.atomic():
        way(cast, order, young)
    assert error.value.rule == "minor"
    assert not Assignment.objects.filter(volunteer=young).exists()
    assert not Offer.objects.filter(volunteer=young, state=OfferState.ACCEPTED).exists()


def test_the_ways_are_open_to_somebody_of_age(cast, county, young, day):
    young.person.birth_date = day.replace(year=day.year - 18)
    young.person.save()
    order = scene.queued(cast, county, risk=Risk.DANGER, risk_note="山洪", open_to_claim=True)
    read_risk(order, young)
    by_claim(cast, order, young)
    assert Assignment.objects.filter(volunteer=young).exists()


def test_minors_are_no_candidates_and_see_no_claims_of_risk(cast, county, young):
    order = scene.queued(cast, county, risk=Risk.SOME, risk_note="山洪", open_to_claim=True)
    assert young.pk not in [each.subject.pk for each in candidates.volunteers_for(order)]
    assert not offers.claimable(actor_of(young.person)).filter(pk=order.pk).exists()


def test_the_age_counts_on_the_day_of_the_service(cast, county, young, day):
    order = scene.queued(cast, county, risk=Risk.DANGER, risk_note="山洪", open_to_claim=True)
    later = timezone.now() + dt.timedelta(days=3)
    order.wished_from, order.wished_until = later, later + dt.timedelta(hours=2)
    order.save()
    assert offers.claimable(actor_of(young.person)).filter(pk=order.pk).exists()
    read_risk(order, young)
    assert answer.claim_order(order, actor=actor_of(young.person)).volunteer_id == young.pk


def test_the_county_may_be_stricter_but_never_milder_than_danger(cast, county, young, day, actor_of):
    policy.set_value(
        "order.minor_risk",
        9,
        actor=actor_of(cast.centre),
        valid_from=day - dt.timedelta(days=1),
        document_no="试1",
    )
    order = scene.queued(cast, county, risk=Risk.DANGER, risk_note="山洪")
    with pytest.raises(steps.Unfit):
        steps.bind(order, young.pk, actor=actor_of(cast.station))


def test_the_database_refuses_what_no_operation_asked(cast, county, young):
    order = scene.queued(cast, county, risk=Risk.DANGER)
    for make in (
        lambda: AssignmentFactory(order=order, volunteer=young),
        lambda: Assignment.objects.bulk_create(
            [Assignment(order=order, volunteer=young, committed_at=timezone.now())]
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            make()
    young.person.birth_date = None
    young.person.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        AssignmentFactory(order=order, volunteer=young)
    assert AssignmentFactory(order=order, volunteer=young, state="withdrawn").pk


def test_an_order_does_not_become_dangerous_under_a_minor(cast, county, young):
    order = scene.queued(cast, county, risk=Risk.NONE)
    row = AssignmentFactory(order=order, volunteer=young)
    with pytest.raises(DatabaseError), transaction.atomic():
        type(order).objects.filter(pk=order.pk).update(risk=Risk.DANGER)
    Assignment.objects.filter(pk=row.pk).update(state="withdrawn")
    assert type(order).objects.filter(pk=order.pk).update(risk=Risk.DANGER) == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        Assignment.objects.filter(pk=row.pk).update(state="committed")


def test_born_on_29_february_in_the_database_too(cast, county, young):
    young.person.birth_date = dt.date(2008, 2, 29)
    young.person.save()
    for text, allowed in (
        ("2026-02-28T15:59:00", True),
        ("2026-02-28T15:59:59", True),
        ("2026-02-28T16:00:00", False),
    ):
        start = dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
        order = scene.queued(
            cast, county, risk=Risk.DANGER, wished_from=start, wished_until=start + dt.timedelta(hours=1)
        )
        refused = ages.is_under(young.person.birth_date, 18, clock.local(start).date())
        assert refused is allowed
        if refused:
            with pytest.raises(DatabaseError), transaction.atomic():
                AssignmentFactory(order=order, volunteer=young)
        else:
            assert AssignmentFactory(order=order, volunteer=young).pk


def test_who_turns_out_to_be_a_minor_does_not_begin(cast, county):
    found = scene.accepted(cast, county)
    type(found.order).objects.filter(pk=found.order.pk).update(risk=Risk.SOME, risk_note="坡陡")
    person = cast.volunteer
    person.birth_date = clock.today() - dt.timedelta(days=16 * 366)
    person.save()
    with pytest.raises(steps.Unfit) as error:
        service.check_in(found.assignments[0], actor=actor_of(person))
    assert error.value.rule == "minor"
