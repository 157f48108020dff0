"""Pages of plans, schemes, seasons and figures: who sees what, one press a step, a literal number of queries."""

import datetime as dt
import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from shijian.activities.models import Activity, Plan, PlanItem, Scheme, Season, Term
from shijian.activities.operations import choosing, planning
from shijian.activities.queries import occasions
from shijian.kernel.errors import Invalid, NotAllowed
from shijian.kernel.models import AuditEntry
from tests.conftest import actor_of
from tests.factories.activities import (
    ActivityFactory,
    PlanFactory,
    PlanItemFactory,
    PresenceFactory,
    ScanFactory,
    SchemeFactory,
    SeasonFactory,
    SessionFactory,
    SignupFactory,
    TermFactory,
)
from tests.factories.people import ApiTokenFactory
from tests.factories.records import ServiceRecordFactory


def words(response):
    return response.content.decode()


@pytest.fixture
def plan(county, cast):
    plan = PlanFactory(unit=county.station, made_by=cast.station, span="month", number=6)
    PlanItemFactory(plan=plan, title="包粽子")
    return plan


@pytest.fixture
def public_plan(plan, cast):
    return planning.publish_plan(plan, actor=actor_of(cast.station))


def test_everybody_reads_a_published_plan_and_nobody_a_draft(public_plan, county):
    PlanItemFactory(plan=PlanFactory(unit=county.station_other), title="别村的草稿")
    visitor = Client()
    page = words(visitor.get(reverse("activities:plan", args=[public_plan.pk])))
    assert "包粽子" in page
    assert "2026年6月计划" in page
    assert "准备这个活动" not in page
    assert "到期没办" not in page
    draft = Plan.objects.get(unit=county.station_other)
    assert visitor.get(reverse("activities:plan", args=[draft.pk])).status_code == 404
    listed = words(visitor.get(reverse("activities:plans")))
    assert "塔哇村" in listed
    assert "果宁村" not in listed
    assert "2026年6月计划" in words(visitor.get(reverse("units:detail", args=[county.station.pk])))
    assert "2026年6月计划" not in words(visitor.get(reverse("units:detail", args=[county.station2.pk])))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three_plans(county, count, django_assert_num_queries):
    for number in range(1, count + 1):
        plan = PlanFactory(
            unit=county.station,
            span="month",
            number=number,
            state="published",
            published_at="2026-01-01T00:00Z",
        )
        item = PlanItemFactory(plan=plan)
        ActivityFactory(published=True, unit=county.station, plan_item=item)
    visitor = Client()
    with django_assert_num_queries(7):
        page = visitor.get(reverse("activities:plans"))
    assert words(page).count("塔哇村新时代文明实践站") == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_plan_costs_the_same_for_one_and_three_items(public_plan, count, django_assert_num_queries):
    for at in range(count - 1):
        PlanItemFactory(plan=public_plan, title=f"事{at}")
    for item in public_plan.items.all():
        item.terms.set([TermFactory()])
    visitor = Client()
    with django_assert_num_queries(6):
        assert visitor.get(reverse("activities:plan", args=[public_plan.pk])).status_code == 200


def test_an_officer_makes_a_plan_fills_it_and_publishes_it(county, cast, login, time_machine):
    time_machine.move_to(dt.datetime(2026, 5, 20, 1, 0, tzinfo=dt.UTC))
    scheme = SchemeFactory()
    term, client = TermFactory(scheme=scheme), login(cast.station)
    facts = {"unit": county.station.pk, "span": "month", "year": 2026, "number": 6}
    made = client.post(reverse("activities:plan-new"), facts)
    plan = Plan.objects.get()
    assert made.headers["Location"] == reverse("activities:plan-items", args=[plan.pk])
    page = words(client.get(made.headers["Location"]))
    assert "国际禁毒日" in page
    assert "中秋" not in page
    client.post(
        reverse("activities:plan-take", args=[plan.pk]), {"key": occasions.key_of("festival", "端午")}
    )
    item = {"title": "露天电影", "first_day": "2026-06-26", "times": 2, "idempotency_key": "one-press-1"}
    for _press in range(2):
        client.post(made.headers["Location"], {**item, f"scheme_{scheme.pk}": term.pk})
    rows = PlanItem.objects.order_by("first_day").values_list("title", "first_day", "last_day", "times")
    assert list(rows) == [
        ("端午", dt.date(2026, 6, 19), dt.date(2026, 6, 19), 1),
        ("露天电影", dt.date(2026, 6, 26), dt.date(2026, 6, 26), 2),
    ]
    assert list(PlanItem.objects.get(title="露天电影").terms.all()) == [term]
    act = reverse("activities:plan-act", args=[plan.pk, "publish"])
    assert client.post(act).status_code == 302
    plan.refresh_from_db()
    assert plan.state == "published"


def test_a_wrong_item_is_said_beside_its_field(plan, cast, login):
    client = login(cast.station)
    url = reverse("activities:plan-items", args=[plan.pk])
    answer = client.post(
        url, {"title": "x", "first_day": "2026-07-01", "times": 1, "idempotency_key": "wrong-item-1"}
    )
    assert answer.status_code == 422
    assert "这些日子不在计划的时间内。" in words(answer)
    again = client.post(
        reverse("activities:plan-new"), {"unit": plan.unit_id, "span": "month", "year": 2026, "number": 6}
    )
    assert again.status_code == 422
    assert "这个单位已经有这份计划了。" in words(again)


def test_what_is_late_stands_first_for_the_officer(public_plan, cast, login, time_machine):
    PlanItemFactory(
        plan=public_plan, title="月初的事", first_day=dt.date(2026, 6, 2), last_day=dt.date(2026, 6, 2)
    )
    done = PlanItemFactory(
        plan=public_plan, title="办完的事", first_day=dt.date(2026, 6, 1), last_day=dt.date(2026, 6, 1)
    )
    activity = ActivityFactory(
        published=True, state="done", unit=public_plan.unit, plan_item=done, title="集市"
    )
    SessionFactory(activity=activity, walk_ins=31)
    time_machine.move_to(dt.datetime(2026, 6, 5, 1, 0, tzinfo=dt.UTC))
    url = reverse("activities:plan", args=[public_plan.pk])
    page = words(login(cast.station).get(url))
    assert page.index("月初的事") < page.index("办完的事")
    assert page.count(">修改或去掉<") == public_plan.items.count() - 1  # what is done stays as it is
    assert "到场 31 人" in page
    public = words(Client().get(url))
    assert public.index("办完的事") < public.index("月初的事")


def test_one_press_makes_the_activity_and_goes_on_with_it(public_plan, cast, login):
    client, item = login(cast.station), public_plan.items.get()
    url = reverse("activities:plan-item-begin", args=[item.pk])
    answers = [client.post(url, {"idempotency_key": "press-begin-1"}) for _press in range(2)]
    activity = Activity.objects.get()
    assert {each.headers["Location"] for each in answers} == {
        reverse("activities:manage", args=[activity.pk])
    }
    assert activity.plan_item == item


def test_dropping_asks_for_a_reason_that_the_public_reads(public_plan, cast, login):
    client, item = login(cast.station), public_plan.items.get()
    url = reverse("activities:plan-item-drop", args=[item.pk])
    assert client.post(url, {"why": ""}).status_code == 422
    assert client.post(url, {"why": "连日下雨"}).status_code == 302
    assert "连日下雨" in words(Client().get(reverse("activities:plan", args=[public_plan.pk])))


def test_changing_keeps_the_drawers_and_saves(plan, cast, login):
    item, term = plan.items.get(), TermFactory(is_open=False)
    item.terms.set([term])
    client = login(cast.station)
    url = reverse("activities:plan-item", args=[item.pk])
    assert client.get(url).status_code == 200
    facts = {"title": "包粽子比赛", "first_day": "2026-06-19", "last_day": "2026-06-19", "times": 1}
    answer = client.post(
        url, {**facts, "idempotency_key": "change-it-1", f"scheme_{term.scheme_id}": term.pk}
    )
    assert answer.status_code == 302
    item.refresh_from_db()
    assert (item.title, list(item.terms.all())) == ("包粽子比赛", [term])


def test_strangers_find_nothing_to_press(plan, cast, login):
    item = plan.items.get()
    for person in (cast.stranger, cast.resident):
        client = login(person)
        for name, key in (
            ("plan-items", plan.pk), ("plan-take", plan.pk), ("plan-item", item.pk), ("plan-item-drop", item.pk),
            ("plan-item-begin", item.pk),
        ):  # fmt: skip
            assert client.post(reverse(f"activities:{name}", args=[key])).status_code == 404
    assert not Activity.objects.exists()


def test_the_work_list_names_what_is_near(public_plan, cast, login, time_machine):
    time_machine.move_to(dt.datetime(2026, 6, 16, 1, 0, tzinfo=dt.UTC))
    page = words(login(cast.station).get(reverse("web:dashboard")))
    assert "包粽子" in page
    assert "计划了还没准备" in page
    assert "包粽子" not in words(login(cast.stranger).get(reverse("web:dashboard")))
    time_machine.move_to(dt.datetime(2026, 6, 20, 1, 0, tzinfo=dt.UTC))
    assert "到期没办" in words(login(cast.station).get(reverse("web:dashboard")))
    time_machine.move_to(dt.datetime(2026, 7, 20, 1, 0, tzinfo=dt.UTC))
    assert "包粽子" not in words(login(cast.station).get(reverse("web:dashboard")))


def test_the_centre_chooses_schemes_and_adds_drawers(county, cast, login):
    client = login(cast.centre)
    scheme = Scheme.objects.get(code="five-contents")
    assert scheme.in_use is False
    client.post(reverse("activities:scheme-use", args=[scheme.code]), {"in_use": "yes"})
    scheme.refresh_from_db()
    assert scheme.in_use is True
    url = reverse("activities:scheme", args=[scheme.code])
    top = scheme.terms.get(code="customs")
    client.post(url, {"name": "红白理事", "parent": top.pk, "meaning": "婚丧简办"})
    own = Term.objects.get(name="红白理事")
    assert (own.parent, own.scheme, own.is_open) == (top, scheme, True)
    assert client.post(url, {"name": "红白理事", "parent": top.pk}).status_code == 422
    client.post(reverse("activities:term-open", args=[scheme.code, own.code]), {"is_open": "no"})
    own.refresh_from_db()
    assert own.is_open is False
    assert "移风易俗" in words(client.get(url))
    actions = AuditEntry.objects.filter(action__startswith="scheme.").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == ["scheme.use", "scheme.term", "scheme.term-open"]


def test_only_the_centre_touches_the_schemes(cast, login):
    scheme = SchemeFactory()
    term = TermFactory(scheme=scheme)
    for person in (cast.hub, cast.station, cast.resident):
        actor = actor_of(person)
        for deed in (
            lambda a: choosing.use_scheme(scheme, in_use=False, actor=a),
            lambda a: choosing.add_term(scheme, name="x", actor=a),
            lambda a: choosing.open_term(term, is_open=False, actor=a),
        ):
            with pytest.raises(NotAllowed):
                deed(actor)
        assert login(person).get(reverse("activities:schemes")).status_code == 403
    foreign = TermFactory()
    for wrong in ({"name": " "}, {"name": "长" * 41}, {"name": "x", "parent": foreign}):
        with pytest.raises(Invalid):
            choosing.add_term(scheme, actor=actor_of(cast.centre), **wrong)


def test_the_centre_keeps_the_seasons(cast, login):
    client = login(cast.centre)
    facts = {
        "kind": "return",
        "name": "返乡",
        "first_month": 12,
        "first_day": 1,
        "last_month": 1,
        "last_day": 15,
    }
    Season.objects.all().delete()
    assert client.post(reverse("activities:season-new"), facts).status_code == 302
    season = Season.objects.get()
    assert (
        client.post(reverse("activities:season", args=[season.pk]), {**facts, "last_day": 31}).status_code
        == 422
    )
    assert "返乡" in words(client.get(reverse("activities:seasons")))
    SeasonFactory(name="春耕")
    client.post(reverse("activities:season-end", args=[season.pk]))
    assert list(Season.objects.values_list("name", flat=True)) == ["春耕"]


@pytest.fixture
def year(county, time_machine):
    """Two activities of a village in a scheme, one of another town; the year is over."""
    scheme = SchemeFactory(code="a-first", position=0)
    Scheme.objects.exclude(pk=scheme.pk).update(in_use=False)
    top = TermFactory(scheme=scheme, name="强身")
    below = TermFactory(scheme=scheme, name="送文化", parent=top)
    for at, (unit, term) in enumerate(
        ((county.station, below), (county.station, None), (county.station_other, top))
    ):
        activity = ActivityFactory(published=True, unit=unit)
        activity.terms.set([term] if term else [])
        start = dt.datetime(2026, 3, 5 + at, 1, 0, tzinfo=dt.UTC)
        session = SessionFactory(activity=activity, starts_at=start, walk_ins=10)
        SessionFactory(
            activity=activity, starts_at=start, cancelled_at=start, cancelled_why="雨", walk_ins=99
        )
        SessionFactory(activity=activity, starts_at=start + dt.timedelta(days=400), walk_ins=99)
        scan = ScanFactory(signup=SignupFactory(session=session))
        record = ServiceRecordFactory(minutes=90)
        PresenceFactory(came=scan, record=record)
    time_machine.move_to(dt.datetime(2026, 11, 1, 1, 0, tzinfo=dt.UTC))
    return scheme


def _table(page):
    rows = page.context["rows"]
    return [(label, row.activities, row.meetings, row.people, row.minutes) for label, row, _url in rows]


def test_figures_come_from_what_took_place(year, county, cast, login):
    page = login(cast.centre).get(reverse("activities:figures"))
    assert _table(page) == [
        ("强身", 2, 2, 22, 180),
        ("强身 · 送文化", 1, 1, 11, 90),
        ("没有归类", 1, 1, 11, 90),
        ("全部活动", 3, 3, 33, 270),
    ]
    one = login(cast.hub).get(reverse("activities:figures"))
    assert _table(one)[-1] == ("全部活动", 2, 2, 22, 180)
    asked = {"scheme": year.pk, "unit": county.hub.pk, "since": "2026-03-06", "until": "2026-03-31"}
    assert _table(login(cast.centre).get(reverse("activities:figures"), asked))[-1][1] == 1


def test_every_figure_leads_to_its_activities(year, cast, login):
    client = login(cast.centre)
    for _label, row, url in client.get(reverse("activities:figures")).context["rows"]:
        assert len(client.get(url).context["page"].items) == row.activities
    (own,) = (
        url for label, _row, url in login(cast.hub).get(reverse("activities:figures")).context["rows"][:1]
    )
    assert len(login(cast.hub).get(own).context["page"].items) == 1


def test_nobody_counts_beyond_the_own_reach(year, county, cast, login):
    page = login(cast.hub).get(reverse("activities:figures"), {"unit": county.station_other.pk})
    assert page.status_code == 422
    assert _table(page)[-1][1] == 2
    assert login(cast.resident).get(reverse("activities:figures")).status_code == 403


def test_the_workbook_holds_the_same(year, cast, login):
    answer = login(cast.centre).get(reverse("activities:figures-file"))
    book = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    for word in ("送文化", "全部活动", ">33<", ">4.5<"):
        assert word in text


def test_the_api_shows_a_plan_with_what_came_of_it(public_plan, county, cast):
    item = public_plan.items.get()
    activity = ActivityFactory(published=True, state="done", unit=county.station, plan_item=item)
    SessionFactory(activity=activity, walk_ins=31)
    ActivityFactory(unit=county.station, plan_item=item, title="草稿")
    draft = PlanFactory(unit=county.station_other)
    ApiTokenFactory(account=cast.resident.account, secret="plans")
    api = Client(headers={"Authorization": "Bearer plans"})
    found = api.get(f"/api/v1/plans?unit={county.station.pk}&year=2026&span=month").json()["items"]
    assert [(row["id"], row["title"]) for row in found] == [(public_plan.pk, "2026年6月计划")]
    (row,) = api.get(f"/api/v1/plans/{public_plan.pk}").json()["items"]
    assert (row["title"], row["activity_ids"], row["done"], row["came"]) == ("包粽子", [activity.pk], 1, 31)
    assert api.get(f"/api/v1/plans/{draft.pk}").status_code == 404
    assert api.get("/api/v1/plans?year=1").status_code == 422
