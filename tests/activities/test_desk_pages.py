"""Pages of attendance: the desk, one's own page, the code on site, the kiosk, lists and slips."""

import datetime as dt
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from shijian.activities.enums import ActivityState
from shijian.activities.models import Activity, Presence, Scan, Signup, Slip
from shijian.activities.operations import desk_sign_up, scanning, sign_up
from shijian.activities.queries import codes, slips
from shijian.kernel.errors import Conflict, NotAllowed
from shijian.records.models import ServiceRecord
from tests.conftest import actor_of
from tests.factories.activities import SignupFactory, SlipFactory
from tests.factories.people import PersonFactory

NOTHING = "987654"


@pytest.fixture
def helper(feast, cast):
    return sign_up.sign_up(feast.session, feast.help, person=cast.volunteer, actor=actor_of(cast.volunteer))


@pytest.fixture
def now(feast, time_machine):
    """The meeting has begun ten minutes ago."""
    moment = feast.session.starts_at + dt.timedelta(minutes=10)
    time_machine.move_to(moment, tick=False)
    return moment


def desk_of(feast, name="desk", *more):
    return reverse(f"activities:{name}", args=[feast.session.pk, *more])


def said(response):
    return [str(message) for message in response.context["messages"]]


def picture():
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(data, "PNG")
    return SimpleUploadedFile("list.png", data.getvalue(), "image/png")


def test_the_desk_shows_who_comes_with_a_fixed_number_of_queries(
    feast, helper, cast, now, login, django_assert_num_queries
):
    client = login(cast.leader)
    client.get(desk_of(feast))
    with django_assert_num_queries(15):
        one = client.get(desk_of(feast))
    for seat in (1, 2):
        SignupFactory(session=feast.session, opening=feast.part, seat=seat)
    with django_assert_num_queries(15):
        three = client.get(desk_of(feast))
    assert [len(response.context["rows"]) for response in (one, three)] == [1, 3]
    text = three.content.decode()
    assert codes.site_key(feast.session) in text
    assert feast.session.code_key not in text
    assert three.context["counter"].expected == 3


@pytest.mark.parametrize("who", ["stranger", "resident", "volunteer"])
def test_nobody_else_sees_the_desk_or_its_key(feast, helper, cast, now, login, who):
    client = login(getattr(cast, who))
    for name in ("desk", "desk-list", "desk-waiting", "desk-slips"):
        page = client.get(desk_of(feast, name))
        assert (page.status_code, codes.site_key(feast.session) in page.content.decode()) == (403, False)
    for name in ("desk-code", "desk-guest", "desk-others", "desk-join", "desk-end"):
        assert client.post(desk_of(feast, name)).status_code == 403
    assert client.post(desk_of(feast, "desk-mark", helper.pk, "in")).status_code == 403
    assert Scan.objects.count() == 0


def test_the_desk_of_what_is_not_published_is_out_of_reach(feast, cast, now, login):
    Activity.objects.filter(pk=feast.activity.pk).update(published_at=None, state=ActivityState.DRAFT)
    assert login(cast.stranger).get(desk_of(feast)).status_code == 404
    assert login(cast.stranger).post(desk_of(feast, "desk-end")).status_code == 404
    assert login(cast.leader).get(desk_of(feast)).status_code == 200


def test_ticks_at_the_desk(feast, helper, cast, now, login, time_machine):
    client = login(cast.leader)
    mark = desk_of(feast, "desk-mark", helper.pk, "in")
    assert "在场" in said(client.post(mark, follow=True))[-1]
    page = client.get(desk_of(feast))
    assert (page.context["counter"].here, page.context["rows"][0].is_here) == (1, True)
    time_machine.move_to(now + dt.timedelta(minutes=45))
    client.post(desk_of(feast, "desk-code"), {"code": codes.personal_code(helper).lower()})
    assert ServiceRecord.objects.get().minutes == 45
    missing = client.post(desk_of(feast, "desk-code"), {"code": "AAAAAA"}, follow=True)
    assert "没有人" in said(missing)[-1]
    assert client.post(desk_of(feast, "desk-mark", helper.pk, "fly")).status_code == 404
    other = SignupFactory()
    assert client.post(desk_of(feast, "desk-mark", other.pk, "in")).status_code == 404


def test_guests_others_and_people_of_the_register(feast, cast, now, login):
    client = login(cast.leader)
    client.post(desk_of(feast, "desk-guest"), {"name": "卓玛", "idempotency_key": "guest-key-1"})
    client.post(desk_of(feast, "desk-guest"), {"name": "卓玛", "idempotency_key": "guest-key-1"})
    assert Signup.objects.get().guest_name == "卓玛"
    assert Presence.objects.count() == 1
    client.post(desk_of(feast, "desk-others"), {"total": "12"})
    feast.session.refresh_from_db()
    assert feast.session.walk_ins == 12
    phone = cast.volunteer.phone
    facts = {"phone": f"{phone[:3]} {phone[3:7]} {phone[7:]}", "opening": feast.help.pk}
    client.post(desk_of(feast, "desk-join"), facts)
    assert Presence.objects.filter(signup__person=cast.volunteer).count() == 1
    unknown = client.post(desk_of(feast, "desk-join"), facts | {"phone": "18600002222"}, follow=True)
    assert "没有人" in said(unknown)[-1]


def test_whoever_comes_without_a_sign_up_is_taken_in_as_a_whole_or_not_at_all(
    feast, helper, cast, county, now
):
    other = PersonFactory(unit=county.station)
    facts = {"risk_told": False, "actor": actor_of(cast.leader)}
    scanning.scan_for(helper, kind="in", nonce="taken", actor=actor_of(cast.leader))
    with pytest.raises(Conflict):
        desk_sign_up.welcome_person(feast.session, feast.part, person=other, nonce="taken", **facts)
    with pytest.raises(NotAllowed):
        stranger = facts | {"actor": actor_of(cast.stranger)}
        desk_sign_up.welcome_person(feast.session, feast.part, person=other, nonce="far", **stranger)
    assert [*Signup.objects.all()] == [helper]
    twice = [
        desk_sign_up.welcome_person(feast.session, feast.part, person=other, nonce="once", **facts)
        for _time in range(2)
    ]
    assert [answer.scan for answer in twice] == [Scan.objects.get(nonce="once")] * 2
    assert Signup.objects.exclude(pk=helper.pk).get().person == other


def test_whoever_finds_all_places_taken_at_the_desk_waits_and_is_not_here(feast, cast, county, now):
    for seat in (1, 2, 3):
        SignupFactory(session=feast.session, opening=feast.part, seat=seat)
    facts = {"risk_told": False, "nonce": "full", "actor": actor_of(cast.leader)}
    assert desk_sign_up.welcome_person(feast.session, feast.part, person=cast.resident, **facts) is None
    assert Signup.objects.get(person=cast.resident).state == "waiting"
    assert Scan.objects.count() == 0


def test_the_end_checks_everybody_out(feast, helper, cast, now, login, time_machine):
    client = login(cast.leader)
    client.post(desk_of(feast, "desk-mark", helper.pk, "in"))
    time_machine.move_to(now + dt.timedelta(minutes=100))
    response = client.post(desk_of(feast, "desk-end"), follow=True)
    assert "1" in said(response)[-1]
    assert ServiceRecord.objects.get().minutes == 100


def test_a_paper_list_with_its_photo(feast, helper, cast, now, login, settings, tmp_path):
    options = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": options}
    client = login(cast.leader)
    facts = {"who": helper.pk, "came_at": "2026-06-19T09:01", "is_paper": "on"}
    bare = client.post(desk_of(feast, "desk-list"), facts, follow=True)
    assert "照片" in said(bare)[-1]
    client.post(desk_of(feast, "desk-list"), facts | {"photo": picture()})
    scan = Scan.objects.get()
    assert (scan.way, scan.evidence.startswith("pictures/")) == ("paper", True)
    photo = reverse("activities:desk-photo", args=[scan.pk])
    response = client.get(photo)
    assert (response.status_code, b"".join(response.streaming_content)[:4]) == (200, b"RIFF")
    assert login(cast.stranger).get(photo).status_code == 404
    nobody = client.post(desk_of(feast, "desk-list"), {"came_at": "2026-06-19T09:01"}, follow=True)
    assert "勾选" in said(nobody)[-1]


def test_a_second_person_decides_on_the_page(feast, helper, cast, time_machine, login):
    time_machine.move_to(feast.session.ends_at + dt.timedelta(days=3))
    facts = {"who": helper.pk, "came_at": "2026-06-19T09:00", "left_at": "2026-06-19T10:00", "note": "停电"}
    login(cast.leader).post(desk_of(feast, "desk-list"), facts)
    url = desk_of(feast, "desk-waiting")
    own = login(cast.leader).get(url)
    assert 'type="checkbox"' not in own.content.decode().split("<main")[1].split("</main>")[0]
    client = login(cast.station)
    keys = [scan.pk for scan, _why, _own in client.get(url).context["scans"]]
    assert len(keys) == 2
    assert "勾选" in said(client.post(url, {"deed": "count"}, follow=True))[-1]
    client.post(url, {"scan": keys, "deed": "count"})
    assert ServiceRecord.objects.get().grade == "late"


def test_my_page_checks_in_with_the_code_and_says_what_counts(feast, helper, cast, now, login, time_machine):
    client = login(cast.volunteer)
    mine = client.get(reverse("activities:my-attendance"))
    assert [row.pk for row in mine.context["current"]] == [helper.pk]
    url = reverse("activities:attendance", args=[helper.pk])
    assert codes.personal_code(helper) in client.get(url).content.decode()
    wrong = client.post(f"{url}check/in/", {"code": "AAAAAA"}, follow=True)
    assert "不是" in said(wrong)[-1]
    code = codes.site_code(codes.site_key(feast.session), feast.place.pk, codes.minute_of(now))
    client.post(f"{url}check/in/", {"code": f" {code[:3]}-{code[3:]} "})
    time_machine.move_to(now + dt.timedelta(minutes=30))
    client.post(f"{url}check/out/", {"place": feast.place.pk})
    record = ServiceRecord.objects.get()
    assert (record.minutes, record.grade) == (30, "self")
    page = client.get(url)
    assert page.context["slip"] is not None
    client.post(f"{url}slip/", {"satisfaction": "5", "again": "yes"})
    assert client.get(url).context["slip"] is None
    slip = Slip.objects.get()
    assert (slip.satisfaction, slip.again, slip.by) == (5, True, None)
    assert login(cast.resident).get(url).status_code == 404


def test_an_objection_and_own_words_on_the_page(feast, helper, cast, now, login, time_machine):
    client = login(cast.volunteer)
    url = reverse("activities:attendance", args=[helper.pk])
    refused = client.post(f"{url}check/in/", {}, follow=True)
    assert "未计入" in said(refused)[-1]
    scan = Scan.objects.get()
    assert login(cast.resident).post(reverse("activities:scan-object", args=[scan.pk])).status_code == 404
    client.post(reverse("activities:scan-object", args=[scan.pk]), {"words": "我在场"})
    time_machine.move_to(feast.session.ends_at + dt.timedelta(hours=5))
    assert client.get(url).context["may_claim"] is True
    times = {"came_at": "2026-06-19T09:00", "left_at": "2026-06-19T10:00", "why": "没带手机"}
    client.post(f"{url}claim/", times)
    assert Scan.objects.count() == 3
    assert "没有要补" in said(client.post(f"{url}left/", {"left_at": "2026-06-19T10:00"}, follow=True))[-1]


def test_the_address_of_the_code_waits_for_the_login(feast, helper, cast, now, login, time_machine):
    code = codes.site_code(codes.site_key(feast.session), 0, codes.minute_of(now))
    url = reverse("activities:scan", args=[feast.session.pk, code])
    visitor = Client()
    page = visitor.get(url)
    assert f"/login/?next={url}" in page.content.decode()
    assert visitor.post(url).status_code == 302
    time_machine.move_to(now + dt.timedelta(minutes=5))
    client = login(cast.volunteer)
    assert client.get(url).context["is_valid"] is False
    client.cookies["site-code"] = visitor.cookies["site-code"].value
    assert client.get(url).context["is_valid"] is True
    client.post(url, {"signup": helper.pk, "kind": "in"})
    assert Scan.objects.get().way == "site"
    assert client.post(url, {"signup": SignupFactory().pk}).status_code == 404


def test_a_kiosk_opens_with_the_pin_and_shows_no_names(feast, cast, county, now):
    cast.resident.phone = "13811112222"
    cast.resident.save()
    SignupFactory(session=feast.session, opening=feast.part, person=cast.resident, seat=1)
    tablet, url = Client(), desk_of(feast, "kiosk")
    assert "王秀兰" not in tablet.get(url).content.decode()
    assert tablet.post(url, {"words": "王秀兰", "kind": "in"}).context["pin_form"] is not None
    assert Scan.objects.count() == 0
    wrong = tablet.post(f"{url}open/", {"pin": "AAAAAA"}, follow=True)
    assert "PIN" in said(wrong)[-1]
    tablet.post(f"{url}open/", {"pin": codes.kiosk_pin(feast.session, now)})
    done = tablet.post(url, {"words": "2222", "kind": "in"}, follow=True)
    assert "王秀兰" not in done.content.decode()
    tablet.post(url, {"words": "新来的人", "kind": "in"})
    assert Presence.objects.count() == 2
    unknown = tablet.post(url, {"words": "9999", "kind": "in"}, follow=True)
    assert "没有人" in said(unknown)[-1]
    tablet.post(f"{url}slip/", {"satisfaction": "4", "again": "", "idempotency_key": "slip-key-1"})
    again = {"satisfaction": "4", "idempotency_key": "slip-key-1"}
    assert "已经" in said(tablet.post(f"{url}slip/", again, follow=True))[-1]
    assert Slip.objects.count() == 1


def test_a_kiosk_of_one_meeting_opens_no_other_and_closes(feast, now, time_machine):
    from tests.factories.activities import SessionFactory

    tablet = Client()
    tablet.post(f"{desk_of(feast, 'kiosk')}open/", {"pin": codes.kiosk_pin(feast.session, now)})
    other = SessionFactory(starts_at=now)
    assert tablet.get(reverse("activities:kiosk", args=[other.pk])).context["pin_form"] is not None
    time_machine.move_to(now + dt.timedelta(hours=8))
    assert tablet.get(desk_of(feast, "kiosk")).context["is_open"] is False


def test_whoever_is_logged_in_opens_no_kiosk(feast, cast, now, login):
    client = login(cast.leader)
    pin = {"pin": codes.kiosk_pin(feast.session, now)}
    assert "退出登录" in said(client.post(f"{desk_of(feast, 'kiosk')}open/", pin, follow=True))[-1]
    assert "kiosk" not in client.cookies
    back = client.post(reverse("people:logout"), {"next": desk_of(feast, "kiosk")})
    assert back["Location"] == desk_of(feast, "kiosk")
    assert client.get(desk_of(feast, "kiosk")).context["pin_form"] is not None


@pytest.mark.parametrize("state", ["logged in", "before the PIN", "open"])
def test_from_the_kiosk_no_way_leads_anywhere_else(feast, cast, now, login, state):
    client = login(cast.leader) if state == "logged in" else Client()
    if state == "open":
        client.post(f"{desk_of(feast, 'kiosk')}open/", {"pin": codes.kiosk_pin(feast.session, now)})
    page = client.get(desk_of(feast, "kiosk")).content.decode()
    ways = set(re.findall(r'<a\b[^>]*href="([^"]*)"', page))
    assert ways == {"#main"} | ({"/queue/"} if state == "logged in" else set())
    assert cast.leader.name not in page
    assert "<nav" not in page


def test_volunteers_do_not_use_the_kiosk(feast, helper, cast, now):
    tablet = Client()
    tablet.post(f"{desk_of(feast, 'kiosk')}open/", {"pin": codes.kiosk_pin(feast.session, now)})
    refused = tablet.post(desk_of(feast, "kiosk"), {"words": cast.volunteer.name, "kind": "in"}, follow=True)
    assert "志愿者" in said(refused)[-1]
    assert Scan.objects.count() == 0


def test_paper_slips_are_counted_and_fewer_than_five_are_not_told(feast, cast, now, login):
    client = login(cast.leader)
    client.post(
        desk_of(feast, "desk-slips"), {"n5_yes": "3", "n4_none": "1", "idempotency_key": "paper-key-1"}
    )
    assert slips.slip_result(feast.activity) is None
    SlipFactory(session=feast.session, satisfaction=5, again=True)
    client.post(desk_of(feast, "desk-slips"), {"n5_yes": "2", "idempotency_key": "paper-key-2"})
    result = slips.slip_result(feast.activity)
    assert (result.count, result.mean, result.again) == (7, 4.9, 6)
    assert [count for _word, count in result.answers] == [6, None, 0, 0, 0]


def test_no_address_or_page_names_somebody(feast, helper, cast, now, login):
    client = login(cast.volunteer)
    page = client.get(reverse("activities:attendance", args=[helper.pk])).content.decode()
    assert re.search(r'href="[^"]*才让', page) is None
    scanning.check_self(helper, kind="out", nonce="n", actor=actor_of(cast.volunteer))
    assert "才让" not in Scan.objects.get().nonce
