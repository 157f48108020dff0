import datetime as dt
import re

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from shijian.kernel import clock
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry, PolicyValue
from shijian.people import operations
from shijian.people.enums import Role
from shijian.people.models import LoginSession, Message, ResetRequest
from shijian.people.operations.resets import lapse
from tests.conftest import actor_of
from tests.factories.people import (
    AccountFactory,
    AppointmentFactory,
    LoginSessionFactory,
    PersonFactory,
    ResetRequestFactory,
)

pytestmark = pytest.mark.django_db
WHY = "忘了密码，本人带证件来"
NEW = "Five green Yaks 5"


def ask(person, by):
    return operations.ask_reset(person, reason=WHY, actor=actor_of(by))


def decide(request, by, *, confirm=True):
    return operations.decide_reset(request, confirm=confirm, actor=actor_of(by))


def test_two_officers_give_a_station_head_a_new_password(cast):
    LoginSessionFactory(account=cast.station.account)
    request = ask(cast.station, cast.hub)
    decide(request, cast.security)
    _, secret = operations.issue_reset(request, actor=actor_of(cast.hub))
    account = operations.accept_invitation(secret, password=NEW, actor=actor_of(cast.station))
    assert account.check_password(NEW)
    assert not LoginSession.objects.exists()
    actions = AuditEntry.objects.filter(object_kind="people.resetrequest").order_by("id")
    assert [(row.action, row.actor_person_id) for row in actions] == [
        ("account.reset-ask", cast.hub.pk),
        ("account.reset-confirm", cast.security.pk),
        ("account.reset-issue", cast.hub.pk),
    ]
    assert WHY not in str([row.changes for row in actions])
    told = Message.objects.filter(key__startswith=f"reset:{request.pk}:")
    assert sorted(told.values_list("person_id", "key")) == sorted(
        [
            (cast.station.pk, f"reset:{request.pk}:asked"),
            (cast.security.pk, f"reset:{request.pk}:asked"),
            (cast.station.pk, f"reset:{request.pk}:decided"),
            (cast.hub.pk, f"reset:{request.pk}:decided"),
            (cast.station.pk, f"reset:{request.pk}:issued"),
            (cast.security.pk, f"reset:{request.pk}:issued"),
        ]
    )


def test_one_officer_alone_makes_no_link_for_staff_but_for_a_resident(cast):
    with pytest.raises(NotAllowed):
        operations.invite(cast.station, actor=actor_of(cast.hub))
    with pytest.raises(NotAllowed):
        operations.invite(cast.station, actor=actor_of(cast.security))
    assert operations.invite(cast.resident, actor=actor_of(cast.station))


def test_the_county_decides_for_which_roles(cast):
    PolicyValue.objects.create(
        key="auth.reset_two_officers_for", value=["centre"], valid_from=dt.date(2020, 1, 1), document_no="1"
    )
    assert operations.invite(cast.station, actor=actor_of(cast.hub))


def test_nobody_asks_for_himself_a_superior_or_outside_his_reach(cast):
    for person, by, error in (
        (cast.station, cast.station, NotAllowed),
        (cast.hub, cast.hub, NotAllowed),
        (cast.security, cast.security, NotAllowed),
        (cast.hub, cast.station, OutOfReach),
        (cast.centre, cast.hub, OutOfReach),
        (cast.station, cast.stranger, OutOfReach),
        (cast.station, cast.resident, OutOfReach),
        (cast.station, cast.auditor, OutOfReach),
        (cast.station, cast.system, OutOfReach),
    ):
        with pytest.raises(error):
            ask(person, by)
    assert not ResetRequest.objects.exists()


def test_the_second_officer_is_another_one_and_one_of_both_keeps_accounts(cast, county):
    request = ask(cast.station, cast.hub)
    with pytest.raises(NotAllowed):
        decide(request, cast.hub)
    with pytest.raises(NotAllowed):
        decide(request, cast.centre)
    for stranger in (cast.station, cast.stranger, cast.resident, cast.auditor):
        with pytest.raises(OutOfReach):
            decide(request, stranger)
    decide(request, cast.security, confirm=False)
    turned = ask(cast.station, cast.security)
    assert decide(turned, cast.centre).state == "confirmed"


def test_a_security_administrator_needs_a_second_one(cast, county):
    with pytest.raises((NotAllowed, OutOfReach)):
        ask(cast.security, cast.centre)
    second = AccountFactory(person__unit=county.centre).person
    third = AccountFactory(person__unit=county.centre).person
    for person in (second, third):
        AppointmentFactory(person=person, unit=county.centre, role=Role.SECURITY)
    request = ask(cast.security, second)
    with pytest.raises(OutOfReach):
        decide(request, cast.security)
    assert decide(request, third).state == "confirmed"


def test_a_refused_or_old_request_makes_no_slip(cast):
    request = decide(ask(cast.station, cast.hub), cast.security, confirm=False)
    with pytest.raises(WrongState):
        operations.issue_reset(request, actor=actor_of(cast.hub))
    late = decide(ask(cast.station, cast.hub), cast.security)
    with time_machine.travel(clock.now() + dt.timedelta(days=4)):
        with pytest.raises(WrongState):
            operations.issue_reset(late, actor=actor_of(cast.hub))
        assert lapse() == 1
        assert lapse() == 0
        assert ask(cast.station, cast.hub).state == "asked"


def test_a_slip_is_made_once_and_by_one_of_the_two(cast):
    request = decide(ask(cast.station, cast.hub), cast.security)
    with pytest.raises(NotAllowed):
        operations.issue_reset(request, actor=actor_of(cast.centre))
    operations.issue_reset(request, actor=actor_of(cast.security))
    with pytest.raises(WrongState):
        operations.issue_reset(request, actor=actor_of(cast.hub))


def test_a_person_who_rose_meanwhile_is_out_of_the_officers_hands(cast, county):
    request = decide(ask(cast.station, cast.hub), cast.security)
    AppointmentFactory(person=cast.station, unit=county.centre, role=Role.CENTRE)
    with pytest.raises(NotAllowed):
        operations.issue_reset(request, actor=actor_of(cast.hub))


def test_one_request_at_a_time(cast):
    ask(cast.station, cast.hub)
    with pytest.raises(Conflict):
        ask(cast.station, cast.security)
    assert ask(cast.hub, cast.centre).state == "asked"


def test_a_request_says_why_and_is_for_somebody_with_an_account(cast, county):
    with pytest.raises(Invalid):
        operations.ask_reset(cast.station, reason=" ", actor=actor_of(cast.hub))
    with pytest.raises(WrongState):
        ask(PersonFactory(unit=county.station), cast.hub)


def test_the_database_refuses_one_officer_in_both_parts():
    officer = PersonFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ResetRequestFactory(asked_by=officer, decided_by=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        ResetRequestFactory(person=officer, asked_by=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        ResetRequestFactory(state="issued")


def test_a_failing_audit_takes_the_request_back(cast, monkeypatch):
    from shijian.kernel import audit

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError):
        ask(cast.station, cast.hub)
    assert not ResetRequest.objects.exists()


@pytest.mark.usefixtures("password_is_enough")
def test_the_pages_lead_from_the_request_to_the_new_password(cast, login):
    hub, security = login(cast.hub), login(cast.security)
    assert "申请新密码" in hub.get(reverse("people:detail", args=[cast.station.pk])).content.decode()
    hub.post(reverse("people:reset-ask", args=[cast.station.pk]), {"reason": WHY})
    request = ResetRequest.objects.get()
    assert WHY in security.get(reverse("people:resets")).content.decode()
    assert cast.station.name in security.get(reverse("web:dashboard")).content.decode()
    assert login(cast.stranger).get(reverse("people:resets")).content.decode().count(cast.station.name) == 0
    assert login(cast.resident).get(reverse("people:resets")).status_code == 404
    security.post(reverse("people:reset-decide", args=[request.pk]), {"confirm": "1"})
    slip = hub.post(reverse("people:reset-issue", args=[request.pk])).content.decode()
    code = re.search(r"<code>([0-9A-Z-]{19})</code>", slip)[1]
    visitor = Client()
    lands = visitor.post(reverse("people:slip"), {"code": code.lower().replace("-", " ")})
    page = visitor.get(lands.headers["Location"])
    assert cast.station.name in page.content.decode()
    done = visitor.post(lands.headers["Location"], {"password": NEW, "again": NEW})
    assert done.status_code == 302
    assert visitor.get(reverse("people:profile")).status_code == 200
    assert visitor.post(reverse("people:slip"), {"code": code}).status_code == 422


def test_guessing_slips_slows_the_connection_down(cast):
    client = Client()
    for number in range(10):
        assert client.post(reverse("people:slip"), {"code": f"ABCD{number:012}"}).status_code == 422
    answer = client.post(reverse("people:slip"), {"code": "ABCD"})
    assert "秒" in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_however_long(cast, county, login, count, django_assert_num_queries):
    for _ in range(count):
        ResetRequestFactory(person__unit=county.station)
    ResetRequestFactory(person__unit=county.station_other)
    client = login(cast.hub)
    with django_assert_num_queries(6):
        page = client.get(reverse("people:resets")).content.decode()
    assert page.count(WHY) == count
