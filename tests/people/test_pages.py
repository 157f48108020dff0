import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from shijian.kernel import clock
from shijian.kernel.models import AuditEntry
from shijian.people import operations
from shijian.people.models import Account, Appointment, Invitation, Message, Person, Position
from tests.factories.people import PASSWORD, AccountFactory, MessageFactory, PersonFactory, PositionFactory
from tests.factories.units import OfficeFactory

pytestmark = pytest.mark.django_db
GOOD = "five green Yaks"


def enter(name, password=PASSWORD, client=None, **data):
    client = client or Client()
    return client, client.post(reverse("people:login"), {"name": name, "password": password, **data})


def url(name, *args):
    return reverse(f"people:{name}", args=args)


def test_logging_in_and_out(cast):
    client, response = enter(cast.resident.account.login_name)
    assert response.status_code == 302
    page = client.get(url("profile"))
    assert "我的资料" in page.content.decode()
    client.post(url("logout"))
    assert client.get(url("profile")).status_code == 302
    assert [row.action for row in AuditEntry.objects.order_by("id")] == ["account.login", "account.logout"]


def test_a_wrong_password_says_what_to_do(cast):
    _, response = enter(cast.resident.account.login_name, "wrong")
    assert "账号或密码不对" in response.content.decode()
    assert "wrong" not in response.content.decode()


@pytest.mark.parametrize(
    ("target", "lands"),
    [("/me/messages/", "/me/messages/"), ("https://evil.example/", "/"), ("//evil.example", "/")],
)
def test_login_leads_back_only_into_this_site(cast, target, lands):
    _, response = enter(cast.resident.account.login_name, next=target)
    assert response.url == lands


def test_staff_rest_twenty_minutes_and_residents_longer(cast, settings):
    settings.DEMO = True  # no second factor is demanded, so that the password alone begins the session
    staff, _ = enter(cast.station.account.login_name)
    resident, _ = enter(cast.resident.account.login_name)
    start = clock.now().timestamp()
    for minutes, staff_status, resident_status in (
        (15, 200, 200),
        (30, 200, 200),
        (51, 302, 200),
        (51, 302, 200),
    ):
        with time_machine.travel(start + 60 * minutes):
            assert staff.get(url("profile")).status_code == staff_status
            assert resident.get(url("profile")).status_code == resident_status
    with time_machine.travel(start + 169 * 3600):
        assert resident.get(url("profile")).status_code == 302


def test_a_session_without_its_sign_of_life_is_over(cast, settings):
    settings.DEMO = True
    client, _ = enter(cast.station.account.login_name)
    other, _ = enter(cast.hub.account.login_name)
    client.cookies["seen"] = other.cookies["seen"].value
    assert client.get(url("profile")).status_code == 302
    _, again = enter(cast.station.account.login_name, client=client)
    assert again.status_code == 302
    assert client.get(url("profile")).status_code == 200


def test_the_demo_offers_its_accounts(county, settings):
    account = AccountFactory(login_name="resident", is_demo=True, person__unit=county.station)
    assert "shijian-demo" not in Client().get(url("login")).content.decode()
    settings.DEMO = True
    html = Client().get(url("login")).content.decode()
    assert "shijian-demo" in html
    assert account.person.name in html


def test_signing_up_step_by_step(county):
    client = Client()
    assert "塔哇村" not in client.get(url("register")).content.decode()
    html = client.get(url("register"), {"q": "塔哇"}).content.decode()
    link = re.search(r'href="(\?unit=\d+)"', html).group(1)
    data = {"name": "扎西", "phone": "139 0000 1111", "password": GOOD}
    response = client.post(url("register") + link, data)
    assert "无法为您开设账号" in response.content.decode()
    assert client.post(url("register") + link, data | {"consent": "on"}).status_code == 302
    assert Person.objects.get().unit == county.station
    assert client.get(url("profile")).status_code == 200
    twice = Client().post(url("register") + link, data | {"consent": "on"})
    assert "已有账号" in twice.content.decode()


def test_an_invitation_by_link(cast, county, login):
    person = PersonFactory(unit=county.station, name="央金")
    html = login(cast.station).post(url("invite", person.pk)).content.decode()
    link = re.search(r'value="http://testserver(/invitation/[^"]+)"', html).group(1)
    client = Client()
    assert "央金" in client.get(link).content.decode()
    assert Invitation.objects.get().used_at is None
    wrong = client.post(link, {"login_name": "yangjin", "password": GOOD, "again": "other"})
    assert "两次输入的密码不一样" in wrong.content.decode()
    assert client.post(link, {"login_name": "yangjin", "password": GOOD, "again": GOOD}).status_code == 302
    assert client.get(url("profile")).status_code == 200
    assert Client().get(link).status_code == 410
    late = Client().post(link, {"login_name": "second", "password": GOOD, "again": GOOD})
    assert "已经用过或过期" in late.content.decode()


def test_changing_own_contact_and_password(cast, login):
    client = login(cast.resident)
    assert client.get(url("contact")).status_code == 200
    assert "这不是电话号码" in client.post(url("contact"), {"phone": "12"}).content.decode()
    assert client.post(url("contact"), {"phone": "139 0000 1111", "address": "三组 5 号"}).status_code == 302
    assert Person.objects.get(pk=cast.resident.pk).address == "三组 5 号"
    data = {"old": "wrong", "password": GOOD, "again": GOOD}
    assert "这不是您现在的密码" in client.post(url("password"), data).content.decode()
    assert client.post(url("password"), data | {"old": PASSWORD}).status_code == 302
    assert client.get(url("profile")).status_code == 200


def test_own_consents(cast, login):
    client = login(cast.resident)
    client.post(url("own-consent"), {"purpose": "public-name"})
    assert cast.resident.consents.get().withdrawn_at is None
    client.post(url("own-consent"), {"purpose": "public-name", "withdraw": "1"})
    assert cast.resident.consents.get().withdrawn_at is not None
    assert client.post(url("own-consent"), {"purpose": "all"}).status_code == 302


@pytest.mark.parametrize("rows", [1, 3])
def test_the_inbox(cast, login, django_assert_num_queries, rows):
    MessageFactory(person=cast.leader, text="别人的消息")
    for _ in range(rows):
        MessageFactory(person=cast.resident, text="我的消息")
    client = login(cast.resident)
    with django_assert_num_queries(INBOX_QUERIES):
        html = client.get(url("inbox")).content.decode()
    assert html.count("我的消息") == rows + INBOX_TITLES
    assert "别人的消息" not in html
    theirs = Message.objects.get(person=cast.leader)
    client.post(url("read"), {"id": [theirs.pk, "x", "9" * 30]})
    assert Message.objects.filter(read_at__isnull=True).count() == rows + 1
    client.post(url("read"))
    assert list(Message.objects.filter(read_at__isnull=True)) == [theirs]


DOCUMENT = "11010519491231002X"
INBOX_QUERIES, INBOX_TITLES, LIST_QUERIES, STAFF_QUERIES, CHART_QUERIES = 6, 2, 6, 8, 3


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_persons(cast, county, login, django_assert_num_queries, rows):
    for number in range(rows):
        PersonFactory(unit=county.station2, name=f"次仁{number}", phone="13900001111")
    PersonFactory(unit=county.station_other, name="远方人")
    client = login(cast.hub)
    with django_assert_num_queries(LIST_QUERIES):
        html = client.get(url("list")).content.decode()
    assert html.count("139****1111") == rows
    assert "13900001111" not in html
    assert "远方人" not in html


def test_whole_numbers_by_purpose_only(cast, login):
    client = login(cast.station)
    page = url("detail", cast.resident.pk)
    assert cast.resident.phone not in client.get(page).content.decode()
    assert (
        cast.resident.phone
        not in client.post(url("unmask", cast.resident.pk), {"purpose": ""}).content.decode()
    )
    assert (
        cast.resident.phone
        in client.post(
            url("unmask", cast.resident.pk), {"purpose": "contact", "note": "回访"}
        ).content.decode()
    )
    assert cast.resident.phone not in client.get(page).content.decode()
    assert AuditEntry.objects.get(action="person.unmask").purpose == "回访"


def test_registering_asks_about_look_alikes(cast, county, login):
    client, page = login(cast.station), url("new")
    data = {"name": cast.resident.name, "birth_date": "1980-05-17", "idempotency_key": "key-00001"}
    assert client.get(page).status_code == 200
    html = client.post(page, data).content.decode()
    assert "是不是下面的人" in html
    before = Person.objects.count()
    assert client.post(page, data | {"is_other": "on"}).status_code == 302
    assert client.post(page, data | {"is_other": "on"}).status_code == 302
    assert Person.objects.count() == before + 1
    wrong = client.post(
        page, data | {"is_other": "on", "document_number": "123", "idempotency_key": "key-00002"}
    )
    assert "这个号码不对" in wrong.content.decode()


def test_a_hub_chooses_the_village_first(cast, county, login):
    client = login(cast.hub)
    html = client.get(url("new"), {"q": "村"}).content.decode()
    assert "塔哇村" in html
    assert "果宁村" not in html
    assert client.get(url("new"), {"unit": county.station_other.pk}).status_code == 404
    assert client.get(url("new"), {"unit": county.station.pk}).status_code == 200


def test_changing_and_merging_persons(cast, county, login):
    client, kept = login(cast.station), PersonFactory(unit=county.station, name="央金")
    old = PersonFactory(unit=county.station, name="央金")
    assert client.get(url("change", kept.pk)).status_code == 200
    assert client.post(url("change", kept.pk), {"name": ""}).status_code == 200
    assert client.post(url("change", kept.pk), {"name": "央金卓玛", "sex": "2"}).status_code == 302
    assert "这条登记保留" in client.get(url("merge", old.pk), {"into": kept.pk}).content.decode()
    assert "央金卓玛" in client.get(url("merge", old.pk), {"q": "央金"}).content.decode()
    assert client.post(url("merge", old.pk), {"into": kept.pk}).url == url("detail", kept.pk)
    assert Person.objects.get(pk=old.pk).merged_into == kept
    assert client.get(url("detail", old.pk)).status_code == 200


def test_closing_an_account_and_noting_a_consent(cast, login):
    client = login(cast.station)
    client.post(url("account-state", cast.resident.pk), {"close": "1"})
    assert not Account.objects.get(person=cast.resident).is_active
    client.post(url("consent", cast.resident.pk), {"purpose": "register", "evidence": "柜 1"})
    assert cast.resident.consents.get().evidence == "柜 1"
    assert client.get(url("detail", cast.resident.pk)).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_appointments_of_a_unit(cast, county, login, django_assert_num_queries, rows):
    client = login(cast.hub)
    for _ in range(rows):
        person = PersonFactory(unit=county.station2, name="新站长")
        page = url("appoint", county.station2.pk) + f"?person={person.pk}"
        assert client.post(page, {"role": "station", "starts_on": "2026-01-01"}).status_code == 302
    with django_assert_num_queries(STAFF_QUERIES):
        html = client.get(url("appointments", county.station2.pk)).content.decode()
    assert html.count("新站长</a>") == rows
    last = Appointment.objects.get(person=person)
    assert client.get(url("end-appointment", last.pk)).status_code == 200
    assert client.post(url("end-appointment", last.pk), {"on": str(clock.today())}).status_code == 302
    again = client.post(
        url("appoint", county.station2.pk) + f"?person={cast.hub.pk}", {"role": "station", "starts_on": "x"}
    )
    assert again.status_code == 200
    refused = client.post(
        url("appoint", county.station2.pk) + f"?person={cast.hub.pk}",
        {"role": "station", "starts_on": "2026-01-01"},
    )
    assert "不能自己任命自己" in refused.content.decode()
    offered = client.get(url("appoint", county.station2.pk) + f"?person={person.pk}").content.decode()
    assert 'value="station"' in offered
    assert 'value="auditor"' not in offered


def test_positions_of_a_unit(cast, county, login):
    client, person = login(cast.station), PersonFactory(unit=county.station, name="德吉")
    page = url("place", county.station.pk)
    assert "德吉" not in client.get(page).content.decode()
    operations.change_person(person, actor=_system(), name="德吉")
    assert "德吉" in client.get(page, {"q": "deji"}).content.decode()
    target = f"{page}?person={person.pk}"
    assert "联络员" in client.post(target, {"kind": "liaison", "starts_on": "2026-01-01"}).content.decode()
    data = {"kind": "liaison", "starts_on": "2026-01-01", "public_phone": "0941-7123456"}
    assert client.post(target, data).status_code == 302
    row = Position.objects.get()
    client.post(url("position-phone", row.pk), {"public_phone": "13900001111"})
    assert "13900001111" in client.get(url("positions", county.station.pk)).content.decode()
    assert client.get(url("leave-position", row.pk)).status_code == 200
    assert client.post(url("leave-position", row.pk), {"on": str(clock.today())}).status_code == 302


def _system():
    from shijian.kernel.actor import SYSTEM

    return SYSTEM


@pytest.mark.parametrize("rows", [1, 3])
def test_the_chart_is_public(county, django_assert_num_queries, rows):
    office = OfficeFactory(unit=county.centre, name="综合组", duty="统筹")
    OfficeFactory(unit=county.centre, parent=office, name="宣传组")
    for _ in range(rows):
        PositionFactory(unit=county.centre, person__unit=county.centre, person__name="李主任", title="主任")
        PositionFactory(
            unit=county.centre,
            person__unit=county.centre,
            kind="member",
            office=office,
            person__name="干事甲",
        )
    PositionFactory(
        unit=county.centre, person__unit=county.centre, kind="liaison", public_phone="09417123456"
    )
    with django_assert_num_queries(CHART_QUERIES):
        html = Client().get(url("org-chart", county.centre.pk)).content.decode()
    assert (html.count("李主任"), html.count("干事甲"), html.count("宣传组")) == (rows, rows, 1)
    assert "09417123456" in html


def test_routes_by_role(cast, county, login):
    person, unit = cast.resident.pk, county.station.pk
    position = PositionFactory(unit=county.station, person__unit=county.station)
    row = Appointment.objects.get(person=cast.station)
    routes = {
        url("list"): {"station", "hub", "centre", "stranger"},
        url("new"): {"station", "hub", "centre", "stranger"},
        url("detail", person): {"station", "hub", "centre", "resident"},
        url("change", person): {"station", "hub", "centre", "resident"},
        url("merge", person): {"station", "hub", "centre"},
        url("appointments", unit): {"station", "hub", "centre", "security"},
        url("appoint", unit): {"hub", "centre"},
        url("end-appointment", row.pk): {"hub", "centre"},
        url("positions", unit): {"station", "hub", "centre"},
        url("place", unit): {"station", "hub", "centre"},
        url("leave-position", position.pk): {"station", "hub", "centre"},
        url("profile"): ALL,
        url("inbox"): ALL,
        url("contact"): ALL,
        url("password"): ALL,
        url("org-chart", unit): ALL,
    }
    clients = {name: login(getattr(cast, name)) for name in sorted(ALL)}
    found = {
        route: {name for name, client in clients.items() if client.get(route).status_code == 200}
        for route in routes
    }
    assert found == routes
    for route in routes:
        assert Client().get(route).status_code == (200 if "chart" in route else 302)


ALL = {
    "resident",
    "volunteer",
    "leader",
    "station",
    "hub",
    "centre",
    "overseer",
    "auditor",
    "system",
    "security",
    "stranger",
}


def test_posts_by_strangers_change_nothing(cast, county, login):
    client, person = login(cast.stranger), cast.resident.pk
    position = PositionFactory(unit=county.station, person__unit=county.station)
    row = Appointment.objects.get(person=cast.station)
    for route in (
        url("unmask", person),
        url("change", person),
        url("merge", person),
        url("invite", person),
        url("account-state", person),
        url("consent", person),
        url("appoint", county.station.pk),
        url("place", county.station.pk),
        url("end-appointment", row.pk),
        url("leave-position", position.pk),
        url("position-phone", position.pk),
    ):
        assert client.post(route, {"purpose": "x", "on": str(clock.today())}).status_code == 404, route
    assert not AuditEntry.objects.exclude(action="access.denied").exists()


def test_the_header_counts_what_is_unread(login, cast):
    from django.utils import timezone

    def header(person):
        return login(person).get(reverse("people:profile")).content.decode()

    assert "条新消息" not in header(cast.hub)
    for number in range(3):
        MessageFactory(person=cast.hub, key=f"k{number}")
    MessageFactory(person=cast.hub, key="read", read_at=timezone.now())
    MessageFactory(person=cast.stranger, key="k0")
    assert "3 条新消息" in header(cast.hub)
    assert "1 条新消息" in header(cast.stranger)


def test_the_form_of_staff_shows_no_whole_number_and_keeps_what_stays_empty(cast, county, login):
    person = PersonFactory(unit=county.station, name="央金", phone="13900001111", document_number=DOCUMENT)
    client, page = login(cast.station), url("change", person.pk)
    html = client.get(page).content.decode()
    assert "139****1111" in html
    assert "1***************2X" in html
    assert "13900001111" not in html
    assert DOCUMENT not in html
    assert not AuditEntry.objects.filter(action="person.unmask").exists()
    data = {"name": "央金卓玛", "sex": "2", "document_type": "111", "phone": "", "document_number": ""}
    assert client.post(page, data).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.phone, person.document_number) == ("央金卓玛", "13900001111", DOCUMENT)
    assert login(cast.stranger).get(page).status_code == 404
    assert login(cast.stranger).post(page, data | {"phone": "13900002222"}).status_code == 404


def test_staff_write_a_new_number_or_take_it_out(cast, county, login):
    person = PersonFactory(unit=county.station, name="央金", phone="13900001111", document_number=DOCUMENT)
    client, page = login(cast.station), url("change", person.pk)
    client.post(page, {"name": "央金", "sex": "2", "phone": "13900002222"})
    person.refresh_from_db()
    assert (person.phone, person.document_number) == ("13900002222", DOCUMENT)
    client.post(page, {"name": "央金", "sex": "2", "no_phone": "on", "no_document": "on"})
    person.refresh_from_db()
    assert (person.phone, person.document_number) == ("", "")
    assert "no_phone" not in client.get(page).content.decode()


def test_whoever_changes_his_own_entry_sees_his_own_numbers(cast, login):
    html = login(cast.resident).get(url("change", cast.resident.pk)).content.decode()
    assert cast.resident.phone in html
