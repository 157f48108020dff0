"""The pages of contests and ceremonies: what a household, a judge, the organiser and a stranger see and do."""

import pytest
from django.test import Client
from django.urls import reverse

from shijian.activities.models import Ceremony, Contest, Entry, Mark, Result
from shijian.activities.operations import rounds
from tests.conftest import actor_of
from tests.factories.activities import ActivityFactory, ContestFactory, EntryFactory
from tests.factories.people import AccountFactory, AppointmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def show(cast, county):
    return ActivityFactory(published=True, unit=county.station, organiser=cast.station, title="家风故事会")


def _at(name, activity, *more):
    return reverse(f"activities:{name}", args=[activity.pk, *more])


def test_from_setting_up_to_published_results_by_pages_alone(login, cast, county, show):
    desk = login(cast.station)
    facts = {
        "scoring": "points",
        "entry_kind": "household",
        "highest_points": "10",
        "awards": "一等奖 1\n二等奖 2",
    }
    assert desk.post(_at("contest-set-up", show), facts).status_code == 302
    contest = Contest.objects.get()
    assert contest.awards == [["一等奖", 1], ["二等奖", 2]]
    family = login(cast.resident)
    entry = {
        "contact": cast.resident.pk, "name": "王家", "title": "一张借条", "people": "3", "name_agreed": "on",
        "idempotency_key": "0123456789",
    }  # fmt: skip
    for _again in range(2):
        assert family.post(_at("contest-enter", show), entry).status_code == 302
    assert list(Entry.objects.values_list("number", "name", "people")) == [(1, "王家", 3)]
    judge = AccountFactory(person__unit=county.station, person__name="评委甲").person
    rounds.appoint_judge(contest, person=judge, actor=actor_of(cast.station))
    draw = {"name": "决赛", "lanes": "1", "minutes": "5"}
    desk.post(_at("contest-draw", show), draw)
    start = contest.rounds.get().starts.get()
    sheet = login(judge)
    assert "王家" in sheet.get(_at("contest-sheet", show)).content.decode()
    sheet.post(_at("contest-mark", show, start.pk), {"value": "9.25"})
    sheet.post(_at("contest-mark", show, start.pk), {"value": "9.5", "reason": "少看一项"})
    assert list(Mark.objects.order_by("pk").values_list("value", flat=True)) == [925, 950]
    assert "9.5" in sheet.get(_at("contest-sheet", show)).content.decode()
    desk.post(_at("contest-close", show, start.round_id))
    desk.post(_at("contest-publish", show))
    assert Result.objects.get().award == "一等奖"
    page = Client().get(_at("contest", show)).content.decode()
    assert "王家" in page
    assert "一等奖" in page
    assert "9.5" in page


def test_the_public_reads_a_number_where_the_name_is_not_agreed(show):
    contest = ContestFactory(activity=show)
    EntryFactory(contest=contest, number=7, name="不公开的名字")
    organiser = actor_of(show.organiser)
    rounds.draw_round(contest, name="决赛", lanes=1, actor=organiser)
    page = Client().get(_at("contest", show)).content.decode()
    assert "7 号" in page
    assert "不公开的名字" not in page


@pytest.mark.parametrize("name", ["contest-manage", "contest-set-up", "ceremony-manage"])
def test_who_only_sees_an_activity_does_not_run_its_contest(login, cast, show, name):
    ContestFactory(activity=show)
    assert login(cast.resident).get(_at(name, show)).status_code == 403
    assert login(cast.stranger).get(_at(name, show)).status_code == 403
    assert login(cast.hub).get(_at(name, show)).status_code == 200


def test_a_draft_shows_nobody_its_contest(login, cast, county):
    draft = ActivityFactory(unit=county.station, organiser=cast.station)
    ContestFactory(activity=draft)
    for person in (cast.resident, cast.stranger):
        assert login(person).get(_at("contest", draft)).status_code == 404
        assert login(person).get(_at("contest-manage", draft)).status_code == 404


def test_nobody_but_a_judge_has_a_sheet(login, cast, show):
    contest = ContestFactory(activity=show)
    EntryFactory(contest=contest)
    start = rounds.draw_round(contest, name="决赛", lanes=1, actor=actor_of(cast.station)).starts.get()
    for person in (cast.resident, cast.station):
        assert login(person).get(_at("contest-sheet", show)).status_code == 404
        assert login(person).post(_at("contest-mark", show, start.pk), {"value": "1"}).status_code == 404
    assert Mark.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "kept"), [("3:21.5", 20150), ("12", 1200), ("9.25", 925), ("1分3.2秒", 6320), ("9．5", 950)]
)
def test_numbers_and_times_as_people_type_them(login, cast, show, typed, kept):
    contest = ContestFactory(activity=show, scoring="time")
    EntryFactory(contest=contest)
    start = rounds.draw_round(contest, name="决赛", lanes=1, actor=actor_of(cast.station)).starts.get()
    login(cast.station).post(_at("contest-number", show, start.pk), {"value": typed})
    assert Mark.objects.get().value == kept


@pytest.mark.parametrize("typed", ["", "快", "-3", "1.234", "1e9"])
def test_what_is_no_number_is_said_and_nothing_is_kept(login, cast, show, typed):
    contest = ContestFactory(activity=show, scoring="time")
    EntryFactory(contest=contest)
    start = rounds.draw_round(contest, name="决赛", lanes=1, actor=actor_of(cast.station)).starts.get()
    page = login(cast.station).post(_at("contest-number", show, start.pk), {"value": typed}, follow=True)
    assert Mark.objects.count() == 0
    assert [str(message) for message in page.context["messages"]] != []


def test_prizes_that_cannot_be_read_name_their_line(login, cast, show):
    facts = {"scoring": "time", "entry_kind": "team", "highest_points": "10", "awards": "一等奖 1\n二等奖"}
    page = login(cast.station).post(_at("contest-set-up", show), facts)
    assert page.status_code == 422
    assert "第 2 行" in page.content.decode()
    assert Contest.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_the_organiser_costs_the_same_for_one_entry_and_for_three(
    login, cast, show, count, django_assert_num_queries
):
    contest = ContestFactory(activity=show, scoring="time")
    for n in range(count):
        EntryFactory(contest=contest, number=n + 1)
    rounds.draw_round(contest, name="决赛", lanes=1, actor=actor_of(cast.station))
    client = login(cast.station)
    client.get(_at("contest-manage", show))
    with django_assert_num_queries(15):
        client.get(_at("contest-manage", show))


def test_a_ceremony_with_parts_order_and_guests(login, cast, show):
    desk = login(cast.station)
    desk.post(_at("ceremony-set-up", show), {"kind": "wedding", "customs": "不收礼金，不放鞭炮"})
    desk.post(_at("ceremony-add", show, "points"), {"points": "新人入场 10\n证婚人致辞 5"})
    desk.post(_at("ceremony-add", show, "part"), {"role": "证婚人", "name": "李支书"})
    desk.post(_at("ceremony-add", show, "guest"), {"guest-name": "男方亲友", "guest-people": "12"})
    ceremony = Ceremony.objects.get()
    guest = ceremony.guests.get()
    desk.post(_at("ceremony-guest", show, guest.pk), {"answer": "comes", "came": "11"})
    guest.refresh_from_db()
    assert (guest.answer, guest.came) == ("comes", 11)
    page = Client().get(_at("ceremony", show)).content.decode()
    assert "证婚人致辞" in page
    assert "不收礼金" in page
    for private in ("李支书", "男方亲友"):
        assert private not in page
        assert private in desk.get(_at("ceremony-manage", show)).content.decode()


def test_who_judges_is_told_why_somebody_else_publishes(login, cast, county, show):
    contest = ContestFactory(activity=show)
    EntryFactory(contest=contest)
    run = actor_of(cast.station)
    judge = rounds.appoint_judge(contest, person=cast.station, actor=run)
    final = rounds.draw_round(contest, name="决赛", lanes=1, actor=run)
    rounds.give_mark(final.starts.get(), value=100, judge=judge, actor=run)
    rounds.close_round(final, actor=run)
    assert "请由另一位组织者公布成绩" in login(cast.station).get(_at("contest-manage", show)).content.decode()
    other = AccountFactory(person__unit=county.station).person
    AppointmentFactory(person=other, unit=county.station, role="station")
    login(other).post(_at("contest-publish", show))
    contest.refresh_from_db()
    assert contest.state == "published"
