import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from shijian.kernel import clock, search
from shijian.orders.enums import OrderState
from tests.factories.kernel import AuditEntryFactory
from tests.factories.orders import AssignmentFactory, OfferFactory, OrderFactory
from tests.factories.people import PersonFactory
from tests.factories.records import ServiceRecordFactory
from tests.factories.volunteers import JoinRequestFactory, VolunteerFactory
from tests.orders import scene


def test_home_of_a_resident_shows_own_open_orders_only(cast, county, login):
    mine = OrderFactory(recipient=cast.resident)
    OrderFactory(recipient=cast.resident, state=OrderState.CLOSED)
    OrderFactory(recipient__unit=county.station)
    assert [row["order"] for row in login(cast.resident).get("/").context["orders"]] == [mine]


def test_home_of_a_volunteer_shows_offers_and_the_next_service(cast, county, login):
    volunteer = cast.volunteer.volunteer
    offer = OfferFactory(volunteer=volunteer)
    OfferFactory()
    assignment = AssignmentFactory(volunteer=volunteer)
    AssignmentFactory()
    context = login(cast.volunteer).get("/").context
    assert ([row["offer"] for row in context["offers"]], context["next"]) == ([offer], assignment)


def test_search_leaks_no_person_of_another_branch(cast, county, login):
    for unit in (county.station, county.station_other):
        person = PersonFactory(name="索南扎西", unit=unit)
        search.index("person", person.pk, names=[person.name], unit_path=unit.path)
    groups = login(cast.hub).get(reverse("web:search"), {"q": "索南"}).context["groups"]
    assert [row[1].split()[0] for group in groups for row in group["rows"]] == [county.station.name]
    assert login(cast.resident).get(reverse("web:search"), {"q": "索南"}).context["groups"] == []


@pytest.mark.parametrize("text", ["", "'", '"', "a OR b", "\x00", "*" * 300, "%", "村"])
def test_search_takes_any_text(cast, login, text):
    assert login(cast.hub).get(reverse("web:search"), {"q": text}).status_code == 200


def test_the_audit_trail_is_for_the_auditor(cast, login):
    entry = AuditEntryFactory(object_kind="orders.order", object_id=7)
    AuditEntryFactory()
    response = login(cast.auditor).get(reverse("web:audit"), {"kind": "orders.order", "id": "7"})
    assert response.context["page"].items == [entry]
    for person in (cast.hub, cast.resident, cast.overseer):
        assert login(person).get(reverse("web:audit")).status_code == 404


def test_health_and_readiness(client, db):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok"}


def test_a_read_that_writes_is_a_defect(cast, county):
    from django.db import connection

    from shijian.kernel.middleware import WriteOnReadError, read_only_reads

    def view(request):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE units_unit SET name = name")

    class Request:
        method = "GET"

    with pytest.raises(WriteOnReadError):
        read_only_reads(view)(Request())


def test_a_volunteer_checks_in_from_home_only_when_it_is_time(login, cast, county):
    made = scene.accepted(cast, county)
    assert "签到" in login(cast.volunteer).get("/").content.decode()
    tomorrow = timezone.now() + dt.timedelta(days=1)
    type(made.order).objects.update(wished_from=tomorrow, wished_until=tomorrow + dt.timedelta(hours=2))
    page = login(cast.volunteer).get("/").content.decode()
    assert ("可签到时间" in page, "查看这次服务" in page) == (True, True)


def test_a_leader_sees_who_asks_to_join_his_team_and_nobody_else_does(login, cast, county):
    JoinRequestFactory(team=cast.team, volunteer=VolunteerFactory(person__name="新队员"))
    assert "新队员" in login(cast.leader).get("/").content.decode()
    assert "新队员" not in login(cast.volunteer).get("/").content.decode()


def test_home_of_a_volunteer_counts_the_month_in_valid_minutes(cast, login, time_machine):
    time_machine.move_to(dt.datetime(2026, 3, 1, 0, 30, tzinfo=clock.ZONE), tick=False)
    mine = {"volunteer": cast.volunteer.volunteer}
    now, february = clock.now(), clock.now() - dt.timedelta(minutes=60)
    ServiceRecordFactory(**mine, started_at=now, ended_at=now + dt.timedelta(minutes=20), minutes=20)
    ServiceRecordFactory(
        **mine, started_at=february, ended_at=february + dt.timedelta(minutes=25), minutes=25
    )
    ServiceRecordFactory(started_at=now, ended_at=now + dt.timedelta(minutes=40), minutes=40)
    context = login(cast.volunteer).get("/").context
    assert (context["minutes"], [minutes for _month, minutes in context["months"]]) == (
        20,
        [0, 0, 0, 0, 25, 20],
    )


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/office/orders/", "/office/orders/"),
        ("/office/orders/take/", "/office/orders/take/"),
        ("/todo/", "/todo/"),
    ],
)
def test_one_entry_of_the_navigation_is_current(cast, login, path, current):
    entries = login(cast.station).get(path).context["nav"]
    assert [entry.url for entry in entries if entry.current] == [current]
