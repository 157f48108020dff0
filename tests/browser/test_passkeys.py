"""A passkey in a real browser with a virtual authenticator: registered, used alone, used as second step."""

import re

import pytest
from playwright.sync_api import expect

from shijian.people.queries import factors
from tests.factories.people import PASSWORD
from tests.once import ON_SQLITE

pytestmark = [pytest.mark.django_db(transaction=True), ON_SQLITE]
HOME = re.compile(r"^http://[^/]+/$")
PHONE_KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def device(visit):
    """`device()` gives the page of a browser with an own authenticator, the devtools session and the key's id."""

    def make():
        page = visit()
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        added = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE_KEY})
        return page, devtools, added["authenticatorId"]

    return make


def type_password(page, person):
    page.goto("/login/")
    page.fill("input[name=name]", person.account.login_name)
    page.fill("input[name=password]", PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()


def register(page, name="我的手机"):
    page.goto("/me/security/")
    page.get_by_role("link", name="添加通行密钥或安全密钥").click()
    page.fill("input[name=name]", name)
    page.get_by_role("button", name="登记密钥").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("恢复码")


def log_out(page):
    page.context.clear_cookies()


def test_registered_then_used_alone_and_as_second_step(device, cast):
    page, _devtools, _key = device()
    type_password(page, cast.resident)
    register(page)
    assert page.locator("main code").count() == 10
    page.get_by_role("link", name="我已收好").click()
    expect(page.locator("main")).to_contain_text("我的手机")

    log_out(page)
    page.goto("/login/")
    page.get_by_role("button", name="用通行密钥登录").click()
    page.wait_for_url(HOME)
    page.goto("/me/")
    expect(page.locator("main")).to_contain_text(cast.resident.account.login_name)

    log_out(page)
    type_password(page, cast.resident)
    expect(page.get_by_role("heading", level=1)).to_have_text("第二步")
    page.get_by_role("button", name="使用密钥").click()
    page.wait_for_url(HOME)
    page.goto("/me/security/")
    expect(page.locator("main")).to_contain_text("最近使用")


def test_a_key_that_checks_nobody_does_not_log_in_alone(device, cast):
    page, devtools, key = device()
    type_password(page, cast.resident)
    register(page)
    log_out(page)
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.goto("/login/")
    page.get_by_role("button", name="用通行密钥登录").click()
    expect(page.locator("[data-passkey-failed]")).to_be_visible()
    page.goto("/me/")
    assert "/login/" in page.url


def test_a_copied_key_is_refused(device, cast):
    page, _devtools, _key = device()
    type_password(page, cast.resident)
    register(page)
    (stored,) = factors.keys_of(cast.resident.account)
    stored.data["counter"] = 10_000
    stored.save()
    log_out(page)
    page.goto("/login/")
    page.get_by_role("button", name="用通行密钥登录").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("验证码不对")
    page.goto("/me/")
    assert "/login/" in page.url


def test_the_key_of_another_person_is_no_second_step(device, cast):
    page, _devtools, _key = device()
    type_password(page, cast.volunteer)
    register(page)
    other, _devtools2, _key2 = device()
    type_password(other, cast.resident)
    register(other)
    log_out(page)
    type_password(page, cast.resident)
    page.get_by_role("button", name="使用密钥").click()
    expect(page.locator("[data-passkey-failed]")).to_be_visible()


def test_an_office_sets_its_key_up_right_after_the_login(device, cast):
    page, _devtools, _key = device()
    type_password(page, cast.hub)
    expect(page.locator("main")).to_contain_text("您的岗位要求第二重验证")
    register(page)
    page.goto("/todo/")
    assert page.url.endswith("/todo/")
