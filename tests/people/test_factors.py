"""Logging in in two steps: codes by the clock, recovery codes, tries that count, offices that must."""

import datetime as dt
import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client

from shijian.kernel import clock, policy
from shijian.kernel.actor import SYSTEM
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach
from shijian.kernel.models import AuditEntry
from shijian.people import operations, totp
from shijian.people.enums import Role
from shijian.people.models import LoginFailure
from shijian.people.queries import accounts, factors
from tests.conftest import actor_of
from tests.factories.people import PASSWORD, AppointmentFactory, InvitationFactory
from tests.people.second_steps import code_at, codes_on, first_step, set_up_app, url, with_app

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 11, 26, 2, 0, 5, tzinfo=dt.UTC)


@pytest.fixture
def clock_stands():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def equipped(cast, clock_stands):
    """The resident with an app, a period later: `(person, secret, recovery codes)`."""
    secret, codes = with_app(cast.resident)
    clock_stands.shift(30)
    return cast.resident, secret, codes


def second_step(client, code):
    return client.post(url("factor"), {"code": code})


def is_in(client):
    return client.get(url("profile")).status_code == 200


def deeds(person):
    rows = AuditEntry.objects.filter(for_person_id=person.pk, action__startswith="account.").order_by("id")
    return [(row.action.removeprefix("account."), row.success) for row in rows]


def test_the_code_is_that_of_rfc_6238():
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    moment = dt.datetime.fromtimestamp(59, dt.UTC)
    assert totp.matching_period(secret, "287 082", at=moment) == 1
    assert totp.matching_period(secret, "２８７０８２", at=moment) == 1
    assert totp.matching_period(secret, "287083", at=moment) is None
    assert totp.matching_period(secret, "287082", at=moment + dt.timedelta(seconds=90)) is None


def test_password_then_code(equipped):
    person, secret, _codes = equipped
    client, answer = first_step(person, next="/me/messages/")
    assert answer.url == url("factor")
    assert not is_in(client)
    answer = second_step(client, code_at(secret))
    assert (answer.status_code, answer.url) == (302, "/me/messages/")
    assert is_in(client)


def test_a_half_login_has_no_actor_and_opens_nothing(equipped):
    person, _secret, _codes = equipped
    client, _answer = first_step(person)
    page = client.get("/menu/")
    assert page.context["actor"].person_id is None
    assert "_auth_user_id" not in client.session
    assert client.post(url("logout")).status_code == 302
    assert client.get(url("tokens")).status_code == 302


def test_a_half_login_ends_after_five_minutes(equipped, clock_stands):
    person, secret, _codes = equipped
    client, _answer = first_step(person)
    clock_stands.shift(301)
    assert second_step(client, code_at(secret)).url == url("login")
    assert not is_in(client)


def test_a_new_password_ends_a_half_login(equipped):
    person, secret, _codes = equipped
    client, _answer = first_step(person)
    operations.set_password(person.account, new="five green Yaks", old=None, actor=SYSTEM)
    assert second_step(client, code_at(secret)).url == url("login")
    assert not is_in(client)


def test_a_closed_account_does_not_finish(equipped, cast):
    person, secret, _codes = equipped
    client, _answer = first_step(person)
    operations.change_account_state(person.account, is_active=False, actor=SYSTEM)
    assert second_step(client, code_at(secret)).url == url("login")


def test_a_code_works_once_and_earlier_ones_never_again(equipped, clock_stands):
    person, secret, _codes = equipped
    used, before = code_at(secret), code_at(secret, clock.now() - dt.timedelta(seconds=30))
    client, _answer = first_step(person)
    second_step(client, used)
    for code in (used, before):
        again, _answer = first_step(person)
        assert "用过" in second_step(again, code).content.decode()
        assert not is_in(again)
    clock_stands.shift(30)
    client, _answer = first_step(person)
    assert second_step(client, code_at(secret)).status_code == 302


def test_the_code_that_set_the_app_up_is_used(cast, clock_stands):
    secret, _codes = with_app(cast.resident)
    client, _answer = first_step(cast.resident)
    second_step(client, code_at(secret))
    assert not is_in(client)


def test_wrong_codes_lock_the_account_and_the_password_does_not_free_it(equipped, clock_stands):
    person, secret, _codes = equipped
    for _ in range(5):
        client, _answer = first_step(person)
        second_step(client, "000000")
    client, answer = first_step(person)
    assert (answer.status_code, LoginFailure.objects.filter(account=person.account).count()) == (200, 5)
    assert "15" in answer.content.decode()
    clock_stands.shift(16 * 60)
    client, _answer = first_step(person)
    assert second_step(client, code_at(secret)).status_code == 302


def test_right_passwords_alone_never_lock_an_honest_person_out(equipped):
    person, secret, _codes = equipped
    for _ in range(8):
        client, answer = first_step(person)
        assert answer.url == url("factor")
    assert second_step(client, code_at(secret)).status_code == 302


def test_each_recovery_code_works_once(equipped):
    person, _secret, codes = equipped
    assert len(set(codes)) == 10
    client, _answer = first_step(person)
    assert second_step(client, f"{codes[3][:4]} {codes[3][4:]}").status_code == 302
    again, _answer = first_step(person)
    second_step(again, codes[3])
    assert not is_in(again)
    assert factors.of_account(person.account).codes_left == 9


def test_new_recovery_codes_end_the_old_ones(equipped):
    person, secret, codes = equipped
    client, _answer = first_step(person)
    second_step(client, code_at(secret))
    fresh = codes_on(client.post(url("recovery-codes")))
    assert (len(fresh), set(fresh) & set(codes)) == (10, set())
    other, _answer = first_step(person)
    second_step(other, codes[0])
    assert not is_in(other)
    assert second_step(other, fresh[0]).status_code == 302


def test_another_persons_code_is_worth_nothing(equipped, cast, clock_stands):
    person, _secret, _codes = equipped
    secret, codes = with_app(cast.volunteer)
    clock_stands.shift(30)
    client, _answer = first_step(person)
    for code in (code_at(secret), codes[0]):
        second_step(client, code)
    assert not is_in(client)


def test_secrets_lie_encrypted(equipped):
    person, secret, codes = equipped
    kept = str(list(Authenticator.objects.filter(user=person.account).values_list("data", flat=True)))
    assert secret not in kept
    assert not any(code in kept for code in codes)
    assert kept.count("a1:") == 2


def test_a_form_of_somebody_else_sets_up_nothing(cast, clock_stands, login):
    secret = totp.new_secret()
    sealed = totp.sealed(cast.volunteer.account, secret)
    answer = login(cast.resident).post(url("factor-app"), {"seed": sealed, "code": code_at(secret)})
    assert answer.status_code == 200
    assert not factors.has_one(cast.resident.account)


def test_the_qr_code_is_drawn_without_style_or_script(cast, login):
    page = login(cast.resident).get(url("factor-app")).content.decode()
    picture = re.search(r"<svg.*?</svg>", page, re.S).group(0)
    assert "style=" not in picture
    assert "<script" not in picture


def test_deeds_are_audited_without_codes(equipped):
    person, secret, codes = equipped
    client, _answer = first_step(person)
    second_step(client, "123456")
    second_step(client, codes[0])
    client.post(url("recovery-codes"))
    app = factors.of_account(person.account).app
    client.post(url("factor-remove", app.pk))
    assert deeds(person) == [
        ("login", True),
        ("factor-add", True),
        ("half-login", True),
        ("login", False),
        ("login", True),
        ("factor-codes", True),
        ("factor-remove", True),
    ]
    told = str(list(AuditEntry.objects.values()))
    assert secret not in told
    assert codes[0] not in told


def test_the_audit_rolls_back_with_the_deed(cast, clock_stands):
    secret = totp.new_secret()
    with pytest.raises(RuntimeError), transaction.atomic():
        operations.add_app(
            cast.resident.account, secret=secret, code=code_at(secret), actor=actor_of(cast.resident)
        )
        raise RuntimeError
    assert (Authenticator.objects.count(), AuditEntry.objects.count()) == (0, 0)


# Changes of the login itself


def test_changes_ask_who_sits_there_after_five_minutes(equipped, clock_stands):
    person, secret, _codes = equipped
    client, _answer = first_step(person)
    second_step(client, code_at(secret))
    app = factors.of_account(person.account).app
    clock_stands.shift(301)
    answer = client.post(url("factor-remove", app.pk))
    assert answer.url.startswith(url("confirm"))
    assert factors.has_one(person.account)
    client.post(url("confirm"), {"password": PASSWORD})
    assert client.get(url("factor-remove", app.pk)).status_code == 302
    back = client.post(f"{url('confirm')}?next={url('factor-remove', app.pk)}", {"code": code_at(secret)})
    assert back.url == url("factor-remove", app.pk)
    client.post(back.url)
    assert Authenticator.objects.filter(user=person.account).count() == 0


def test_without_a_factor_the_password_confirms(cast, clock_stands):
    client, _answer = first_step(cast.resident)
    clock_stands.shift(301)
    assert client.get(url("factor-app")).url.startswith(url("confirm"))
    assert client.post(url("confirm"), {"password": "wrong"}).status_code == 200
    assert client.get(url("factor-app")).status_code == 302
    assert client.post(url("confirm"), {"password": PASSWORD}).status_code == 302
    assert client.get(url("factor-app")).status_code == 200


def test_the_confirmation_leads_to_no_other_host(cast, login):
    answer = login(cast.resident).post(f"{url('confirm')}?next=//evil.example/", {"password": PASSWORD})
    assert answer.url == url("security")


def test_wrong_confirmations_count_as_tries(cast, login):
    client = login(cast.resident)
    for _ in range(5):
        client.post(url("confirm"), {"password": "wrong"})
    assert client.post(url("confirm"), {"password": PASSWORD}).status_code == 200
    assert LoginFailure.objects.filter(account=cast.resident.account).count() == 5


def test_a_stranger_touches_no_factor_of_another(equipped, cast, login):
    person, _secret, _codes = equipped
    app = factors.of_account(person.account).app
    client = login(cast.stranger)
    for name in ("factor-remove", "factor-rename"):
        assert client.get(url(name, app.pk)).status_code == 404
        assert client.post(url(name, app.pk), {"name": "x"}).status_code == 404
    with pytest.raises(OutOfReach):
        operations.remove_factor(person.account, app.pk, actor=actor_of(cast.stranger))
    with pytest.raises(OutOfReach):
        operations.renew_codes(person.account, actor=actor_of(cast.centre))
    assert factors.has_one(person.account)


def test_a_link_for_a_new_password_does_not_skip_the_second_step(equipped):
    person, secret, _codes = equipped
    InvitationFactory(person=person, token_hash=accounts.digest("t" * 43))
    client = Client()
    new = {"password": "five green Yaks", "again": "five green Yaks"}
    assert client.post(url("invitation", "t" * 43), new).url == url("factor")
    assert not is_in(client)
    assert second_step(client, code_at(secret)).status_code == 302


def test_the_slip_of_two_officers_ends_lost_factors_too(equipped):
    person, _secret, _codes = equipped
    InvitationFactory(person=person, token_hash=accounts.digest("t" * 43), ends_factors=True)
    client = Client()
    new = {"password": "five green Yaks", "again": "five green Yaks"}
    assert client.post(url("invitation", "t" * 43), new).url == "/"
    assert is_in(client)
    assert not factors.has_one(person.account)
    assert AuditEntry.objects.filter(action="account.factor-clear", purpose="two officers").count() == 1


# Offices


def test_an_office_without_a_factor_reaches_nothing_but_its_set_up(cast):
    client, answer = first_step(cast.hub)
    assert client.get(answer.url).url == url("factor")
    assert client.get(url("factor")).url == url("security")
    page = client.get(url("security"))
    assert "您的岗位要求" in page.content.decode()
    assert (page.context["actor"].roles, page.context["actor"].grants) == (frozenset(), {})
    for path in ("/todo/", "/people/", "/orders/new/", url("profile"), url("tokens"), "/search/?q=x"):
        assert client.get(path).url == url("factor")
    assert client.post("/people/new/", {"name": "x"}).url == url("factor")


def test_setting_up_opens_the_office(cast):
    client, _answer = first_step(cast.hub)
    set_up_app(client)
    assert client.get("/todo/").status_code == 200
    assert client.get(url("security")).context["owes"] is False


def test_an_older_session_shows_the_factor_before_it_goes_on(cast, clock_stands):
    old, _answer = first_step(cast.hub)
    secret, _codes = with_app(cast.hub)
    assert old.get("/todo/").url == url("factor")
    assert old.get(url("factor")).status_code == 200
    clock_stands.shift(30)
    second_step(old, code_at(secret))
    assert old.get("/todo/").status_code == 200


def test_who_is_appointed_owes_a_factor_from_then_on(cast, county):
    client, _answer = first_step(cast.resident)
    assert is_in(client)
    AppointmentFactory(person=cast.resident, unit=county.station, role=Role.STATION)
    assert client.get(url("profile")).url == url("factor")


def test_the_last_factor_of_an_office_stays(cast):
    client, _answer = first_step(cast.hub)
    set_up_app(client)
    app = factors.of_account(cast.hub.account).app
    client.post(url("factor-remove", app.pk))
    assert factors.has_one(cast.hub.account)
    assert client.get("/todo/").status_code == 200


def test_the_county_decides_for_which_roles(cast, county):
    decided = {"valid_from": clock.today(), "document_no": "夏文明〔2026〕9号"}
    policy.set_value("auth.second_factor_roles", ["centre"], actor=actor_of(cast.centre), **decided)
    client, _answer = first_step(cast.hub)
    assert client.get("/todo/").status_code == 200
    client, _answer = first_step(cast.centre)
    assert client.get("/todo/").url == url("factor")


def test_a_demo_demands_nothing(cast, settings):
    settings.DEMO = True
    client, _answer = first_step(cast.hub)
    assert client.get("/todo/").status_code == 200


def test_residents_and_volunteers_decide_themselves(cast):
    for person in (cast.resident, cast.volunteer, cast.leader):
        client, _answer = first_step(person)
        assert is_in(client)


# Tokens


def token_by_password(person):
    body = {"login": person.account.login_name, "password": PASSWORD}
    return Client().post("/api/v1/tokens", body, "application/json")


def test_the_api_gives_an_office_no_token_for_a_password(cast, clock_stands):
    answer = token_by_password(cast.hub)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")
    with_app(cast.hub)
    clock_stands.shift(30)
    answer = token_by_password(cast.hub)
    assert (answer.status_code, answer.json()["code"]) == (403, "factor-needed")


def test_the_api_gives_no_token_for_half_a_login(equipped):
    person, _secret, _codes = equipped
    assert token_by_password(person).json()["code"] == "factor-needed"


def test_a_token_of_a_full_session_works(cast):
    client, _answer = first_step(cast.hub)
    set_up_app(client)
    page = client.post(url("tokens"), {"label": "看板"}).content.decode()
    (secret,) = re.findall(r"<code[^>]*>([^<]+)</code>", page)
    me = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
    assert (me.status_code, me.json()["roles"]) == (200, ["hub"])


def test_a_token_from_before_the_appointment_opens_nothing_after_it(cast, county):
    _row, secret = operations.issue_token(cast.resident.account, actor=actor_of(cast.resident))
    assert accounts.actor_of_token(secret).person_id == cast.resident.pk
    AppointmentFactory(person=cast.resident, unit=county.station, role=Role.STATION)
    assert not accounts.actor_of_token(secret).is_authenticated


def test_the_operation_itself_refuses_a_token_without_a_factor(cast):
    with pytest.raises(NotAllowed):
        operations.issue_token(cast.hub.account, actor=actor_of(cast.hub))


# Lost factors


def test_lost_factors_are_cleared_with_a_reason(equipped, cast):
    person, _secret, _codes = equipped
    client, answer = first_step(person)
    assert answer.url == url("factor")
    assert operations.clear_factors(person.account, actor=actor_of(cast.security), reason="手机丢失") == 2
    row = AuditEntry.objects.filter(action="account.factor-clear").get()
    assert (row.purpose, row.actor_person_id, row.changes) == (
        "手机丢失",
        cast.security.pk,
        {"factors": [2, 0]},
    )
    client, _answer = first_step(person)
    assert is_in(client)


def test_factors_are_cleared_by_nobody_else(equipped, cast):
    person, _secret, _codes = equipped
    for other in (cast.stranger, cast.volunteer, cast.auditor, cast.system):
        with pytest.raises(OutOfReach):
            operations.clear_factors(person.account, actor=actor_of(other), reason="x")
    with pytest.raises(NotAllowed):
        operations.clear_factors(person.account, actor=actor_of(person), reason="x")
    with pytest.raises(Invalid):
        operations.clear_factors(person.account, actor=SYSTEM, reason=" ")
    assert factors.has_one(person.account)


# What allauth brings


def test_no_page_of_allauth_answers(client, db):
    for path in ("accounts/login", "accounts/signup", "accounts/2fa", "accounts/social/signup", "signup"):
        assert client.get(f"/{path}/").status_code == 404
    from django.urls import NoReverseMatch, reverse

    for name in ("account_login", "account_signup", "mfa_index", "socialaccount_signup"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_allauth_opens_no_account_and_lets_nobody_in(cast, rf):
    from allauth.account.adapter import get_adapter as account_adapter
    from allauth.socialaccount.adapter import get_adapter as social_adapter
    from django.core.exceptions import PermissionDenied

    request = rf.get("/")
    assert account_adapter(request).is_open_for_signup(request) is False
    assert social_adapter(request).is_open_for_signup(request, None) is False
    for step in (
        lambda: account_adapter(request).login(request, cast.hub.account),
        lambda: account_adapter(request).pre_login(request, cast.hub.account),
        lambda: social_adapter(request).pre_social_login(request, None),
        social_adapter(request).get_requests_session,
    ):
        with pytest.raises(PermissionDenied):
            step()


@pytest.mark.parametrize("keys", [1, 3])
def test_the_page_costs_the_same_for_one_key_and_three(cast, login, keys, django_assert_num_queries):
    for number in range(keys):
        Authenticator.objects.create(
            user=cast.resident.account, type="webauthn", data={"id": f"{number}", "name": f"钥匙{number}"}
        )
    client = login(cast.resident)
    with django_assert_num_queries(7):
        page = client.get(url("security")).content.decode()
    assert [f"钥匙{number}" in page for number in range(3)] == [number < keys for number in range(3)]
