"""Calendars and news, read back by an independent parser; nothing of a stranger stands in them."""

import datetime as dt
import json
from xml.etree import ElementTree as ET

import pytest
import vobject
from django.test import Client
from django.urls import reverse

from shijian.activities.models import Activity, FeedLink, Place, Session
from shijian.activities.operations import feeds, planning, sessions, sign_up
from shijian.activities.queries import calendars
from shijian.kernel.errors import NotAllowed
from shijian.people.operations import erasing
from shijian.units.models import Unit
from tests.conftest import actor_of
from tests.factories.activities import (
    ActivityFactory,
    OpeningFactory,
    PlaceFactory,
    PlanFactory,
    PlanItemFactory,
    SessionFactory,
    SignupFactory,
)
from tests.factories.people import AccountFactory

ATOM = "{http://www.w3.org/2005/Atom}"
LONG = "文明集市，义诊、理发；磨剪刀\\补锅\n还有秦腔" * 5


def _events(response):
    assert response.status_code == 200, response.content
    text = response.content.decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    found = vobject.readOne(text)
    return {str(each.summary.value): each for each in getattr(found, "vevent_list", [])}


def _unit(unit, ending="ics", **headers):
    name = {"ics": "unit-calendar", "atom": "unit-atom", "json": "unit-json"}[ending]
    return Client().get(reverse(f"activities:{name}", args=[unit.pk]), headers=headers)


@pytest.fixture
def strangers(county):
    """What must never be read: a draft here, a public activity of another town, somebody's sign-up."""
    ActivityFactory(unit=county.station, title="没发布的事")
    SessionFactory(activity=ActivityFactory(unit=county.station, title="草稿的事"))
    elsewhere = SessionFactory(
        activity=ActivityFactory(published=True, unit=county.station_other, title="别处的事")
    )
    SignupFactory(session=elsewhere, person__name="外人张三")
    PlanItemFactory(
        plan=PlanFactory(unit=county.station),
        title="没公开的计划",
        first_day=dt.date(2026, 7, 1),
        last_day=dt.date(2026, 7, 1),
    )
    return ("没发布的事", "草稿的事", "别处的事", "外人张三", "没公开的计划")


def test_a_meeting_reads_back_as_it_is(feast, county):
    answer = _unit(county.station)
    assert "DTSTART;TZID=Asia/Shanghai:20260619T090000\r\n" in answer.content.decode()
    event = _events(answer)["端午包粽子"]
    assert event.dtstart.value == feast.session.starts_at
    assert event.dtend.value - event.dtstart.value == dt.timedelta(hours=2)
    assert (event.status.value, event.sequence.value) == ("CONFIRMED", "0")
    assert event.location.value == "文化广场"
    assert event.url.value == f"http://testserver/activities/{feast.activity.pk}/"


def test_the_calendar_carries_its_time_zone(feast, county):
    found = vobject.readOne(_unit(county.station).content.decode())
    (zone,) = found.vtimezone_list
    assert zone.tzid.value == "Asia/Shanghai"
    assert zone.standard.tzoffsetto.value == "+0800"
    assert found.version.value == "2.0"


def test_commas_line_ends_and_long_chinese_lines_survive(feast, county):
    feast.activity.summary = LONG[:120]
    feast.activity.save()
    event = _events(_unit(county.station))["端午包粽子"]
    assert event.description.value == LONG[:120]


def test_moving_and_calling_off_keep_the_name_and_count_up(feast, county, cast):
    names = set()
    for expected in ("0", "1", "2"):
        event = _events(_unit(county.station))["端午包粽子"]
        names.add(event.uid.value)
        assert event.sequence.value == expected
        leader, start = actor_of(cast.leader), dt.datetime(2026, 6, 20, 1, 0, tzinfo=dt.UTC)
        if expected == "0":
            sessions.move_session(
                feast.session, starts_at=start, ends_at=start + dt.timedelta(hours=1), actor=leader
            )
        elif expected == "1":
            assert event.dtstart.value == start
            sessions.cancel_session(feast.session, why="下大雨", actor=leader)
    assert len(names) == 1
    assert event.status.value == "CANCELLED"
    assert event.description.value.startswith("下大雨")


def test_the_unit_above_carries_it_too_and_the_one_beside_does_not(feast, county, strangers):
    assert "端午包粽子" in _events(_unit(county.hub))
    assert "端午包粽子" not in _events(_unit(county.station2))
    assert "别处的事" in _events(_unit(county.centre))


@pytest.mark.parametrize("ending", ["ics", "atom", "json"])
def test_nothing_of_a_stranger_stands_in_a_feed_of_a_unit(feast, county, strangers, ending):
    text = _unit(county.station, ending).content.decode()
    assert "端午包粽子" in text
    assert [word for word in strangers if word in text] == []
    assert feast.session.code_key not in text


def test_public_plans_stand_in_it_until_an_activity_takes_them_up(county, cast):
    plan = PlanFactory(unit=county.station, made_by=cast.station)
    item = PlanItemFactory(
        plan=plan, title="重阳敬老", first_day=dt.date(2026, 10, 18), last_day=dt.date(2026, 10, 19)
    )
    PlanItemFactory(
        plan=plan,
        title="停办的",
        first_day=dt.date(2026, 7, 1),
        last_day=dt.date(2026, 7, 1),
        dropped_why="没有场地",
    )
    planning.publish_plan(plan, actor=actor_of(cast.station))
    found = _events(_unit(county.station))
    event = found["计划：重阳敬老"]
    assert (event.dtstart.value, event.dtend.value) == (dt.date(2026, 10, 18), dt.date(2026, 10, 20))
    assert (event.status.value, event.sequence.value, event.transp.value) == ("TENTATIVE", "0", "TRANSPARENT")
    assert (found["计划：停办的"].status.value, found["计划：停办的"].sequence.value) == ("CANCELLED", "1")
    planning.take_back_plan(plan, actor=actor_of(cast.station))
    assert _events(_unit(county.station)) == {}
    planning.publish_plan(plan, actor=actor_of(cast.station))
    assert _events(_unit(county.station))["计划：重阳敬老"].sequence.value == "1"
    ActivityFactory(published=True, unit=county.station, plan_item=item)
    assert "计划：重阳敬老" not in _events(_unit(county.station))


@pytest.mark.parametrize("ending", ["ics", "atom", "json"])
def test_who_has_it_already_is_sent_nothing(feast, county, ending):
    first = _unit(county.station, ending)
    assert first.headers["Cache-Control"] == "public, max-age=300"
    again = _unit(county.station, ending, if_none_match=first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    feast.activity.title = "端午赛歌"
    feast.activity.save()
    assert _unit(county.station, ending, if_none_match=first.headers["ETag"]).status_code == 200


def test_last_modified_is_the_last_change(feast, county, cast, time_machine):
    time_machine.move_to(dt.datetime(2026, 6, 17, 2, 0, tzinfo=dt.UTC))
    sessions.cancel_session(feast.session, why="雨", actor=actor_of(cast.leader))
    for ending in ("ics", "atom", "json"):
        assert _unit(county.station, ending).headers["Last-Modified"] == "Wed, 17 Jun 2026 02:00:00 GMT"


def test_atom_and_json_tell_the_same(feast, county):
    tree = ET.fromstring(_unit(county.station, "atom").content)
    (entry,) = tree.findall(f"{ATOM}entry")
    document = json.loads(_unit(county.station, "json").content)
    (item,) = document["items"]
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert entry.findtext(f"{ATOM}title") == item["title"] == "端午包粽子"
    assert entry.findtext(f"{ATOM}id") == item["id"]
    assert item["id"].startswith("urn:uuid:")
    assert entry.findtext(f"{ATOM}summary") == item["content_text"]
    assert "2026年6月19日（端午节）" in item["content_text"]
    assert item["url"].endswith(f"/activities/{feast.activity.pk}/")


def test_a_person_reads_the_own_sign_ups_with_the_link_and_no_login(feast, cast, county, strangers):
    secret = feeds.renew_link(actor=actor_of(cast.resident))
    mine = sign_up.sign_up(feast.session, feast.part, person=cast.resident, actor=actor_of(cast.resident))
    other = AccountFactory(person__unit=county.station, person__name="邻居李四").person
    lecture = SessionFactory(
        activity=ActivityFactory(published=True, unit=county.station, title="邻居去听课")
    )
    SignupFactory(session=lecture, person=other)
    answer = Client().get(reverse("activities:own-calendar", args=[secret]))
    found = _events(answer)
    assert list(found) == ["端午包粽子"]
    assert found["端午包粽子"].status.value == "CONFIRMED"
    assert answer.headers["Cache-Control"] == "private, max-age=300"
    text = answer.content.decode()
    assert [word for word in (*strangers, "邻居李四", "邻居去听课", cast.resident.name) if word in text] == []
    sessions.cancel_session(feast.session, why="雨", actor=actor_of(cast.leader))
    assert (
        _events(Client().get(reverse("activities:own-calendar", args=[secret])))["端午包粽子"].status.value
        == "CANCELLED"
    )
    mine.refresh_from_db()
    assert mine.state == "removed"


def test_who_waits_is_told_that_it_is_uncertain_and_who_left_is_told_nothing(feast, cast):
    secret = feeds.renew_link(actor=actor_of(cast.resident))
    row = SignupFactory(
        session=feast.session, opening=feast.part, person=cast.resident, state="waiting", seat=None
    )
    url = reverse("activities:own-calendar", args=[secret])
    assert _events(Client().get(url))["端午包粽子"].status.value == "TENTATIVE"
    row.state, row.ended_at = "withdrawn", feast.session.starts_at
    row.save()
    assert _events(Client().get(url)) == {}


def test_a_renewed_or_revoked_link_opens_nothing(cast, login):
    first = feeds.renew_link(actor=actor_of(cast.resident))
    stranger = feeds.renew_link(actor=actor_of(cast.volunteer))
    second = feeds.renew_link(actor=actor_of(cast.resident))

    def code(secret):
        return Client().get(reverse("activities:own-calendar", args=[secret])).status_code

    assert [code(each) for each in (first, second, stranger)] == [404, 200, 200]
    assert feeds.revoke_link(actor=actor_of(cast.resident)) == 1
    assert feeds.revoke_link(actor=actor_of(cast.resident)) == 0
    assert [code(each) for each in (first, second, stranger, "x" * 43)] == [404, 404, 200, 404]
    stored = " ".join(FeedLink.objects.values_list("token_hash", flat=True))
    assert second not in stored
    assert all(len(each) == 64 for each in stored.split())


def test_a_closed_account_ends_the_link(cast):
    secret = feeds.renew_link(actor=actor_of(cast.resident))
    cast.resident.account.is_active = False
    cast.resident.account.save()
    assert calendars.person_of(secret) is None
    for closer in erasing.CLOSERS:
        closer(cast.resident, actor_of(cast.resident))
    assert FeedLink.objects.get().revoked_at is not None


def test_the_link_is_shown_once_on_the_own_page(cast, login):
    client = login(cast.resident)
    page = client.post(reverse("activities:feed-renew")).content.decode()
    address = page.split('translate="no">http://testserver')[1].split("<")[0]
    assert Client().get(address).status_code == 200
    later = client.get(reverse("activities:feeds")).content.decode()
    assert address not in later
    assert "塔哇村新时代文明实践站" in later
    client.post(reverse("activities:feed-revoke"))
    assert Client().get(address).status_code == 404
    with pytest.raises(NotAllowed):
        feeds.renew_link(actor=actor_of(None))


def test_a_feed_costs_the_same_however_many_meetings(county, django_assert_num_queries):
    for count in (1, 3):
        while calendars.public_sessions(county.station).count() < count:
            session = SessionFactory(activity=ActivityFactory(published=True, unit=county.station))
            PlaceFactory(activity=session.activity)
            OpeningFactory(activity=session.activity)
        with django_assert_num_queries(6):
            assert len(_events(_unit(county.station))) == count


@pytest.mark.parametrize("count", [1, 3])
def test_who_has_the_calendar_costs_three_queries_and_nothing_is_built(
    county, count, django_assert_num_queries
):
    for _n in range(count):
        session = SessionFactory(activity=ActivityFactory(published=True, unit=county.station))
        PlaceFactory(activity=session.activity)
    etag = _unit(county.station).headers["ETag"]
    with django_assert_num_queries(3):
        again = _unit(county.station, if_none_match=etag)
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)


def test_any_fact_of_the_calendar_makes_a_new_version(feast, county, cast):
    """Also those that nobody stamped with a time of change."""
    place = Place.objects.filter(activity=feast.activity).first() or PlaceFactory(activity=feast.activity)
    tags = [_unit(county.station).headers["ETag"]]

    def fresh():
        answer = _unit(county.station, if_none_match=tags[-1])
        tags.append(answer.headers["ETag"])
        return answer.status_code == 200

    unit, meeting = Unit.objects.filter(pk=county.station.pk), Session.objects.filter(pk=feast.session.pk)
    activity, day = Activity.objects.filter(pk=feast.activity.pk), dt.timedelta(days=1)
    writes = (
        lambda: activity.update(title="改了题目"),
        lambda: activity.update(summary="改了一句"),
        lambda: activity.update(published_at=feast.session.starts_at - day),
        lambda: Place.objects.filter(pk=place.pk).update(name="改了地点"),
        lambda: meeting.update(revision=9),
        lambda: meeting.update(ends_at=feast.session.ends_at + day),
        lambda: SessionFactory(activity=feast.activity, starts_at=feast.session.starts_at + day),
        lambda: unit.update(name="改了站名"),
    )
    for write in writes:
        write()
        assert fresh()
    assert not fresh()
    assert len(set(tags)) == len(writes) + 1
