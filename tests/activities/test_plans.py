"""Plans: made, filled, published, taken back, begun; and what is done against them."""

import datetime as dt

import pytest

from shijian.activities.enums import PlanState
from shijian.activities.models import Activity, Plan, Season
from shijian.activities.operations import ending, plan_items, plan_reminders, planning, seasons
from shijian.activities.queries import occasions, plans, progress, spans
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry
from shijian.people.models import Message
from tests.conftest import actor_of
from tests.factories.activities import (
    ActivityFactory,
    PlanFactory,
    PlanItemFactory,
    PresenceFactory,
    SchemeFactory,
    SessionFactory,
    SignupFactory,
    TermFactory,
)
from tests.factories.volunteers import TeamFactory

NOW = dt.datetime(2026, 6, 10, 1, 0, tzinfo=dt.UTC)
JUNE = (dt.date(2026, 6, 1), dt.date(2026, 6, 30))


@pytest.fixture(autouse=True)
def _in_june(time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def station(cast):
    return actor_of(cast.station)


def _plan(county, actor, span="year", number=0, year=2026):
    return planning.make_plan(county.station, span=span, year=year, number=number, actor=actor)


def _add(plan, actor, title="包粽子", first="2026-06-15", last="2026-06-19", **more):
    days = {"first_day": dt.date.fromisoformat(first), "last_day": dt.date.fromisoformat(last)}
    return plan_items.add_item(plan, facts={"title": title, **days, **more}, actor=actor)


def test_spans_of_year_quarter_and_month():
    days = {
        (span, number): spans.days(
            PlanFactory.build(span=span, number=number, year=2026, unit=None, unit_path="", made_by=None)
        )
        for span, number in (("year", 0), ("quarter", 4), ("month", 2), ("month", 12))
    }
    assert days == {
        ("year", 0): (dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
        ("quarter", 4): (dt.date(2026, 10, 1), dt.date(2026, 12, 31)),
        ("month", 2): (dt.date(2026, 2, 1), dt.date(2026, 2, 28)),
        ("month", 12): (dt.date(2026, 12, 1), dt.date(2026, 12, 31)),
    }  # fmt: skip


def test_a_shorter_plan_begins_with_what_the_longer_one_wants_in_its_days(county, station):
    year = _plan(county, station)
    feast = _add(year, station)
    long = _add(year, station, "文明集市", "2026-05-20", "2026-07-10", times=3)
    _add(year, station, "重阳敬老", "2026-10-18", "2026-10-18")
    dropped = _add(year, station, "停办", "2026-06-02", "2026-06-02")
    plan_items.drop_item(dropped, why="没人报名", actor=station)
    month = _plan(county, station, "month", 6)
    rows = month.items.order_by("first_day").values_list("title", "first_day", "last_day", "times", "origin")
    assert list(rows) == [
        ("文明集市", *JUNE, 3, long.pk),
        ("包粽子", dt.date(2026, 6, 15), dt.date(2026, 6, 19), 1, feast.pk),
    ]


def test_a_month_takes_over_from_its_quarter_first(county, station):
    _add(_plan(county, station), station, "年计划的事")
    quarter = _plan(county, station, "quarter", 2)
    _add(quarter, station, "季度的事")
    month = _plan(county, station, "month", 6)
    assert sorted(month.items.values_list("title", flat=True)) == ["季度的事", "年计划的事"]
    assert set(month.items.values_list("origin__plan", flat=True)) == {quarter.pk}


def test_the_same_plan_twice_and_numbers_that_do_not_exist_are_refused(county, station):
    _plan(county, station)
    with pytest.raises(Conflict):
        _plan(county, station)
    for span, number, year in (
        ("month", 13, 2026),
        ("quarter", 0, 2026),
        ("year", 1, 2026),
        ("year", 0, 2017),
    ):
        with pytest.raises(Invalid):
            _plan(county, station, span, number, year)
    assert Plan.objects.count() == 1


def test_strangers_neither_make_nor_touch_a_plan(county, cast, station):
    plan = _plan(county, station)
    item = _add(plan, station)
    with pytest.raises(NotAllowed):
        _plan(county, actor_of(cast.stranger), "month", 6)
    for who in (cast.stranger, cast.resident, cast.leader):
        for deed in (
            lambda a: planning.publish_plan(plan, actor=a),
            lambda a: plan_items.drop_item(item, why="x", actor=a),
            lambda a: plan_items.begin_planned(item, actor=a),
        ):
            with pytest.raises(OutOfReach):
                deed(actor_of(who))
    planning.publish_plan(plan, actor=station)
    with pytest.raises(NotAllowed):
        planning.take_back_plan(plan, actor=actor_of(cast.stranger))


def test_a_published_plan_is_changed_only_after_it_is_taken_back_but_may_lose_something(county, station):
    plan = _plan(county, station)
    with pytest.raises(Invalid):
        planning.publish_plan(plan, actor=station)
    item, other = _add(plan, station), _add(plan, station, "看电影")
    assert planning.publish_plan(plan, actor=station).state == PlanState.PUBLISHED
    with pytest.raises(WrongState):
        _add(plan, station, "又一件")
    with pytest.raises(WrongState):
        plan_items.change_item(item, facts={"title": "改名"}, actor=station)
    with pytest.raises(Invalid):
        plan_items.drop_item(item, why=" ", actor=station)
    assert plan_items.drop_item(item, why="下雨", actor=station).dropped_why == "下雨"
    with pytest.raises(WrongState):
        plan_items.drop_item(item, why="再说", actor=station)
    planning.take_back_plan(plan, actor=station)
    assert plan_items.change_item(other, facts={"title": "看露天电影"}, actor=station).title == "看露天电影"


def test_days_outside_of_the_plan_and_teams_of_elsewhere_are_refused(county, cast, station):
    plan = _plan(county, station, "month", 6)
    for facts in (
        {"first": "2026-07-01", "last": "2026-07-02"},
        {"first": "2026-06-09", "last": "2026-06-08"},
        {"team": TeamFactory(unit=county.hub2)},
        {"times": 0},
    ):
        with pytest.raises(Invalid):
            _add(plan, station, **facts)
    assert plan.items.count() == 0
    assert _add(plan, station, team=cast.team).team == cast.team


def test_one_press_takes_a_day_of_the_calendar_once(county, station):
    plan = _plan(county, station, "month", 6)
    item = plan_items.take_suggestion(plan, key=occasions.key_of("festival", "端午"), actor=station)
    assert (item.title, item.first_day, item.note) == ("端午", dt.date(2026, 6, 19), "包粽子、送给独居老人")
    taken = {each.name: taken for each, taken in plans.suggestions(plan)}
    assert taken["端午"] is True
    assert taken["国际禁毒日"] is False
    with pytest.raises(Conflict):
        plan_items.take_suggestion(plan, key=occasions.key_of("festival", "端午"), actor=station)
    with pytest.raises(Invalid):
        plan_items.take_suggestion(plan, key=occasions.key_of("festival", "中秋"), actor=station)


def _last_year(county, station):
    """The plan of 2025, each item in an open and in a closed drawer; gives the open one."""
    season = seasons.keep_season(
        None,
        facts={
            "kind": "return",
            "name": "返乡",
            "first_month": 12,
            "first_day": 1,
            "last_month": 1,
            "last_day": 15,
            "ideas": "",
        },
        actor=actor_of_centre(county),
    )
    old, closed = _plan(county, station, year=2025), TermFactory(scheme=SchemeFactory(), is_open=False)
    kept = TermFactory(scheme=SchemeFactory())
    for title, kind, name, first, last in (
        ("包粽子", "festival", "端午", "2025-05-29", "2025-05-31"),
        ("植树", "day", "植树节", "2025-03-12", "2025-03-12"),
        ("迎老乡", "return", season.name, "2025-01-05", "2025-01-10"),
        ("修渠", "", "", "2025-04-28", "2025-04-30"),
    ):
        item = PlanItemFactory(
            plan=old, title=title, occasion_kind=kind, occasion=name,
            first_day=dt.date.fromisoformat(first), last_day=dt.date.fromisoformat(last),
        )  # fmt: skip
        item.terms.set([kept, closed])
    PlanItemFactory(
        plan=old, title="停办", first_day=dt.date(2025, 5, 1), last_day=dt.date(2025, 5, 1), dropped_why="雨"
    )
    return kept


def test_last_year_comes_back_with_the_festivals_at_their_new_days(county, station):
    kept = _last_year(county, station)
    new = _plan(county, station)
    _add(new, station, "植树", "2026-03-14", "2026-03-14")
    made = plan_items.copy_last_year(new, actor=station)
    assert {(i.title, str(i.first_day), str(i.last_day)) for i in made} == {
        ("包粽子", "2026-06-17", "2026-06-19"),
        ("迎老乡", "2026-01-24", "2026-01-29"),
        ("修渠", "2026-04-28", "2026-04-30"),
    }
    assert {tuple(i.terms.all()) for i in made} == {(kept,)}
    assert plan_items.copy_last_year(new, actor=station) == []
    with pytest.raises(Invalid):
        plan_items.copy_last_year(_plan(county, station, "month", 6), actor=station)


def actor_of_centre(county):
    from shijian.people.enums import Role
    from tests.factories.people import AccountFactory, AppointmentFactory

    person = AccountFactory(person__unit=county.centre).person
    AppointmentFactory(person=person, unit=county.centre, role=Role.CENTRE)
    return actor_of(person)


def test_an_item_becomes_an_activity_in_one_step(county, cast, station):
    term = TermFactory(scheme=SchemeFactory())
    item = _add(_plan(county, station), station, team=cast.team)
    item.terms.set([term])
    activity = plan_items.begin_planned(item, actor=station, idempotency_key="begin-it-1")
    again = plan_items.begin_planned(item, actor=station, idempotency_key="begin-it-1")
    assert Activity.objects.get() == activity == again
    assert (activity.title, activity.team, activity.unit, activity.plan_item) == (
        "包粽子",
        cast.team,
        county.station,
        item,
    )
    assert list(activity.terms.all()) == [term]
    session = activity.sessions.get()
    assert (session.starts_at, session.ends_at) == (
        dt.datetime(2026, 6, 15, 1, 0, tzinfo=dt.UTC), dt.datetime(2026, 6, 15, 3, 0, tzinfo=dt.UTC)
    )  # fmt: skip


def test_an_item_of_the_past_begins_without_a_meeting(county, station):
    item = _add(_plan(county, station), station, first="2026-03-05", last="2026-03-05")
    assert plan_items.begin_planned(item, actor=station).sessions.count() == 0


def test_what_is_done_counts_for_the_item_and_for_the_longer_plans(county, station, cast):
    year = _plan(county, station)
    top = _add(year, station, times=2)
    month = _plan(county, station, "month", 6)
    item = month.items.get()
    done = ActivityFactory(published=True, state="done", unit=county.station, plan_item=item)
    session = SessionFactory(activity=done, walk_ins=7)
    for _n in range(2):
        PresenceFactory(came__signup=SignupFactory(session=session))
    guest = SignupFactory(session=session, person=None, guest_name="刘奶奶")
    PresenceFactory(came__signup=guest)
    stranger = ActivityFactory(published=True, state="done", unit=county.station_other)
    PresenceFactory(came__signup=SignupFactory(session=SessionFactory(activity=stranger, walk_ins=50)))
    for plan_item in (top, item):
        (row,) = progress.of_items([plan_item], station)
        assert (row.activities, row.done, row.came, row.standing) == ([done], 1, 10, "under-way")
    ActivityFactory(published=True, state="archived", unit=county.station, plan_item=top)
    both = progress.of_items([top, item], station)
    assert [(row.done, row.standing) for row in both] == [(2, "done"), (1, "under-way")]
    assert progress.counts([year, month], station) == {
        year.pk: progress.Count(1, 1, 0, 0),
        month.pk: progress.Count(1, 0, 0, 0),
    }


def test_a_draft_activity_is_nothing_to_the_public(county, station, cast):
    item = _add(_plan(county, station), station, first="2026-06-20", last="2026-06-21")
    ActivityFactory(unit=county.station, plan_item=item)
    assert progress.of_items([item], actor_of(cast.resident))[0].activities == []
    assert len(progress.of_items([item], station)[0].activities) == 1


def test_where_an_item_stands(county, station):
    plan = _plan(county, station)
    rows = [
        _add(plan, station, "过期", "2026-05-01", "2026-06-09"),
        _add(plan, station, "快到", "2026-06-24", "2026-06-24"),
        _add(plan, station, "还早", "2026-06-25", "2026-06-25"),
        _add(plan, station, "停办", "2026-05-01", "2026-05-01"),
        _add(plan, station, "取消了的", "2026-06-11", "2026-06-11"),
    ]
    plan_items.drop_item(rows[3], why="下雨", actor=station)
    gone = ActivityFactory(published=True, unit=county.station, plan_item=rows[4])
    ending.cancel_activity(gone, why="下雨", actor=station)
    found = [row.standing for row in progress.of_items(plans.items(plan), station)]
    assert found == ["dropped", "overdue", "near", "near", "ahead"]
    assert progress.count(progress.of_items(plans.items(plan), station)) == progress.Count(4, 0, 1, 1)


def test_officers_and_leaders_are_reminded_once_of_what_is_near_and_not_begun(county, cast, station):
    plan = _plan(county, station)
    near = _add(plan, station, team=cast.team, first="2026-06-20", last="2026-06-20")
    _add(plan, station, "还早", "2026-09-01", "2026-09-01")
    begun = _add(plan, station, "已经在办", "2026-06-20", "2026-06-20")
    ActivityFactory(unit=county.station, plan_item=begun)
    draft = planning.make_plan(county.hub2, span="year", year=2026, number=0, actor=actor_of(cast.stranger))
    PlanItemFactory(plan=draft, title="别处的草稿")
    plan_reminders.remind_near()
    assert not Message.objects.exists()
    planning.publish_plan(plan, actor=station)
    for _twice in range(2):
        plan_reminders.remind_near()
    assert sorted(Message.objects.values_list("person", "key")) == sorted(
        (person.pk, f"plan-item:{near.pk}:near") for person in (cast.station, cast.leader)
    )
    assert Message.objects.first().text == "计划中的“包粽子”2026-06-20 开始，还没有人准备。"


def test_the_month_plan_speaks_for_the_year_plan_once_it_is_public(county, station):
    year = _plan(county, station)
    top = _add(year, station)
    month = _plan(county, station, "month", 6)
    planning.publish_plan(year, actor=station)
    assert list(progress.unbegun(JUNE[1])) == [top]
    planning.publish_plan(month, actor=station)
    assert list(progress.unbegun(JUNE[1])) == [month.items.get()]


def test_a_closed_unit_is_reminded_of_nothing(county, station):
    plan = _plan(county, station)
    _add(plan, station)
    planning.publish_plan(plan, actor=station)
    assert progress.unbegun(JUNE[1]).count() == 1
    county.station.state = "closed"
    county.station.save()
    assert progress.unbegun(JUNE[1]).count() == 0


def test_seasons_are_kept_by_the_centre(county, cast):
    facts = {
        "kind": "farming",
        "name": "春耕",
        "first_month": 3,
        "first_day": 20,
        "last_month": 4,
        "last_day": 30,
        "ideas": "送种子",
    }
    centre = actor_of(cast.centre)
    season = seasons.keep_season(None, facts=facts, actor=centre)
    assert seasons.keep_season(season, facts={**facts, "last_day": 20}, actor=centre).last_day == 20
    for wrong in ({"first_day": 31, "first_month": 4}, {"kind": "day"}, {"name": " "}, {"last_month": 13}):
        with pytest.raises(Invalid):
            seasons.keep_season(season, facts={**facts, **wrong}, actor=centre)
    with pytest.raises(Invalid):
        seasons.keep_season(None, facts=facts, actor=centre)
    for who in (cast.hub, cast.resident):
        with pytest.raises(NotAllowed):
            seasons.keep_season(season, facts=facts, actor=actor_of(who))
        with pytest.raises(NotAllowed):
            seasons.end_season(season, actor=actor_of(who))
    seasons.end_season(season, actor=centre)
    assert not Season.objects.filter(name="春耕").exists()


def test_nothing_is_written_when_its_audit_row_cannot_be(county, station, monkeypatch):
    plan = _plan(county, station)

    def broken(*_args, **_kwargs):
        raise RuntimeError("no audit")

    with monkeypatch.context() as patch:
        patch.setattr("shijian.kernel.audit.record", broken)
        with pytest.raises(RuntimeError):
            _add(plan, station)
    assert plan.items.count() == 0
    _add(plan, station)
    assert AuditEntry.objects.filter(action="plan.item").count() == 1
