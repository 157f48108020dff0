"""The desk in a browser: the list with the thing beside it, keys, the palette, the pickers; and without script."""

import re

import pytest
from playwright.sync_api import expect

from shijian.kernel import search
from shijian.orders.enums import OrderState
from shijian.volunteers.models import Team
from tests.browser.conftest import DESK, PHONE
from tests.factories.orders import OrderFactory
from tests.factories.people import PersonFactory
from tests.once import ON_SQLITE

pytestmark = [pytest.mark.django_db(transaction=True), ON_SQLITE]


@pytest.fixture
def waiting(cast, county):
    for unit in (county.hub, county.station, county.station2):
        search.index("unit", unit.pk, names=[unit.place_name], unit_path=unit.path)
    return [OrderFactory(recipient__unit=county.station, title=f"第{n}件") for n in range(3)]


def beside(page):
    return page.locator("#beside")


def test_a_row_opens_beside_the_list_and_is_worked_there(visit, cast, waiting):
    page = visit(cast.hub, DESK)
    page.goto("/todo/")
    page.get_by_role("link", name="第1件", exact=True).click()
    heading = beside(page).get_by_role("heading", name="第1件")
    expect(heading).to_be_focused()
    assert page.url.endswith("/todo/")
    assert page.locator("h1").count() == 1
    beside(page).locator("form[action*='/do/verify/'] button[type=submit]").click()
    expect(beside(page).locator(".toasts")).to_contain_text("已核实")
    row = page.locator(f"[data-row='order-dispatch-{waiting[1].pk}']")
    expect(row.get_by_role("link", name=re.compile("派单"))).to_be_visible()
    row.get_by_role("link", name=re.compile("派单")).click()
    expect(beside(page)).to_contain_text("第1件")
    assert page.url.endswith("/todo/")
    waiting[1].refresh_from_db()
    assert waiting[1].state == OrderState.QUEUED


def test_on_a_phone_the_row_leads_to_its_page(visit, cast, waiting):
    page = visit(cast.hub, PHONE)
    page.goto("/todo/")
    page.get_by_role("link", name="第1件", exact=True).click()
    page.wait_for_url(f"**/office/orders/{waiting[1].pk}/")


def test_keys_move_open_and_explain_but_never_while_typing(visit, cast, waiting):
    page = visit(cast.hub, DESK)
    page.goto("/todo/")
    for key, title in (("j", "第0件"), ("j", "第1件"), ("ArrowDown", "第2件"), ("k", "第1件")):
        page.keyboard.press(key)
        expect(page.get_by_role("link", name=title, exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(beside(page).get_by_role("heading", name="第1件")).to_be_visible()
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.get_by_label("在本设备上启用单键快捷键").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_hidden()
    page.keyboard.press("Control+k")
    page.keyboard.type("j?k")
    expect(page.locator("#palette input[type=search]")).to_have_value("j?k")


def test_the_palette_finds_and_goes_by_keys_alone(visit, cast, county, waiting):
    person = PersonFactory(name="索南扎西", unit=county.station)
    search.index("person", person.pk, names=[person.name], unit_path=person.unit_path)
    page = visit(cast.hub, DESK)
    addresses = []
    page.on("request", lambda request: addresses.append(request.url))
    page.goto("/todo/")
    page.keyboard.press("/")
    box = page.get_by_role("combobox")
    expect(box).to_be_focused()
    page.keyboard.type("snzx")
    option = page.get_by_role("option", name=re.compile("索南扎西"))
    expect(option).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/people/{person.pk}/")
    assert [url for url in addresses if "snzx" in url] == []


def test_a_unit_is_picked_by_initials_and_in_the_tree(visit, cast, county, waiting):
    page = visit(cast.hub, DESK)
    page.goto("/teams/found/")
    box = page.get_by_role("combobox", name=re.compile("队伍所属单位"))
    box.fill("she")
    page.get_by_role("option", name=re.compile("洒哈尔村")).click()
    expect(box).to_have_value("洒哈尔村新时代文明实践站 · 拉卜楞镇")
    page.get_by_text("按上下级选").click()
    page.get_by_role("button", name="塔哇村新时代文明实践站").click()
    page.get_by_label(re.compile("^名称")).fill("塔哇广场舞队")
    page.get_by_role("button", name="保存").click()
    page.wait_for_url("**/teams/*/")
    assert Team.objects.get(name="塔哇广场舞队").unit == county.station


def test_without_script_several_hits_are_offered_for_the_next_sending(visit, cast, county, waiting):
    page = visit(cast.hub, PHONE, javascript=False)
    page.goto("/teams/found/")
    page.get_by_label(re.compile("队伍所属单位")).fill("村")
    page.get_by_label(re.compile("^名称")).fill("塔哇广场舞队")
    page.get_by_role("button", name="保存").click()
    page.get_by_label(re.compile("塔哇村")).check()
    page.get_by_role("button", name="保存").click()
    assert Team.objects.get(name="塔哇广场舞队").unit == county.station


def test_without_script_the_list_is_worked_by_pages(visit, cast, waiting):
    page = visit(cast.hub, PHONE, javascript=False)
    page.goto("/todo/")
    page.get_by_role("button", name="核实: 第0件").click()
    page.wait_for_url("**/todo/")
    waiting[0].refresh_from_db()
    assert waiting[0].state == OrderState.QUEUED


def test_acting_for_a_village_and_back(visit, cast, county, waiting):
    page = visit(cast.hub, PHONE, javascript=False)
    page.goto("/todo/")
    page.get_by_role("link", name="代下级单位办理").click()
    page.get_by_role("link", name="拉卜楞镇新时代文明实践所").click()
    page.get_by_role("button", name=re.compile("代为办理: 洒哈尔村")).click()
    expect(page.locator(".acting")).to_contain_text("洒哈尔村")
    assert page.locator("[data-row]").count() == 0
    page.get_by_role("button", name="回到本单位").click()
    assert page.locator("[data-row]").count() == 3
