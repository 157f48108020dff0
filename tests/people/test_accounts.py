import datetime as dt
import threading

import pytest
import time_machine
from django.db import connection

from shijian.kernel import clock
from shijian.kernel.actor import ANONYMOUS, SYSTEM
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry
from shijian.people import operations
from shijian.people.models import Account, ApiToken, Consent, Invitation, Person
from shijian.people.queries import accounts
from tests.factories.people import PASSWORD, AccountFactory, ApiTokenFactory, PersonFactory

pytestmark = pytest.mark.django_db
GOOD = "five green Yaks"


def sign_up(unit, **facts):
    values = {"name": "扎西", "phone": "13900001111", "password": GOOD} | facts
    return operations.sign_up(**values, unit=unit, actor=ANONYMOUS)


def test_signing_up_makes_a_resident_with_an_account_and_a_consent(county):
    account = sign_up(county.station, phone="+86 139-0000-1111")
    assert account.check_password(GOOD)
    assert account.person.unit == county.station
    assert accounts.by_login("１３９ ００００ １１１１") == account
    assert accounts.by_login(account.login_name.upper()) == account
    assert Consent.objects.get().purpose == "register"
    assert "1390000" not in account.login_name


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"phone": "0941 7123456"}, "phone"),
        ({"phone": ""}, "phone"),
        ({"password": "12345678"}, "password"),
        ({"password": "short"}, "password"),
        ({"password": "x" * 129}, "password"),
        ({"name": ""}, "name"),
    ],
)
def test_wrong_sign_ups_name_their_field_and_leave_nothing(county, facts, field):
    with pytest.raises(Invalid) as caught:
        sign_up(county.station, **facts)
    assert list(caught.value.fields) == [field]
    assert (Person.objects.count(), Account.objects.count()) == (0, 0)


def test_a_phone_signs_up_once(county):
    sign_up(county.station)
    with pytest.raises(Conflict) as caught:
        sign_up(county.station2, name="别人", phone="139 0000 1111")
    assert list(caught.value.fields) == ["phone"]
    assert Person.objects.count() == 1


def test_who_is_logged_in_signs_nobody_up(cast, county, actor_of):
    with pytest.raises(NotAllowed):
        operations.sign_up(
            name="二号",
            phone="13900001111",
            password=GOOD,
            unit=county.station,
            actor=actor_of(cast.resident),
        )


def test_staff_open_accounts_in_reach(cast, county, actor_of):
    person = PersonFactory(unit=county.station, phone=cast.resident.phone)
    account = operations.open_account(
        person, login_name="Yang.Jin", password=GOOD, actor=actor_of(cast.station)
    )
    assert (account.login_name, account.phone_index) == ("yang.jin", None)
    with pytest.raises(Conflict):
        operations.open_account(person, login_name="other", password=GOOD, actor=actor_of(cast.station))
    with pytest.raises(OutOfReach):
        operations.open_account(
            PersonFactory(unit=county.station), login_name="x.y", password=GOOD, actor=actor_of(cast.stranger)
        )


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", Invalid),
        ("ab", Invalid),
        ("13900001111", Invalid),
        ("名字", Invalid),
        ("a b c", Invalid),
        ("taken", Conflict),
    ],
)
def test_login_names(cast, county, actor_of, name, error):
    AccountFactory(login_name="taken")
    with pytest.raises(error) as caught:
        person = PersonFactory(unit=county.station)
        operations.open_account(person, login_name=name, password=GOOD, actor=actor_of(cast.station))
    assert list(caught.value.fields) == ["login_name"]


def test_a_station_opens_no_account_for_a_superior_living_here(cast, county, actor_of):
    operations.appoint(
        officer := PersonFactory(unit=county.station),
        unit=county.centre,
        role="centre",
        starts_on=clock.today(),
        actor=SYSTEM,
    )
    for act in (
        lambda: operations.open_account(
            officer, login_name="boss", password=GOOD, actor=actor_of(cast.station)
        ),
        lambda: operations.invite(officer, actor=actor_of(cast.station)),
    ):
        with pytest.raises((OutOfReach, NotAllowed)):
            act()
    assert operations.invite(officer, actor=actor_of(cast.security))[1]


def test_the_own_password_changes_with_the_old_one_and_ends_tokens(cast, actor_of):
    account, actor = cast.resident.account, actor_of(cast.resident)
    token = ApiTokenFactory(account=account)
    with pytest.raises(Invalid) as caught:
        operations.set_password(account, new=GOOD, old="wrong", actor=actor)
    assert list(caught.value.fields) == ["old"]
    with pytest.raises(OutOfReach):
        operations.set_password(account, new=GOOD, old=PASSWORD, actor=actor_of(cast.stranger))
    operations.set_password(account, new=GOOD, old=PASSWORD, actor=actor)
    assert Account.objects.get(pk=account.pk).check_password(GOOD)
    assert ApiToken.objects.get(pk=token.pk).revoked_at is not None


def test_an_invitation_opens_an_account_once(cast, county, actor_of):
    person = PersonFactory(unit=county.station)
    row, secret = operations.invite(person, actor=actor_of(cast.station))
    assert secret not in row.token_hash
    account = operations.accept_invitation(secret, login_name="pema", password=GOOD, actor=ANONYMOUS)
    assert (account.person, account.login_name) == (person, "pema")
    with pytest.raises(WrongState):
        operations.accept_invitation(secret, login_name="again", password=GOOD, actor=ANONYMOUS)


def test_an_invitation_survives_a_mistake(cast, county, actor_of):
    secret = operations.invite(PersonFactory(unit=county.station), actor=actor_of(cast.station))[1]
    with pytest.raises(Invalid):
        operations.accept_invitation(secret, login_name="pema", password="1", actor=ANONYMOUS)
    assert operations.accept_invitation(secret, login_name="pema", password=GOOD, actor=ANONYMOUS)


def test_invitations_end_by_time_by_a_newer_one_and_when_unknown(cast, county, actor_of):
    person = PersonFactory(unit=county.station)
    old = operations.invite(person, actor=actor_of(cast.station))[1]
    new = operations.invite(person, actor=actor_of(cast.station))[1]
    for secret in (old, "unknown", ""):
        with pytest.raises(WrongState):
            operations.accept_invitation(secret, login_name="pema", password=GOOD, actor=ANONYMOUS)
    with time_machine.travel(clock.now() + dt.timedelta(days=8)):
        assert accounts.open_invitation(new) is None
        with pytest.raises(WrongState):
            operations.accept_invitation(new, login_name="pema", password=GOOD, actor=ANONYMOUS)


def test_an_invitation_renews_a_forgotten_password(cast, actor_of):
    secret = operations.invite(cast.resident, actor=actor_of(cast.station))[1]
    account = operations.accept_invitation(secret, password=GOOD, actor=ANONYMOUS)
    assert account == cast.resident.account
    assert account.check_password(GOOD)


@pytest.mark.parametrize("who", ["resident", "volunteer", "stranger", "overseer", "auditor"])
def test_others_invite_nobody(cast, county, actor_of, who):
    with pytest.raises((OutOfReach, NotAllowed)):
        operations.invite(PersonFactory(unit=county.station), actor=actor_of(getattr(cast, who)))
    assert Invitation.objects.count() == 0


def test_a_closed_account_is_closed_at_once(cast, actor_of):
    account = cast.resident.account
    token = ApiTokenFactory(account=account)
    operations.change_account_state(account, is_active=False, actor=actor_of(cast.station))
    token.refresh_from_db()
    assert token.revoked_at is not None
    with pytest.raises(operations.LoginRefused):
        operations.log_in(account.login_name, PASSWORD, actor=ANONYMOUS)
    operations.change_account_state(account, is_active=True, actor=actor_of(cast.station))
    assert operations.log_in(account.login_name, PASSWORD, actor=ANONYMOUS) == account


def test_who_closes_whose_account(cast, actor_of):
    for who, target, error in (
        (cast.stranger, cast.resident, OutOfReach),
        (cast.resident, cast.leader, OutOfReach),
        (cast.station, cast.station, NotAllowed),
        (cast.station, cast.hub, OutOfReach),
    ):
        with pytest.raises(error):
            operations.change_account_state(target.account, is_active=False, actor=actor_of(who))
    operations.change_account_state(cast.hub.account, is_active=False, actor=actor_of(cast.security))


def test_tokens_are_issued_to_oneself_and_expire(cast, actor_of):
    actor = actor_of(cast.resident)
    token, secret = operations.issue_token(cast.resident.account, label="手机", actor=actor)
    assert accounts.actor_of_token(secret).person_id == cast.resident.pk
    with pytest.raises(OutOfReach):
        operations.issue_token(cast.leader.account, actor=actor)
    with pytest.raises(OutOfReach):
        operations.revoke_token(token, actor=actor_of(cast.stranger))
    with time_machine.travel(clock.now() + dt.timedelta(days=31)):
        assert not accounts.actor_of_token(secret).is_authenticated
    operations.revoke_token(token, actor=actor)
    operations.revoke_token(token, actor=actor)
    assert accounts.by_token(secret) is None
    assert accounts.by_token("") is None
    assert AuditEntry.objects.filter(action="token.revoke").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_wins(county):
    from tests.factories.people import InvitationFactory

    invitation = InvitationFactory(person__unit=county.station, token_hash=accounts.digest("both"))
    results, start = [], threading.Barrier(2)

    def accept(name):
        start.wait()
        try:
            results.append(
                operations.accept_invitation(
                    "both", login_name=name, password=GOOD, actor=ANONYMOUS
                ).login_name
            )
        except WrongState:
            results.append("late")
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=(name,)) for name in ("first", "second")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) in (["first", "late"], ["late", "second"])
    assert Account.objects.filter(person=invitation.person).count() == 1
