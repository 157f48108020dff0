"""Single sign-on against a real provider on this machine: linked by its owner, checked in every part."""

import html
import re
import time
from urllib.parse import parse_qsl, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from shijian.config import single_sign_on
from shijian.kernel.errors import OutOfReach
from shijian.kernel.models import AuditEntry
from shijian.people import operations
from shijian.people.models import Account
from shijian.people.oidc.provider import Provider
from tests.conftest import actor_of
from tests.people.openid_provider import CLIENT, SECRET, OpenIdProvider
from tests.people.second_steps import code_at, first_step, url, with_app

pytestmark = pytest.mark.django_db
HERE = "http://testserver/login/with/county/back/"


@pytest.fixture
def platform(settings):
    """The provider, known to the product as `county`."""
    provider = OpenIdProvider()
    provider.redirects.add(HERE)
    host = urlsplit(provider.issuer).netloc
    known = Provider("county", "县政务平台", provider.issuer, CLIENT, SECRET, frozenset([host]))
    settings.OIDC_PROVIDERS = {"county": known}
    yield provider
    provider.close()


def leave(client, way="sso", **data):
    """Press the button; gives the address over there."""
    page = client.post(url(way, "county"), data).content.decode()
    return html.unescape(re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', page).group(1))


def come_back(client, address):
    """Follow the browser back: the page that arrives hands on what it brought."""
    page = client.get(address).content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="(state|code|error|iss)" value="([^"]*)"', page))
    return client.post(urlsplit(address).path, {name: html.unescape(value) for name, value in fields.items()})


def signed_on(platform, client, subject="officer-7", way="sso", **data):
    return come_back(client, platform.authorize(leave(client, way, **data), subject))


@pytest.fixture
def linked(platform, cast, login):
    """The resident, linked with `officer-7` over there."""
    answer = signed_on(platform, login(cast.resident), way="sso-link")
    assert answer.url == url("security")
    return cast.resident


def is_in(client):
    return client.get(url("profile")).status_code == 200


def test_a_linked_person_logs_in(platform, linked):
    client = Client()
    assert signed_on(platform, client, next="/me/messages/").url == "/me/messages/"
    assert is_in(client)
    assert "县政务平台" in client.get(url("security")).content.decode()
    actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["account.link", "account.login"]


def test_only_the_identifier_is_asked_for(platform, linked):
    address = leave(Client())
    assert dict(parse_qsl(urlsplit(address).query))["scope"] == "openid"
    assert "/me" not in platform.asked


def test_nobody_gets_an_account_from_outside(platform, cast):
    before = Account.objects.count()
    client = Client()
    answer = signed_on(platform, client, subject="somebody-else")
    assert answer.status_code == 403
    assert "关联" in answer.content.decode()
    assert (Account.objects.count(), SocialAccount.objects.count(), is_in(client)) == (before, 0, False)


def test_a_closed_account_stays_closed(platform, linked):
    Account.objects.filter(pk=linked.account.pk).update(is_active=False)
    client = Client()
    assert signed_on(platform, client).status_code == 403
    assert not is_in(client)


def test_a_locked_account_stays_locked(platform, linked):
    for _ in range(5):
        first_step(linked, password="wrong")
    client = Client()
    assert signed_on(platform, client).status_code == 429
    assert not is_in(client)


def test_the_second_factor_is_not_skipped(platform, linked, time_machine):
    time_machine.move_to(time.time(), tick=False)
    secret, _codes = with_app(linked)
    time_machine.shift(30)
    client = Client()
    assert signed_on(platform, client, next="/me/").url == url("factor")
    assert not is_in(client)
    assert client.post(url("factor"), {"code": code_at(secret)}).url == "/me/"


LIES = [
    ("nonce", {"claims": {"nonce": "another"}}),
    ("token", {"claims": {"nonce": None}}),
    ("issuer", {"claims": {"iss": "https://evil.example"}}),
    ("audience", {"claims": {"aud": "somebody-else"}}),
    ("audience", {"claims": {"aud": [CLIENT, "somebody-else"]}}),
    ("audience", {"claims": {"azp": "somebody-else"}}),
    ("token", {"claims": {"exp": 1_000_000_000}}),
    ("token", {"claims": {"exp": None}}),
    ("token", {"claims": {"sub": ""}}),
    ("token", {"claims": {"sub": None}}),
    ("token", {"algorithm": "none"}),
    ("token", {"algorithm": "HS256"}),
    ("signature", {"head": {"kid": "unknown"}}),
]


@pytest.mark.parametrize(("reason", "lies"), LIES)
def test_an_answer_that_does_not_hold_is_refused(platform, linked, reason, lies):
    client = Client()
    address = platform.authorize(leave(client), "officer-7")
    platform.lies.update(lies)
    answer = come_back(client, address)
    assert answer.status_code == 403
    assert "没有人登录" in answer.content.decode()
    assert not is_in(client)
    row = AuditEntry.objects.get(action="account.link-refused")
    assert (row.changes, row.success) == ({"detail": [None, reason]}, False)


def test_a_foreign_signature_is_refused(platform, linked):
    client = Client()
    address = platform.authorize(leave(client), "officer-7")
    platform.lies["key"] = platform.other_key
    assert come_back(client, address).status_code == 403
    assert AuditEntry.objects.get(action="account.link-refused").changes == {"detail": [None, "signature"]}


def test_a_wrong_state_is_refused_before_anybody_is_asked(platform, linked):
    client = Client()
    address = platform.authorize(leave(client), "officer-7")
    platform.asked.clear()
    answer = come_back(client, re.sub("state=[^&]+", "state=wrong", address))
    assert (answer.status_code, platform.asked, is_in(client)) == (403, [], False)


def test_an_answer_belongs_to_the_browser_that_began(platform, linked):
    address = platform.authorize(leave(Client()), "officer-7")
    other = Client()
    leave(other)
    assert come_back(other, address).status_code == 403
    assert not is_in(other)


def test_an_answer_works_once(platform, linked):
    client = Client()
    address = platform.authorize(leave(client), "officer-7")
    assert come_back(client, address).status_code == 302
    client.post(url("logout"))
    assert come_back(client, address).status_code == 403


def test_a_late_answer_is_refused(platform, linked, time_machine):
    time_machine.move_to(time.time(), tick=False)
    client = Client()
    address = platform.authorize(leave(client), "officer-7")
    time_machine.shift(601)
    assert come_back(client, address).status_code == 403


def test_a_used_code_a_wrong_client_and_a_wrong_return_are_refused_over_there(platform, linked, settings):
    client = Client()
    address = platform.authorize(leave(client), "officer-7")
    platform.codes.clear()
    assert come_back(client, address).status_code == 403
    known = settings.OIDC_PROVIDERS["county"]
    settings.OIDC_PROVIDERS = {
        "county": Provider("county", "x", known.issuer, CLIENT, "wrong", known.hosts),
    }
    assert signed_on(platform, client).status_code == 403
    platform.redirects.clear()
    with pytest.raises(AssertionError, match="return"):
        platform.authorize(leave(client), "officer-7")


def test_who_declines_is_told_so(platform, linked):
    client = Client()
    state = dict(parse_qsl(urlsplit(leave(client)).query))["state"]
    answer = come_back(client, f"{HERE}?error=access_denied&state={state}")
    assert "您没有同意" in answer.content.decode()


def test_an_answer_of_another_issuer_is_refused(platform, linked):
    client = Client()
    address = platform.authorize(leave(client), "officer-7")
    answer = come_back(client, re.sub("iss=[^&]+", "iss=https%3A%2F%2Fevil.example", address))
    assert (answer.status_code, is_in(client)) == (403, False)


@pytest.mark.parametrize(
    "lies",
    [
        {"discovery": {"issuer": "https://evil.example"}},
        {"discovery": {"authorization_endpoint": "https://evil.example/authorize"}},
        {"discovery": {"token_endpoint": "http://169.254.169.254/latest"}},
        {"discovery": {"jwks_uri": "http://127.0.0.1:1/keys"}},
        {"discovery": {"jwks_uri": None}},
        {"redirect": "http://169.254.169.254/latest"},
        {"status": 500},
    ],
)
def test_only_the_configured_hosts_are_asked(platform, linked, lies):
    platform.lies.update(lies)
    answer = Client().post(url("sso", "county"))
    assert answer.status_code == 403
    assert set(platform.asked) <= {"/.well-known/openid-configuration", "/keys", "/token"}


def test_a_provider_that_is_away_is_told_in_words(platform, linked):
    platform.close()
    answer = Client().post(url("sso", "county"))
    assert answer.status_code == 403
    assert "没有回应" in answer.content.decode()


def test_one_login_opens_one_account(platform, linked, cast, login):
    other = login(cast.stranger)
    assert signed_on(platform, other, way="sso-link").url == url("security")
    assert SocialAccount.objects.get().user == linked.account
    assert signed_on(platform, login(linked), subject="second", way="sso-link").status_code == 302
    assert SocialAccount.objects.count() == 1


def test_unlinking_ends_the_login(platform, linked, cast, login):
    row = SocialAccount.objects.get()
    assert login(cast.stranger).post(url("sso-unlink", row.pk)).status_code == 404
    with pytest.raises(OutOfReach):
        operations.unlink(linked.account, row.pk, actor=actor_of(cast.stranger))
    login(linked).post(url("sso-unlink", row.pk))
    assert SocialAccount.objects.count() == 0
    assert signed_on(platform, Client()).status_code == 403


def test_linking_asks_who_sits_there(platform, cast, time_machine):
    time_machine.move_to(time.time(), tick=False)
    client, _answer = first_step(cast.resident)
    time_machine.shift(301)
    assert client.post(url("sso-link", "county")).url.startswith(url("confirm"))


def test_an_unknown_provider_is_not_there(platform, client):
    assert client.post(url("sso", "other")).status_code == 404


# Configuration

GOOD = {
    "SHIJIAN_OIDC": "county",
    "SHIJIAN_OIDC_COUNTY_ISSUER": "https://login.example.cn",
    "SHIJIAN_OIDC_COUNTY_CLIENT_ID": "shijian",
    "SHIJIAN_OIDC_COUNTY_CLIENT_SECRET": "a secret",
    "SHIJIAN_OIDC_COUNTY_NAME": "县政务平台",
}


@pytest.fixture
def environ(monkeypatch):
    def put(**changes):
        for name, value in (GOOD | changes).items():
            monkeypatch.setenv(name, value)

    return put


def test_providers_come_from_the_environment(environ):
    environ()
    (provider,) = single_sign_on.providers().values()
    assert (provider.name, provider.hosts) == ("县政务平台", frozenset(["login.example.cn"]))
    assert "a secret" not in repr(provider)


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"SHIJIAN_OIDC": "County!"}, "short names"),
        ({"SHIJIAN_OIDC_COUNTY_CLIENT_ID": ""}, "SHIJIAN_OIDC_COUNTY_CLIENT_ID is missing"),
        ({"SHIJIAN_OIDC_COUNTY_ISSUER": "http://login.example.cn"}, "https://"),
        ({"SHIJIAN_OIDC_COUNTY_ISSUER": "login.example.cn"}, "https://"),
    ],
)
def test_a_wrong_setting_says_what_to_do(environ, changes, hint):
    environ(**changes)
    with pytest.raises(ImproperlyConfigured, match=hint):
        single_sign_on.providers()


def test_without_settings_there_is_none():
    assert single_sign_on.providers() == {}
