"""Activities on a phone and a tablet: the code made in the browser, in and out without signal, the desk."""

import datetime as dt
import json

import pytest
import segno
from django.utils import timezone

from shijian.activities.models import Presence, Scan
from shijian.activities.operations import sign_up
from shijian.activities.queries import codes
from shijian.records.models import ServiceRecord
from tests.browser.test_offline import device, queue, ready, sent
from tests.browser.walking import sideways
from tests.conftest import actor_of
from tests.factories.activities import ActivityFactory, OpeningFactory, PlaceFactory, SessionFactory
from tests.once import ON_SQLITE

pytestmark = ON_SQLITE

__all__ = ["device"]
TABLET = {"width": 820, "height": 1180}
CODES = """async ([key, cases]) => {
  const { siteCode } = await import("/static/activities/site_code.js");
  return Promise.all(cases.map(([place, minute]) => siteCode(key, place, minute)));
}"""
MATRIX = """async (text) => {
  const { qr } = await import("/static/activities/qr.js");
  return qr(text).map((row) => row.map((dark) => (dark ? 1 : 0)));
}"""


@pytest.fixture
def meeting(cast, county):
    """A meeting that began a moment ago, run by the leader; the volunteer has a place."""
    activity = ActivityFactory(
        published=True, unit=county.station, organiser=cast.leader, team=cast.team, title="端午包粽子"
    )
    PlaceFactory(activity=activity, name="文化广场")
    session = SessionFactory(activity=activity, starts_at=timezone.now() + dt.timedelta(minutes=30))
    opening = OpeningFactory(activity=activity)
    OpeningFactory(activity=activity, for_residents=True, capacity=20)
    return sign_up.sign_up(session, opening, person=cast.volunteer, actor=actor_of(cast.volunteer))


def test_the_browser_and_the_server_make_the_same_codes(visit, meeting, cast):
    page = visit(cast.leader, TABLET)
    page.goto(f"/office/activities/desk/{meeting.session_id}/")
    key = codes.site_key(meeting.session)
    cases = [[place, minute] for place in (0, 1, 98765) for minute in (0, 29_000_000, 31_234_567)]
    assert page.evaluate(CODES, [key, cases]) == [codes.site_code(key, *case) for case in cases]
    shown = page.locator("[data-site-letters]").inner_text()
    assert codes.place_of(meeting.session, shown, timezone.now(), [meeting.session.activity.places.get().pk])


@pytest.mark.parametrize("length", [17, 32, 53, 78, 106])
def test_a_full_qr_is_the_one_of_the_library(visit, meeting, cast, length):
    page = visit(cast.leader, TABLET)
    page.goto(f"/office/activities/desk/{meeting.session_id}/")
    text = ("https://shijian.example/activities/scan/123456/ABC234/" + "x" * 100)[:length]
    drawn = page.evaluate(MATRIX, text)
    version = (len(drawn) - 17) // 4
    wanted = segno.make(text, version=version, error="l", mask=0, mode="byte", boost_error=False)
    assert json.dumps(drawn) == json.dumps([list(row) for row in wanted.matrix])


def test_in_and_out_without_signal_and_then_the_hours(device, meeting, cast):
    place = meeting.session.activity.places.get()
    context = device(cast.volunteer)
    page = ready(context, f"/my/attendance/{meeting.pk}/")
    context.set_offline(True)
    page.goto(f"/my/attendance/{meeting.pk}/")
    code = codes.site_code(codes.site_key(meeting.session), place.pk, codes.minute_of(timezone.now()))
    page.get_by_role("textbox", name="现场口令").first.fill(code)
    page.get_by_role("button", name="签到", exact=True).click()
    page.locator("[data-waits]").wait_for()
    assert not sideways(page)
    page.get_by_role("button", name="签退", exact=True).click()
    page.locator("[data-waits]").nth(1).wait_for()
    assert len(queue(page, "waiting")) == 2
    context.set_offline(False)
    sent(page)
    assert len(queue(page, "sent")) == 2
    assert sorted(Scan.objects.values_list("kind", "way")) == [("in", "site"), ("out", "self")]
    assert Presence.objects.get().ended_at is not None


def test_hours_appear_after_the_code_and_going(visit, meeting, cast, time_machine):
    time_machine.move_to(dt.datetime.now(dt.UTC))
    page = visit(cast.volunteer)
    place = meeting.session.activity.places.get()
    page.goto("/my/attendance/")
    page.get_by_role("link", name="现在签到或签退").click()
    code = codes.site_code(codes.site_key(meeting.session), place.pk, codes.minute_of(timezone.now()))
    page.get_by_role("textbox", name="现场口令").first.fill(code)
    page.get_by_role("button", name="签到", exact=True).click()
    page.get_by_text("您已到场").wait_for()
    time_machine.shift(dt.timedelta(minutes=50))
    page.get_by_role("button", name="签退", exact=True).click()
    page.get_by_role("heading", name="两个问题").wait_for()
    page.get_by_role("link", name="50 分钟").wait_for()
    assert ServiceRecord.objects.get().minutes == 50


def test_the_desk_on_a_tablet_with_and_without_signal(device, meeting, cast):
    context = device(cast.leader)
    page = ready(context, f"/office/activities/desk/{meeting.session_id}/")
    page.set_viewport_size(TABLET)
    assert not sideways(page)
    first = page.locator("[data-site-letters]").inner_text()
    assert len(first) == 6
    context.set_offline(True)
    page.goto(f"/office/activities/desk/{meeting.session_id}/")
    page.locator("[data-site-letters]:not(:empty)").wait_for()
    page.get_by_role("button", name="签到: 才让").click()
    page.locator("[data-waits]").first.wait_for()
    page.locator("summary", has_text="只记姓名的来宾").click()
    page.get_by_role("textbox", name="姓名").first.fill("卓玛")
    page.get_by_role("button", name="到场").click()
    page.locator("[data-waits]").nth(1).wait_for()
    assert len(queue(page, "waiting")) == 2
    context.set_offline(False)
    sent(page)
    assert sorted(Scan.objects.values_list("way", flat=True)) == ["staff", "staff"]
    page.goto(f"/office/activities/desk/{meeting.session_id}/")
    assert page.locator(".figure", has_text="在场").first.locator(".figure-number").inner_text() == "2"
    page.get_by_role("searchbox").fill("卓")
    assert page.locator("[data-desk-row]:visible").count() == 1
