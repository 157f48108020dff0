"""An activity as its people live it: the volunteer without signal, the organiser from the plan to the story."""

import datetime as dt
import io
import shutil
from dataclasses import dataclass

import docx
import pytest
from pypdf import PdfReader

from shijian.activities.enums import ActivityState
from shijian.activities.models import Activity, Scan
from shijian.activities.operations import sign_up
from shijian.activities.operations.sweep import sweep
from shijian.activities.queries import codes, risks
from shijian.records.models import ServiceRecord
from tests.browser import activity_day
from tests.browser.conftest import DESK, FLAGS, PHONE, _session
from tests.browser.test_offline import device, queue, sent
from tests.browser.walking import follow, says, sideways
from tests.conftest import actor_of
from tests.factories.activities import (
    ActivityFactory,
    OpeningFactory,
    PlaceFactory,
    PlanFactory,
    PlanItemFactory,
    SessionFactory,
)
from tests.factories.people import DisplayChoiceFactory
from tests.factories.volunteers import InsuranceFactory
from tests.once import ON_SQLITE

pytestmark = ON_SQLITE

__all__ = ["device"]
TITLE, RISK = "端午包粽子", "场地湿滑，小心烫伤。"
LONGEST_MS = 20_000
TABLET = {"width": 820, "height": 1180}


@dataclass(frozen=True)
class Face:
    """How somebody sees the pages: the size of the window, and the edition."""

    size: dict
    elder: bool = False


FACES = pytest.mark.parametrize(
    "face", [Face(PHONE), Face(DESK), Face(PHONE, elder=True)], ids=["phone", "desk", "elder"]
)


@pytest.fixture
def day():
    moving = activity_day.Day()
    yield moving
    moving.end()


@pytest.fixture
def enter(device, day):
    """`enter(person, face)` gives a page of a device that has the APP, at home."""

    def start(person, face):
        if face.elder:
            DisplayChoiceFactory(person=person)
        page = device(person).new_page()
        page.set_default_timeout(LONGEST_MS)
        page.set_viewport_size(face.size)
        day.device(page)
        page.goto("/")
        page.locator("html[data-ahead]").wait_for(state="attached")
        return page

    return start


def base_of(page):
    """The address of the server."""
    return page.evaluate("location.origin")


def come_back(page, person):
    """Log in again on a device after days, and let it keep what will be needed without signal."""
    page.context.add_cookies([_session(person, base_of(page))])
    page.goto("/")
    page.locator("html[data-ahead]").wait_for(state="attached")


def pressed(page, words):
    """Press the button with exactly these words in the main part and wait for the answer."""
    page.get_by_role("main").get_by_role("button", name=words, exact=True).first.click()
    page.locator("form[data-sending]").wait_for(state="detached")
    page.wait_for_load_state("networkidle")
    assert not sideways(page)


def unfold(page, words):
    """Open what is folded under these words, if it is not open."""
    fold = page.locator("details", has=page.locator("summary", has_text=words)).first
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    return fold


# The volunteer


@pytest.fixture
def feast(cast, county, day):
    """Published by the leader: helpers with a risk to read; another activity stands beside it."""
    activity = ActivityFactory(
        published=True, unit=county.station, organiser=cast.leader, team=cast.team, title=TITLE, risk=1,
        risk_note=RISK, needs_code=True,
    )  # fmt: skip
    PlaceFactory(activity=activity, name="文化广场")
    OpeningFactory(activity=activity, capacity=3)
    SessionFactory(activity=activity, starts_at=activity_day.BEGINS)
    other = ActivityFactory(published=True, unit=county.station_other, title="果宁村清扫")
    OpeningFactory(activity=other)
    SessionFactory(activity=other, starts_at=activity_day.BEGINS + dt.timedelta(days=30))
    InsuranceFactory(volunteer=cast.volunteer.volunteer)
    return activity


def find(page):
    """From home through the filter to the activity."""
    page.goto("/")
    follow(page, "近期活动")
    assert says(page, "果宁村清扫")
    fold = unfold(page, "筛选")
    fold.get_by_role("combobox", name="在哪里").select_option(label="塔哇村")
    fold.get_by_role("combobox", name="时间").select_option(label="今后三十天")
    fold.get_by_role("button", name="查看").click()
    page.get_by_role("link", name=TITLE).wait_for()
    assert page.get_by_text("果宁村清扫").count() == 0
    assert not sideways(page)
    follow(page, TITLE)


def take_a_place(page):
    """The risks are read first, as an act of its own; then one choice."""
    follow(page, "报名")
    assert says(page, RISK)
    pressed(page, "我已看过风险提示")
    page.get_by_role("radio").first.check()
    pressed(page, "报名")
    assert says(page, "您已报名")


def come_without_signal(page, letters):
    page.context.set_offline(True)
    page.goto("/")
    follow(page, "现在签到或签退")
    page.get_by_role("textbox", name="现场口令").first.fill(letters)
    page.get_by_role("button", name="签到", exact=True).click()
    page.locator("[data-waits]").wait_for()
    assert not sideways(page)


def go_without_signal(page, day):
    day.go_on(dt.timedelta(minutes=75))
    page.goto("/")
    follow(page, "现在签到或签退")
    page.get_by_role("button", name="签退", exact=True).click()
    page.locator("[data-waits]").nth(1).wait_for()  # beside the one of the check-in
    assert len(queue(page, "waiting")) == 2
    assert Scan.objects.count() == 0


def signal_comes_back(page):
    page.context.set_offline(False)
    sent(page)
    assert len(queue(page, "sent")) == 2
    page.reload()
    sent(page)


@FACES
def test_a_volunteer_finds_signs_up_and_serves_without_signal(enter, cast, feast, day, face):
    page, desk = enter(cast.volunteer, face), enter(cast.leader, Face(TABLET))
    find(page)
    take_a_place(page)
    day.to(activity_day.BEGINS - dt.timedelta(minutes=5))
    come_back(page, cast.volunteer)
    come_back(desk, cast.leader)
    desk.goto(f"/office/activities/desk/{feast.sessions.get().pk}/")
    come_without_signal(page, desk.locator("[data-site-letters]:not(:empty)").inner_text())
    go_without_signal(page, day)
    signal_comes_back(page)
    assert sorted(Scan.objects.values_list("kind", "way")) == [("in", "site"), ("out", "self")]
    day.to(activity_day.BEGINS + dt.timedelta(hours=2, minutes=1))
    desk.reload()
    pressed(desk, "结束这一场：所有人现在签退")
    sweep()
    feast.refresh_from_db()
    assert feast.state == ActivityState.DONE
    page.goto("/records/mine/")
    assert says(page, "1 小时 15 分")
    assert ServiceRecord.objects.get().minutes == 75
    assert not sideways(page)


# The organiser


@pytest.fixture(scope="session")
def camera(chromium, tmp_path_factory):
    """`(browser, file)`: a second Chromium; what `show_to_camera(file, …)` shows is before its camera."""
    file = tmp_path_factory.mktemp("camera") / "scene.mjpeg"
    activity_day.show_to_camera(file, "-")
    seen = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={file}",
    ]
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    browser = chromium.browser_type.launch(executable_path=path, args=[*FLAGS, *seen])
    yield browser, file
    browser.close()


@pytest.fixture
def plan(cast, county, day):
    """The public plan of the month, with the feast in it and nothing begun."""
    plan = PlanFactory(
        unit=county.station, made_by=cast.station, span="month", number=6, state="published",
        published_at=activity_day.PLANNED,
    )  # fmt: skip
    PlanItemFactory(
        plan=plan, title=TITLE, first_day=activity_day.BEGINS.date(), last_day=activity_day.BEGINS.date()
    )
    return plan


def begin(page):
    """From the plan to a draft with its meeting, in one step."""
    page.goto("/plans/")
    follow(page, "2026年6月计划")
    pressed(page, f"准备这个活动: {TITLE}")
    assert says(page, "草稿")


def say_what(page):
    """The next step stands on the page until nothing is missing."""
    follow(page, "一句话介绍")
    page.get_by_role("textbox", name="一句话介绍").fill("一起包粽子，送给独居老人。")
    page.get_by_role("textbox", name="风险告知").fill("没有特殊风险。")
    pressed(page, "保存")
    for task, capacity in (("参加", "300"), ("帮手", "3")):
        follow(page, "名额")
        follow(page, "加名额")
        page.get_by_role("combobox", name="任务").select_option(label=task)
        page.get_by_role("spinbutton", name="名额").fill(capacity)
        pressed(page, "增设")
    page.get_by_role("main").get_by_role("link", name="概况").click()


def publish(page, approver):
    """Many places: the station hands it in, the hub approves."""
    follow(page, "提交审批")
    pressed(page, "发布")
    approver.goto(page.url)
    follow(approver, "批准")
    pressed(approver, "批准")
    assert says(approver, "报名中")


def scan(page, file, signup):
    """The camera reads the code on the phone of the volunteer."""
    activity_day.show_to_camera(file, codes.personal_code(signup))
    page.get_by_role("button", name="打开摄像头").click()
    page.get_by_text("才让 · 已记下：在场").wait_for()


def eye(browser, person, base, size):
    """A page of the desk in the browser that has a camera."""
    context = browser.new_context(base_url=base, viewport=size, locale="zh-CN", permissions=["camera"])
    context.set_default_timeout(LONGEST_MS)
    context.add_cookies([_session(person, base)])
    return context.new_page()


def close(page):
    """Close the file; slips are missing, so the reason is said."""
    page.get_by_role("textbox", name="为什么").fill("老人们不用手机，没有收评价。")
    pressed(page, "归档")
    assert says(page, "已归档")


def welcome(page, name):
    unfold(page, "只记姓名的来宾").get_by_role("textbox", name="姓名").fill(name)
    pressed(page, "到场")


def complete(page):
    """What came of it, a photo that may be shown, what it cost."""
    page.get_by_role("textbox", name="活动成效").fill("送出粽子 120 个。")
    pressed(page, "保存")
    fold = unfold(page, "加照片")
    picture = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": activity_day.photo(1)}
    fold.locator("input[type=file]").set_input_files(picture)
    fold.get_by_role("textbox", name="内容说明").fill("大家在包粽子")
    fold.get_by_role("checkbox", name="都同意").check()
    fold.get_by_role("checkbox", name="公开展示").check()
    fold.get_by_role("button", name="加照片").click()
    page.get_by_text("照片已存入档案").wait_for()
    fold = unfold(page, "加一笔费用")
    fold.get_by_role("textbox", name="用途").fill("糯米、粽叶")
    fold.get_by_role("spinbutton", name="金额").fill("320.50")
    fold.get_by_role("button", name="保存").click()
    page.get_by_text("320.50").first.wait_for()


def fetched(page, words):
    """The bytes of what a link gives into the hand."""
    with page.expect_download() as got:
        page.get_by_role("main").get_by_role("link", name=words).click()
    return got.value.path().read_bytes()


@FACES
def test_an_organiser_plans_publishes_runs_the_desk_and_archives(enter, camera, visit, cast, plan, day, face):
    page, hub = enter(cast.station, face), enter(cast.hub, face)
    begin(page)
    say_what(page)
    publish(page, hub)
    activity = Activity.objects.get()
    session, helpers = activity.sessions.get(), activity.openings.get(task="helper")
    signup = sign_up.sign_up(session, helpers, person=cast.volunteer, actor=actor_of(cast.volunteer))
    day.to(activity_day.BEGINS - dt.timedelta(minutes=5))
    desk = eye(
        camera[0], cast.station, base_of(page), face.size if face.elder or face.size is DESK else TABLET
    )
    desk.goto(f"/office/activities/desk/{session.pk}/")
    scan(desk, camera[1], signup)
    welcome(desk, "卓玛")
    day.to(activity_day.BEGINS + dt.timedelta(hours=2, minutes=1))
    desk.reload()
    pressed(desk, "结束这一场：所有人现在签退")
    desk.context.close()
    sweep()
    come_back(page, cast.station)
    page.goto(f"/office/activities/{activity.pk}/")
    follow(page, "补全档案")
    complete(page)
    word, pdf = fetched(page, "Word 文件"), fetched(page, "PDF")
    assert "送出粽子 120 个。" in [each.text for each in docx.Document(io.BytesIO(word)).paragraphs]
    assert "送出粽子 120 个。" in "".join(each.extract_text() for each in PdfReader(io.BytesIO(pdf)).pages)
    close(page)
    visitor = visit(size=face.size)
    visitor.goto(f"/activities/{activity.pk}/")
    follow(visitor, "活动回顾")
    assert says(visitor, "大家在包粽子")
    body = visitor.locator("body").inner_text()
    assert [name for name in ("才让", "卓玛", "站长") if name in body] == []
    assert [each for each in (page, visitor) if sideways(each)] == []


def test_a_desk_without_a_camera_says_so_and_takes_the_typed_code(visit, cast, feast, day):
    session, helpers = feast.sessions.get(), feast.openings.get()
    sign_up.read_activity_risk(feast, version=risks.version_of(feast), actor=actor_of(cast.volunteer))
    signup = sign_up.sign_up(session, helpers, person=cast.volunteer, actor=actor_of(cast.volunteer))
    day.to(activity_day.BEGINS - dt.timedelta(minutes=5))
    desk = visit(cast.leader, TABLET)
    desk.goto(f"/office/activities/desk/{session.pk}/")
    button = desk.get_by_role("button", name="打开摄像头")
    button.click()
    desk.get_by_text("摄像头用不了").wait_for()
    assert button.is_visible()
    desk.get_by_role("textbox", name="志愿者的签到码").fill(codes.personal_code(signup).lower())
    pressed(desk, "签到或签退")
    assert says(desk, "才让 · 已记下：在场")
