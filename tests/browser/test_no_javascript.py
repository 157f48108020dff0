"""Everything by forms that post and come back: the whole journey, and each part that a script makes nicer."""

import pytest
from playwright.sync_api import expect

from shijian.kernel import search
from shijian.orders.models import Order
from shijian.volunteers.models import ImportRun
from shijian.volunteers.operations import import_jobs
from tests.browser import test_by_proxy as proxy
from tests.browser import test_journey as journey
from tests.browser.conftest import PHONE
from tests.browser.test_by_proxy import helper
from tests.browser.test_journey import clockwork
from tests.browser.walking import counted, follow, sideways, tap
from tests.factories.orders import MenuItemFactory
from tests.kernel.test_photos import photo
from tests.once import ON_SQLITE
from tests.volunteers.rolls import person, workbook

pytestmark = ON_SQLITE

__all__ = ["clockwork", "helper"]
LABELS = ("点单", "已服务", "已评价")


@pytest.fixture(autouse=True)
def _storage(settings, tmp_path):
    options = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": options}


@pytest.fixture
def plain(visit):
    """`plain(person)` gives a page of that person on a phone whose browser runs no script."""
    return lambda person: visit(person, PHONE, javascript=False)


def figures(page):
    return {label: counted(page, label) for label in LABELS}


def test_a_need_goes_from_the_first_tap_to_the_figures(plain, cast, clockwork):
    names = ("resident", "station", "hub", "leader", "volunteer")
    pages = {name: plain(getattr(cast, name)) for name in names}
    before = figures(pages["hub"])
    journey.ask(pages["resident"])
    journey.verify(pages["station"])
    journey.dispatch(pages["hub"])
    journey.accept_for_the_team(pages["leader"])
    journey.accept(pages["volunteer"])
    journey.serve(pages["volunteer"], clockwork)
    journey.rate(pages["resident"])
    assert figures(pages["hub"]) == {label: number + 1 for label, number in before.items()}
    assert [name for name, page in pages.items() if sideways(page)] == []


def test_a_need_told_at_the_door_goes_to_the_figures(plain, cast, helper, clockwork):
    pages = {name: plain(getattr(cast, name)) for name in ("station", "hub", "leader")}
    before = figures(pages["hub"])
    proxy.take_at_the_door(pages["station"])
    proxy.verify(pages["hub"])
    proxy.dispatch(pages["hub"])
    proxy.accept_and_answer_for_the_helper(pages["leader"])
    proxy.record_the_service(pages["station"], clockwork)
    proxy.rate_for_the_resident(pages["station"])
    assert figures(pages["hub"]) == {label: number + 1 for label, number in before.items()}


def test_nothing_that_needs_a_script_is_shown(plain, cast, clockwork):
    page = plain(cast.resident)
    page.goto("/")
    assert page.locator(".js-only:visible").count() == 0
    assert page.locator("form[hidden]:visible").count() == 0


def test_the_menu_is_filtered_and_ordered_from(plain, cast, clockwork):
    items = [MenuItemFactory(team=cast.team, category=each) for each in ("law", "repair")]
    page = plain(cast.resident)
    page.goto("/")
    tap(page, "我要点单", "link")
    page.locator("main summary").first.click()
    page.locator("#menu-category").select_option(items[0].category)
    page.locator("form[method=get]", has=page.locator("#menu-category")).get_by_role("button").click()
    expect(page.get_by_role("link", name=items[1].title)).to_have_count(0)
    tap(page, items[0].title, "link")
    tap(page, "明天上午")
    assert Order.objects.get().item == items[0]


def test_a_person_is_found_by_name(plain, cast, county):
    search.index("person", cast.resident.pk, names=[cast.resident.name], unit_path=county.station.path)
    page = plain(cast.station)
    page.goto("/volunteers/new/")
    page.get_by_role("searchbox").fill(cast.resident.name)
    tap(page, "搜索")
    expect(page.locator("main")).to_contain_text(cast.resident.name)


def test_a_photo_is_sent_removed_and_brought_back(plain, cast, county):
    page = plain(cast.hub)
    page.goto(f"/units/{county.hub.pk}/")
    follow(page, "添加图片")
    file = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("textbox", name="照片上是什么").fill("门前的院子")
    tap(page, "显示这张图片")
    expect(page.get_by_role("img", name="门前的院子")).to_be_visible()
    tap(page, "移除图片")
    expect(page.get_by_role("img", name="门前的院子")).to_have_count(0)
    tap(page, "撤销")
    expect(page.get_by_role("img", name="门前的院子")).to_be_visible()


def test_a_pause_is_taken_back_from_the_message(plain, cast):
    volunteer = cast.volunteer.volunteer
    page = plain(cast.station)
    page.goto(f"/volunteers/{volunteer.pk}/")
    follow(page, "暂停服务")
    page.get_by_role("textbox").last.fill("外出打工")
    tap(page, "暂停服务")
    volunteer.refresh_from_db()
    assert volunteer.state == "paused"
    tap(page, "撤销")
    volunteer.refresh_from_db()
    assert volunteer.state == "active"


def test_a_roll_is_sent_and_the_page_follows_the_work(plain, cast, county):
    page = plain(cast.hub)
    page.goto("/volunteers/import/")
    page.get_by_role("textbox", name="机构").fill(county.station.name)
    file = {"name": "名册.xlsx", "mimeType": "application/octet-stream", "buffer": workbook([person(1)])}
    page.locator("input[type=file]").set_input_files(file)
    tap(page, "上传")
    tap(page, "检查所有行")
    import_jobs.check(ImportRun.objects.get().pk)
    expect(page.get_by_role("button", name="开始导入")).to_be_visible(timeout=20_000)


def test_the_edition_and_the_language_change_by_a_press(plain, cast):
    page = plain(cast.resident)
    page.goto("/")
    tap(page, "长辈版")
    assert page.locator("html").get_attribute("data-edition") == "elder"
    page.goto("/display/")
    page.get_by_role("radio", name="English").check()
    tap(page, "就这样显示")
    assert page.locator("html").get_attribute("lang") == "en"
