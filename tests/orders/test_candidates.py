import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM
from shijian.kernel.policy import set_value
from shijian.orders.enums import OfferState, OrderState
from shijian.orders.queries import candidates, eligibility, offers, reasons
from shijian.volunteers.enums import Risk, TeamRole, TravelLimit
from tests.conftest import actor_of
from tests.factories.orders import (
    AssignmentFactory,
    BlockedPairFactory,
    MenuItemFactory,
    OfferFactory,
)
from tests.factories.volunteers import (
    AvailabilityFactory,
    FreeDayFactory,
    InsuranceFactory,
    SkillFactory,
    TeamFactory,
    TeamMemberFactory,
    VolunteerFactory,
    VolunteerSkillFactory,
)
from tests.orders import scene


def ranked(order, **kwargs):
    return [candidate.subject for candidate in candidates.volunteers_for(order, **kwargs)]


def costs(order, volunteer):
    found = candidates.explain(order, [volunteer.pk])[volunteer.pk]
    return {reason.code: reason.cost for reason in found.reasons}


def facts(order, volunteer):
    found = candidates.explain(order, [volunteer.pk])[volunteer.pk]
    return {reason.code: reason.fact for reason in found.reasons}


@pytest.fixture
def order(cast, county):
    return scene.queued(cast, county)


@pytest.fixture
def fit(county):
    return scene.helper(county.station, "合适")


def test_a_fit_volunteer_is_ranked_with_costs_that_add_up(order, fit):
    found = next(c for c in candidates.volunteers_for(order) if c.subject == fit)
    assert found.price == sum(reason.cost for reason in found.reasons) / 10
    assert [(r.code, r.cost) for r in found.reasons] == [
        ("distance", 10),
        ("free", 0),
        ("load", 0),
        ("chance", 565),
        ("turn", 0),
    ]
    assert [r.value for r in found.reasons] == [
        "同村", "没说什么时候有空", "四周内服务 0 次", "大约十次里答应 4 次", "那一周没有别的服务",
    ]  # fmt: skip
    assert [r.counted for r in found.reasons] == ["计 1 公里", "", "", "计 56.5 公里", ""]


def _day(order):
    return clock.local(order.wished_from).date()


def _broken(order, volunteer):
    broken = eligibility.first_broken(eligibility.need_of(order), [volunteer.pk])
    return broken and broken[1].code


HARD = {
    "not-active": lambda order, v: type(v).objects.filter(pk=v.pk).update(state="paused"),
    "minor": lambda order, v: (
        type(v.person)
        .objects.filter(pk=v.person_id)
        .update(birth_date=_day(order) - dt.timedelta(days=17 * 365)),
        order.__class__.objects.update(risk=Risk.SOME),
    ),
    "uninsured": lambda order, v: order.__class__.objects.update(risk=Risk.DANGER),
    "unlicensed": lambda order, v: order.skills.add(SkillFactory(needs_licence=True)),
    "self": lambda order, v: order.__class__.objects.update(asked_by=v.person_id),
    "unfit": lambda order, v: BlockedPairFactory(person=order.recipient, volunteer=v),
    "too-far": lambda order, v: (
        type(v).objects.filter(pk=v.pk).update(travel_limit=1, unit_path="00000001000Z")
    ),
    "busy": lambda order, v: AssignmentFactory(volunteer=v, order__wished_from=order.wished_from),
    "asked": lambda order, v: OfferFactory(
        order=order, volunteer=v, state=OfferState.REFUSED, refusal="busy"
    ),
    "again": lambda order, v: AssignmentFactory(order=order, volunteer=v, state="withdrawn"),
    "away": lambda order, v: FreeDayFactory(volunteer=v, day=_day(order), is_free=False),
}


@pytest.mark.parametrize("code", list(HARD))
def test_each_hard_rule_keeps_a_volunteer_out_and_names_itself(order, fit, county, code):
    InsuranceFactory(volunteer=scene.helper(county.station, "别人"))
    assert fit in ranked(order)
    HARD[code](order, fit)
    order.refresh_from_db()
    fit.refresh_from_db()
    assert fit not in ranked(order)
    assert _broken(order, fit) == code


def test_insurance_and_licence_open_the_way(order, fit):
    skill = SkillFactory(needs_licence=True)
    order.skills.add(skill)
    order.risk = Risk.DANGER
    order.save()
    InsuranceFactory(volunteer=fit, valid_until=_day(order) - dt.timedelta(days=1))
    VolunteerSkillFactory(
        volunteer=fit, skill=skill, licence_no="A1", licence_until=_day(order) - dt.timedelta(days=1)
    )
    assert fit not in ranked(order)
    fit.insurances.update(valid_until=_day(order) + dt.timedelta(days=1))
    fit.skill_rows.update(licence_until=_day(order) + dt.timedelta(days=1))
    assert fit in ranked(order)


def test_an_unknown_age_is_not_admitted_to_a_risk(order, fit):
    order.risk = Risk.SOME
    order.save()
    assert fit in ranked(order)
    fit.person.birth_date = None
    fit.person.save()
    assert _broken(order, fit) == "minor"


@pytest.mark.parametrize(
    ("home", "limit", "reached"),
    [
        ("station", TravelLimit.VILLAGE, True),
        ("station2", TravelLimit.VILLAGE, False),
        ("station2", TravelLimit.TOWN, True),
        ("station_other", TravelLimit.TOWN, False),
        ("station_other", TravelLimit.COUNTY, True),
        ("hub", TravelLimit.VILLAGE, False),
        ("hub", TravelLimit.TOWN, True),
    ],
)
def test_the_travel_limit_counts_in_both_directions(order, county, home, limit, reached):
    volunteer = VolunteerFactory(person__unit=getattr(county, home), travel_limit=limit)
    order.open_to_claim = True
    order.save()
    assert (volunteer in ranked(order)) is reached
    assert (order in offers.claimable(actor_of(volunteer.person))) is reached


def test_what_is_only_wished_costs_what_the_county_says(order, fit, county):
    skill = SkillFactory()
    order.skills.add(skill)
    order.language, order.wished_from = "bo", scene.morning()
    order.wished_until = order.wished_from + dt.timedelta(hours=2)
    order.save()
    plain = {"distance": 10, "load": 0, "turn": 0}
    assert costs(order, fit) == {**plain, "skill": 400, "free": 0, "chance": 565, "language": 300}
    VolunteerSkillFactory(volunteer=fit, skill=skill)
    fit.languages = ["bo"]
    fit.save()
    FreeDayFactory(volunteer=fit, day=_day(order))
    assert costs(order, fit) == {**plain, "skill": 0, "free": 0, "chance": 440, "language": 0}
    assert ranked(order)[0] == fit
    set_value(
        "dispatch.lacking", [7], actor=SYSTEM, valid_from=dt.date(2026, 1, 1), document_no="〔2026〕5号"
    )
    fit.skill_rows.all().delete()
    fit.languages = []
    fit.save()
    assert {"skill": 7, "language": 0}.items() <= costs(order, fit).items()


def test_a_turn_costs_what_it_costs_in_a_plan(cast, order, fit, county):
    at = order.wished_from
    for number, state in enumerate(("promised", "asked")):
        other = scene.queued(cast, county, wished_from=at, recipient=scene.resident(county.station))
        if state == "promised":
            AssignmentFactory(volunteer=fit, order=other, state="done")
        else:
            OfferFactory(volunteer=fit, order=other)
        found = candidates.explain(order, [fit.pk])[fit.pk].reasons
        (turn,) = [reason for reason in found if reason.code == "turn"]
        assert (turn.fact, turn.cost) == (number + 1, [80, 200][number])


def test_a_stored_reason_with_points_stays_readable():
    old = {"reasons": [["distance", "village", 30], ["rating", 4.5, 7.5]]}
    assert [(r.code, r.value, r.points, r.counted) for r in reasons.unpack(old)] == [
        ("distance", "同村", 30, ""),
        ("rating", "4.5 星", 7.5, ""),
    ]
    new = [reasons.Reason("distance", 3.2, cost=32), reasons.planned(1)]
    assert reasons.unpack(reasons.pack(new)) == new
    assert [r.code for r in reasons.told([*new, reasons.Reason("chance", 0.4, cost=600)])] == [
        "distance",
        "plan",
    ]


def test_weekly_times_count_where_a_half_day_meets_them(order, fit):
    start = clock.local(order.wished_from).replace(hour=9, minute=0, second=0, microsecond=0) + dt.timedelta(
        days=2
    )
    order.wished_from, order.wished_until, order.minutes = start, start + dt.timedelta(hours=2), 60
    AvailabilityFactory(volunteer=fit, weekday=start.isoweekday(), start_minute=14 * 60, end_minute=18 * 60)
    assert (facts(order, fit)["free"], costs(order, fit)["free"]) == ("busy", 80)
    AvailabilityFactory(volunteer=fit, weekday=start.isoweekday(), start_minute=8 * 60, end_minute=10 * 60)
    assert (facts(order, fit)["free"], costs(order, fit)["free"]) == ("free", 0)


def test_an_order_whose_time_is_over_can_still_be_ranked(order, fit):
    order.wished_from -= dt.timedelta(days=9)
    order.wished_until -= dt.timedelta(days=9)
    assert (facts(order, fit)["free"], fit in ranked(order)) == ("unknown", True)


def test_kilometres_replace_the_tree_when_both_places_have_a_position(order, fit, county):
    for unit, latitude in ((county.station, "35.20000"), (county.hub, "35.29000")):
        unit.latitude, unit.longitude = latitude, "102.52000"
        unit.save()
    other = scene.helper(county.hub)
    order.refresh_from_db()
    (reason,) = [r for r in candidates.explain(order, [other.pk])[other.pk].reasons if r.code == "distance"]
    assert reason.fact == pytest.approx(10.0, abs=0.1)


def test_teams_are_ranked_by_item_area_and_load(cast, county):
    own, near = TeamFactory(unit=county.centre), TeamFactory(unit=county.station2)
    headless = TeamFactory(unit=county.hub)
    for team in (own, near):
        TeamMemberFactory(team=team, volunteer=scene.helper(county.station2), role=TeamRole.LEADER)
    order = scene.queued(cast, county, item=MenuItemFactory(team=own))
    assert [c.subject for c in candidates.teams_for(order)] == [own, cast.team, near]
    assert headless not in [c.subject for c in candidates.teams_for(order)]
    for _ in range(cast.team.weekly_orders):
        scene.queued(cast, county, state=OrderState.CLOSED, team=cast.team, accepted_at=timezone.now())
    (found,) = candidates.explain_teams(order, [cast.team.pk]).values()
    said = {r.code: (r.value, r.cost) for r in found.reasons}
    assert said["load"] == ("四周内服务 20 次", 1100)
    assert said["room"] == ("那一周已排满", 1000)
    assert found.price == sum(cost for _value, cost in said.values()) / 10


def test_a_team_without_a_skill_costs_more_but_not_for_what_its_own_menu_lists(cast, county):
    order = scene.queued(cast, county, item=MenuItemFactory(team=cast.team))
    order.skills.add(SkillFactory(), SkillFactory())
    other = TeamFactory(unit=cast.team.unit)
    other.skills.add(order.skills.first())
    said = {
        pk: {r.code: r.cost for r in found.reasons}
        for pk, found in candidates.explain_teams(order, [cast.team.pk, other.pk]).items()
    }
    assert (said[cast.team.pk]["item"], said[cast.team.pk]["skill"]) == (0, 0)
    assert (said[other.pk]["item"], said[other.pk]["skill"]) == (300, 400)


def test_members_of_the_accepting_team_come_first(cast, county):
    order = scene.queued(cast, county, state=OrderState.ACCEPTED, team=cast.team)
    scene.helper(county.station)
    assert [c.subject.person for c in candidates.members_for(order)] == [cast.leader, cast.volunteer]
    assert set(ranked(order)[:2]) == {cast.leader.volunteer, cast.volunteer.volunteer}


@pytest.mark.parametrize("count", [1, 3, 60])
def test_ranking_costs_the_same_number_of_queries(cast, county, count):
    order = scene.queued(cast, county, wished_from=scene.morning())
    order.skills.add(SkillFactory())
    for _ in range(count):
        VolunteerFactory(person__unit=county.station)
        TeamMemberFactory(
            team=TeamFactory(unit=county.hub), volunteer=cast.leader.volunteer, role=TeamRole.LEADER
        )
    with CaptureQueriesContext(connection) as volunteers:
        candidates.volunteers_for(order)
    with CaptureQueriesContext(connection) as teams:
        candidates.teams_for(order)
    assert (len(volunteers), len(teams)) == (28, 15)


def test_claims_hide_what_is_blocked_own_taken_or_risky(cast, county, order):
    order.open_to_claim = True
    order.save()
    me = cast.volunteer.volunteer
    assert list(offers.claimable(actor_of(cast.volunteer))) == [order]
    assert not offers.claimable(actor_of(cast.resident)).exists()
    BlockedPairFactory(person=order.recipient, volunteer=me)
    assert not offers.claimable(actor_of(cast.volunteer)).exists()
    assert list(offers.claimable(actor_of(cast.leader))) == [order]
