"""Orders of a week for teams: who may is whom the rules let ask, who takes it has room, and every change stays."""

import datetime as dt
import random

import numpy as np
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM
from shijian.kernel.errors import Conflict, OutOfReach
from shijian.kernel.models import AuditEntry
from shijian.kernel.policy import set_value
from shijian.orders.enums import ItemState, LineState, OfferState, OrderState, PlanState
from shijian.orders.models import DispatchLine, DispatchPlan, Offer, Order
from shijian.orders.operations import answer, dispatch
from shijian.orders.operations.plans import changing, making, sending
from shijian.orders.operations.steps import Unfit
from shijian.orders.queries import candidates, plans, reasons, team_room, team_rules
from shijian.orders.queries.timeline import PLAIN
from shijian.orders.queries.weeks import solving, spans, squads
from shijian.volunteers.enums import TeamRole, VolunteerState
from shijian.volunteers.models import Team, Volunteer
from tests.conftest import actor_of
from tests.factories.orders import DispatchLineFactory, MenuItemFactory, OfferFactory
from tests.factories.people import AccountFactory
from tests.factories.volunteers import (
    CommunityConsentFactory,
    SkillFactory,
    TeamFactory,
    TeamMemberFactory,
    TeamStandingFactory,
    VolunteerFactory,
)
from tests.orders.test_weeks import next_week, wanted

TEAMS, ORDERS = 14, 24


def squad(unit, name="队伍", people=4, leader=True, **facts):
    """A team with so many active members, one of whom leads it."""
    team = TeamFactory(unit=unit, name=name, **facts)
    for number in range(people):
        person = AccountFactory(person__name=f"{name}{number}", person__unit=unit).person
        role = TeamRole.LEADER if leader and not number else TeamRole.MEMBER
        TeamMemberFactory(team=team, volunteer=VolunteerFactory(person=person), role=role)
    return team


def asked_of(team, unit, **facts):
    """An order from the menu of a team."""
    item = facts.pop("item", None) or MenuItemFactory(team=team, unit=facts.pop("area", team.unit))
    return wanted(unit, item=item, category=item.category, **{"headcount": 2, **facts})


@pytest.fixture
def area(cast, county):
    """Two teams of the hub that list the same, and an order from the menu of the first."""
    own, other = squad(county.hub, "理发队"), squad(county.hub, "银发队")
    MenuItemFactory(team=other)
    order = asked_of(own, county.station, title="理发上门")
    return {"own": own, "other": other, "order": order}


def made(cast, county, unit=None, by=None):
    return making.make_plan(unit or county.hub, week=next_week(), actor=actor_of(by or cast.hub))


def given(plan):
    lines = DispatchLine.objects.filter(need__plan=plan, state__in=(LineState.PROPOSED, LineState.ADDED))
    return set(lines.filter(team__isnull=False).values_list("need__order_id", "team_id"))


def decide(key, value, number):
    facts = {"valid_from": dt.date(2026, 1, 1), "document_no": f"〔2026〕{number}号"}
    set_value(key, value, actor=SYSTEM, **facts)


@pytest.fixture
def scene(county):
    """Teams, items, orders, and what a rule looks at, drawn by a seed."""

    def make(seed):
        rng, units = random.Random(seed), list(vars(county).values())
        skill = SkillFactory()
        found = [_team(rng, units, skill) for _each in range(TEAMS)]
        items = [
            MenuItemFactory(
                team=rng.choice(found),
                unit=rng.choice(units),
                category=rng.choice(["elders", "repair"]),
                state=rng.choice([ItemState.LISTED, ItemState.LISTED, ItemState.RETIRED]),
            )
            for _each in range(TEAMS)
        ]
        orders = [_order(rng, units, items, skill) for _each in range(ORDERS)]
        for _each in range(ORDERS):
            state = rng.choice([OfferState.REFUSED, OfferState.ACCEPTED, OfferState.EXPIRED])
            facts = {"order": rng.choice(orders), "team": rng.choice(found), "volunteer": None}
            OfferFactory(**facts, state=state, refusal="busy" if state == OfferState.REFUSED else "")
        return found, orders

    return make


def _team(rng, units, skill):
    team = squad(
        rng.choice(units), f"队{rng.random()}", people=rng.choice([0, 1, 3, 6]), leader=rng.random() < 0.8
    )
    if rng.random() < 0.4:
        TeamStandingFactory(team=team, kind=rng.choice(["unregistered", "unregistered", "registered"]))
    if rng.random() < 0.5:
        until = rng.choice([None, clock.today() + dt.timedelta(days=9)])
        CommunityConsentFactory(team=team, ends_on=until)
    if rng.random() < 0.5:
        team.skills.add(skill)
    if rng.random() < 0.15:
        Team.objects.filter(pk=team.pk).update(dissolved_on=clock.today())
    if rng.random() < 0.2:
        Volunteer.objects.filter(memberships__team=team).update(state=VolunteerState.PAUSED)
    return team


def _order(rng, units, items, skill):
    item = rng.choice([*items, None])
    order = wanted(
        rng.choice(units),
        rng.randrange(6),
        rng.choice([8, 13, 19]),
        item=item,
        category=item.category if item else "elders",
        headcount=rng.choice([1, 2, 5]),
    )
    if rng.random() < 0.3:
        order.skills.add(skill)
    return order


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_may_is_whom_the_rules_let_ask_of_those_who_could(county, scene, seed):
    _teams, orders = scene(seed)
    found = squads.squads_of(county.centre.path, next_week())
    pairs = {
        (found.orders[order].pk, found.teams[team].pk) for team, order in np.argwhere(found.may).tolist()
    }
    expected = {
        (order.pk, team.pk)
        for order in orders
        if order.item_id
        for team in team_rules.fit_teams(order, Team.objects.all())
        if _could(team, order)
    }
    assert pairs == expected
    assert len(pairs) > 8


def _could(team, order):
    """The words of the docs once more: its own menu, the same class listed there, at home from the town down."""
    if order.item.team_id == team.pk:
        return True
    listed = team.items.filter(state=ItemState.LISTED, category=order.category)
    there = any(order.unit_path.startswith(item.unit_path) for item in listed)
    town = order.unit_path[: 8 if len(order.unit_path) > 4 else 4]
    home = order.unit_path.startswith(team.unit_path) and team.unit_path.startswith(town)
    able = set(order.skills.values_list("pk", flat=True)) <= set(team.skills.values_list("pk", flat=True))
    return able and (there or home)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_order_by_itself_prices_teams_as_its_plan_does(county, scene, seed):
    scene(seed)
    drafted = solving.draft_of(county.centre.path, next_week()).teams.wanted
    assert drafted
    for each in drafted:
        order = Order.objects.get(pk=each.order_id)
        found = candidates.explain_teams(order, [one.team_id for one in each.choices])
        parts = {pk: {r.code: r.cost for r in one.reasons} for pk, one in found.items()}
        assert [
            (parts[one.team_id]["distance"], parts[one.team_id]["item"], parts[one.team_id]["load"])
            for one in each.choices
        ] == [(one.way, one.menu, one.load) for one in each.choices]


@pytest.mark.parametrize("seed", [5, 6])
def test_no_team_gets_more_than_it_can_take_on(county, scene, seed):
    scene(seed)
    draft = solving.draft_of(county.centre.path, next_week())
    taken = {}
    for each in draft.teams.wanted:
        (one,) = [one for one in each.choices if one.chosen]
        taken.setdefault(one.team_id, []).append(each.seats)
    assert taken
    for pk, seats in taken.items():
        room = team_room.room_of(pk, next_week())
        assert sum(seats) <= room.places
        assert len(seats) <= room.orders
        assert max(seats) <= room.members
    assert draft.teams.made.bound <= draft.teams.made.value + 1e-6


def test_every_rule_for_teams_is_a_bit_or_a_pair():
    known = {*squads.ALWAYS, squads.THERE, *squads.PAIRS}
    assert {rule.code for rule in team_rules.TEAM_RULES} == known


def test_an_order_from_the_menu_goes_to_its_team_and_others_to_volunteers(cast, county, area):
    alone = wanted(county.station, title="换灯泡")
    plan = made(cast, county)
    assert given(plan) == {(area["order"].pk, area["own"].pk)}
    assert (plan.team_orders, plan.team_solver, plan.team_gap, plan.team_value) == (1, "search", 0, 60)
    assert (plan.orders, plan.seats, plan.filled) == (1, 1, 1)
    assert set(plan.needs.values_list("order", "for_team")) == {
        (area["order"].pk, True),
        (alone.pk, False),
    }
    assert Offer.objects.count() == 0


def test_the_same_rows_and_seed_give_the_same_plan_of_teams(cast, county, area):
    first, second = made(cast, county), made(cast, county)
    assert (first.digest, first.team_value) == (second.digest, second.team_value)
    asked_of(area["own"], county.station, item=area["order"].item)
    assert made(cast, county).digest != first.digest


def test_another_team_takes_it_when_the_first_has_no_room(cast, county, area):
    Team.objects.filter(pk=cast.team.pk).update(weekly_orders=0)
    for hour in (9, 14):
        asked_of(area["own"], county.station, item=area["order"].item, hour=hour)
    plan = made(cast, county)
    assert {team for _order, team in given(plan)} == {area["own"].pk, area["other"].pk}
    one = next(each for each in plan.needs.all() if each.lines.filter(team=area["other"]).exists())
    row = plans.rows_of(plan, [plans.needs(plan).get(pk=one.pk)])[0]
    assert "别的队" in row.standing[0].price.words()


def test_what_no_team_has_room_for_is_planned_for_volunteers(cast, county, area):
    Team.objects.update(weekly_orders=0)
    plan = made(cast, county)
    assert (plan.team_orders, plan.orders, plan.filled) == (0, 1, 2)
    assert plan.team_solver == "search"


def test_promises_of_the_week_take_room_away(cast, county, area):
    own = area["own"]
    wanted(county.station, team=own, state=OrderState.ACCEPTED, headcount=2)
    OfferFactory(order=wanted(county.station, headcount=1), team=own, volunteer=None)
    wanted(county.station, day=-7, team=own, state=OrderState.ACCEPTED, headcount=9)
    assert team_room.room_of(own.pk, next_week()) == team_room.Room(members=4, places=1, orders=18)
    decide("dispatch.team_share", 20, 7)
    assert team_room.room_of(own.pk, next_week()).places == 5


def test_a_plan_with_teams_is_sent_once_and_everybody_learns_why(cast, county, area, login):
    plan = sending.send_plan(made(cast, county), actor=actor_of(cast.hub))
    offer = Offer.objects.get()
    line = DispatchLine.objects.get(offer=offer)
    assert (plan.state, offer.team, line.state, offer.order.state) == (
        PlanState.SENT,
        area["own"],
        LineState.SENT,
        OrderState.OFFERED,
    )
    leader = area["own"].members.get(role=TeamRole.LEADER).volunteer.person
    page = login(leader).get(reverse("orders:offer", args=[offer.pk])).content.decode()
    assert "问您的队是因为：提供这项服务" in page
    assert reasons.sentence(reasons.unpack(offer.explanation)) in page
    shown = login(cast.hub).get(reverse("orders:office-detail", args=[offer.order.pk]))
    assert str(PLAIN["planned-team"]) in shown.content.decode()
    answer.accept_offer(offer, actor=actor_of(leader))
    offer.order.refresh_from_db()
    assert (offer.order.state, offer.order.team) == (OrderState.ACCEPTED, area["own"])


def test_what_a_team_cannot_do_any_more_says_why(cast, county, area):
    plan = made(cast, county)
    Volunteer.objects.filter(memberships__team=area["own"]).update(state=VolunteerState.PAUSED)
    sending.send_plan(plan, actor=actor_of(cast.hub))
    (row,) = plans.rows_of(plan, list(plans.needs(plan)))
    assert [each.refusal for each in row.gone] == [str(team_rules.TEAM_RULES[1].message)]
    assert (Offer.objects.count(), DispatchPlan.objects.get().state) == (0, PlanState.SENT)


def test_who_comes_second_finds_the_team_full_and_a_begun_order_is_left_alone(cast, county, area):
    plan = made(cast, county)
    busy = asked_of(area["own"], county.station, item=area["order"].item, headcount=3)
    dispatch.offer_to_teams(busy, teams=[area["own"]], actor=actor_of(cast.centre))
    sending.send_plan(plan, actor=actor_of(cast.hub))
    assert set(DispatchLine.objects.values_list("state", "refusal")) == {("refused", "team-full")}
    Offer.objects.all().delete()
    Order.objects.filter(pk=busy.pk).update(state=OrderState.WITHDRAWN)
    plan = made(cast, county)
    area["order"].assignments.create(volunteer=cast.volunteer.volunteer, committed_at=clock.now())
    sending.send_plan(plan, actor=actor_of(cast.hub))
    assert DispatchLine.objects.filter(need__plan=plan, refusal="order-begun").exists()
    assert Offer.objects.count() == 0


def test_a_team_is_swapped_taken_out_and_put_in_again(cast, county, area):
    plan = made(cast, county)
    (row,) = plans.rows_of(plan, list(plans.needs(plan)))
    line, hub = row.standing[0].line, actor_of(cast.hub)
    fresh = changing.swap_line(line, team_id=area["other"].pk, actor=hub, reason="离得近")
    line.refresh_from_db()
    assert (line.state, line.reason, fresh.state, fresh.instead_of) == ("changed", "离得近", "added", line)
    with pytest.raises(Conflict):
        changing.add_line(row.need, team_id=area["other"].pk, actor=hub)
    changing.remove_line(fresh, actor=hub)
    assert (plans.given(plan), plans.needs(plan, plans.EMPTY).count()) == (0, 1)
    changing.add_line(row.need, team_id=area["own"].pk, actor=hub)
    assert (plans.given(plan), given(plan)) == (1, {(area["order"].pk, area["own"].pk)})
    said = AuditEntry.objects.get(action="dispatch.swap").changes["team"]
    assert said == [area["own"].pk, area["other"].pk]


def test_a_change_of_a_team_keeps_to_the_rules_the_room_and_the_area(cast, county, area):
    plan = made(cast, county)
    (row,) = plans.rows_of(plan, list(plans.needs(plan)))
    line, other = row.standing[0].line, area["other"]
    for volunteer in (cast.volunteer.volunteer.pk, 987_654):
        with pytest.raises(OutOfReach):
            changing.add_line(row.need, volunteer_id=volunteer, actor=actor_of(cast.hub))
    with pytest.raises(OutOfReach):
        changing.swap_line(line, team_id=other.pk, actor=actor_of(cast.stranger))
    Team.objects.filter(pk=other.pk).update(weekly_orders=0)
    with pytest.raises(Conflict):
        changing.swap_line(line, team_id=other.pk, actor=actor_of(cast.hub))
    Team.objects.filter(pk=other.pk).update(weekly_orders=5, dissolved_on=clock.today())
    with pytest.raises(Unfit):
        changing.swap_line(line, team_id=other.pk, actor=actor_of(cast.hub))
    line.refresh_from_db()
    assert line.state == LineState.PROPOSED


def test_without_time_the_simple_rule_gives_the_teams_and_the_page_says_so(cast, county, area, login):
    decide("dispatch.seconds", 0, 4)
    plan = made(cast, county)
    assert (plan.team_solver, given(plan)) == ("greedy", {(area["order"].pk, area["own"].pk)})
    page = login(cast.hub).get(reverse("orders:plan", args=[plan.pk])).content.decode()
    assert page.count("这份计划是按简单规则做的，有多好没有证明") == 2


def test_the_database_keeps_a_line_to_one_and_no_team_twice(county):
    line = DispatchLineFactory(volunteer=None, team=TeamFactory())
    for deed in (
        lambda: DispatchLineFactory(need=line.need, volunteer=None, team=line.team),
        lambda: DispatchLineFactory(need=line.need, volunteer=None),
        lambda: DispatchLineFactory(need=line.need, team=line.team),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()


def test_the_desk_looks_changes_and_sends_teams(cast, county, area, login):
    plan, hub, stranger = made(cast, county), login(cast.hub), login(cast.stranger)
    text = hub.get(reverse("orders:plan", args=[plan.pk])).content.decode()
    for words in ("1 张给队伍的订单，1 张有队伍", "理发队", "银发队", "给队伍", "将邀请 1 支队伍"):
        assert words in text
    (need,) = plan.needs.all()
    data = {"who": area["other"].pk, "line": need.lines.get().pk, "reason": "换一支"}
    change = reverse("orders:plan-change", args=[need.pk])
    assert stranger.post(change, data).status_code == 404
    assert "换一支" in hub.post(change, data, follow=True).content.decode()
    send = reverse("orders:plan-act", args=[plan.pk, "send"])
    assert "现在邀请 1 支队伍？" in hub.get(send).content.decode()
    hub.post(send)
    assert Offer.objects.get().team == area["other"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_plan_of_teams_needs_a_fixed_number_of_queries(
    cast, county, area, login, count, django_assert_num_queries
):
    for hour in (9, 14)[: count - 1]:
        asked_of(area["own"], county.station2, item=area["order"].item, hour=hour, headcount=1)
    with django_assert_num_queries(38):
        draft = solving.draft_of(county.hub.path, next_week())
    assert draft.teams.given == count
    plan, client = made(cast, county), login(cast.hub)
    with django_assert_num_queries(16):
        assert client.get(reverse("orders:plan", args=[plan.pk])).status_code == 200


def test_a_team_of_another_town_is_not_asked(cast, county, area):
    far = squad(county.hub2, "外镇队")
    MenuItemFactory(team=far)
    Team.objects.exclude(pk=far.pk).update(dissolved_on=clock.today())
    plan = made(cast, county)
    assert (plan.team_orders, given(plan)) == (0, set())
    assert spans.code(plan.week)
