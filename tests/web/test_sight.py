"""Who can see a record: the page agrees with `visible_to` for every account on random trees, and leaks nothing."""

import datetime as dt
import random

import pytest

from shijian.kernel.actor import ANONYMOUS, SYSTEM
from shijian.orders.enums import OrderState
from shijian.people.enums import Role
from shijian.people.models import Account
from shijian.units.enums import UnitState
from shijian.volunteers.enums import TeamRole, VolunteerState
from shijian.web import sight
from tests.factories.orders import AssignmentFactory, OfferFactory, OrderFactory
from tests.factories.people import AccountFactory, AppointmentFactory, PersonFactory
from tests.factories.records import ServiceRecordFactory
from tests.factories.units import UnitFactory
from tests.factories.volunteers import TeamFactory, TeamMemberFactory, VolunteerFactory

DAY = dt.date(2024, 1, 1)
SEPARATE = (Role.AUDITOR, Role.SYSTEM, Role.SECURITY)


def _teams(chance, units, volunteers):
    teams = [
        TeamFactory(unit=chance.choice(units), dissolved_on=chance.choice([None, None, DAY]))
        for _ in range(4)
    ]
    for team in teams:
        for volunteer in chance.sample(volunteers, 4):
            TeamMemberFactory(
                team=team,
                volunteer=volunteer,
                role=chance.choice(TeamRole.values),
                ends_on=chance.choice([None, None, DAY]),
            )
    return teams


def _orders(chance, units, people, volunteers, teams):
    for _ in range(5):
        order = OrderFactory(
            recipient=chance.choice(people),
            asked_by=chance.choice(people),
            unit=chance.choice(units),
            team=chance.choice([None, *teams]),
            state=OrderState.OFFERED,
        )
        asked, serving = chance.sample(volunteers, 2)
        OfferFactory(order=order, volunteer=asked)
        OfferFactory(order=order, volunteer=None, team=chance.choice(teams))
        AssignmentFactory(order=order, volunteer=serving)
        ServiceRecordFactory(volunteer=serving, team=chance.choice([None, *teams]), unit=chance.choice(units))


def county_by_chance(seed):
    """A random tree with people, guardians, teams, orders, records and appointments of every role."""
    chance = random.Random(seed)
    units = [UnitFactory()]
    units += [
        UnitFactory(parent=chance.choice(units), state=chance.choice([UnitState.ACTIVE, UnitState.CLOSED]))
        for _ in range(6)
    ]
    people = [AccountFactory(person__unit=chance.choice(units)).person for _ in range(12)]
    for ward in people[:3]:
        ward.guardian = chance.choice(people[3:])
        ward.save()
    volunteers = [
        VolunteerFactory(person=person, state=chance.choice(VolunteerState.values)) for person in people[:9]
    ]
    _orders(chance, units, people, volunteers, _teams(chance, units, volunteers))
    for person in people[6:]:
        role = chance.choice(Role.values)
        AppointmentFactory(person=person, unit=chance.choice(units), role=role)
        AppointmentFactory(
            person=person, unit=chance.choice(units), role=Role.CENTRE, starts_on=DAY, ends_on=DAY
        ) if role not in SEPARATE else None


@pytest.mark.parametrize("seed", range(4))
def test_the_page_says_who_sees_a_record_and_nobody_else(db, actor_of, seed):
    county_by_chance(seed)
    actors = {each.person_id: actor_of(each.person) for each in Account.objects.select_related("person")}
    seen = 0
    for name, kind in sight.KINDS.items():
        visible = {
            pk: set(kind.rows().model.objects.visible_to(actor).values_list("pk", flat=True))
            for pk, actor in actors.items()
        }
        for obj in kind.rows():
            if sight.is_public(kind, obj):
                told = set(actors)
            else:
                told = {row.person_id for row in sight.watchers(name, obj, asker=SYSTEM)}
            assert told == {pk for pk in actors if obj.pk in visible[pk]}, (name, obj.pk)
            seen += len(told)
    assert seen > 100


@pytest.fixture
def order(cast, county):
    row = OrderFactory(recipient=cast.resident, unit=county.station, state=OrderState.OFFERED)
    OfferFactory(order=row, volunteer=cast.volunteer.volunteer)
    return row


def test_the_page_gives_every_reason_and_whole_names_of_officers_only(cast, county, login, order):
    AppointmentFactory(person=cast.volunteer, unit=county.hub, role=Role.OVERSEER)
    page = login(cast.auditor).get(f"/sight/order/{order.pk}/").content.decode()
    for reason in (
        "塔哇村新时代文明实践站的站长",
        "夏河县新时代文明实践中心的审计员",
        "服务对象本人",
        "曾被询问能否服务",
    ):
        assert reason in page
    for name in (cast.station.name, cast.hub.name, cast.centre.name, cast.overseer.name, "才让", "王**"):
        assert name in page
    for hidden in (cast.resident.name, cast.stranger.name, cast.security.name, cast.system.name, order.title):
        assert hidden not in page


def test_only_those_who_watch_and_whom_it_is_about_may_ask(cast, login, order):
    answers = {
        role: login(getattr(cast, role)).get(f"/sight/order/{order.pk}/").status_code
        for role in (
            "resident", "volunteer", "leader", "station", "hub", "centre", "overseer", "auditor", "system",
            "security", "stranger",
        )
    }  # fmt: skip
    allowed = {role for role, code in answers.items() if code == 200}
    assert allowed == {"resident", "centre", "auditor", "security"}
    assert {answers[role] for role in answers if role not in allowed} == {404}


@pytest.mark.parametrize("path", ["sight/order/987654/", "sight/nothing/1/", "sight/person/0/"])
def test_nothing_is_nothing(cast, login, path):
    assert login(cast.auditor).get(f"/{path}").status_code == 404


def test_an_auditor_of_one_branch_asks_about_no_other(cast, county, login, order):
    auditor = AccountFactory(person__unit=county.hub2).person
    AppointmentFactory(person=auditor, unit=county.hub2, role=Role.AUDITOR)
    client = login(auditor)
    assert client.get(f"/sight/order/{order.pk}/").status_code == 404
    asked = client.get("/office/permissions/", {"kind": "order", "number": order.number})
    unknown = client.get("/office/permissions/", {"kind": "order", "number": "T999"})
    assert asked.status_code == unknown.status_code == 200
    assert "没有这条记录" in asked.content.decode()
    assert "没有这条记录" in unknown.content.decode()


def test_a_record_is_found_by_its_number(cast, login, order):
    client = login(cast.security)
    found = client.get("/office/permissions/", {"kind": "order", "number": order.number})
    assert (found.status_code, found.headers["Location"]) == (302, f"/sight/order/{order.pk}/")
    assert "不是编号" in client.get("/office/permissions/?kind=person&number=x").content.decode()


@pytest.mark.parametrize("stations", [1, 3])
def test_my_data_tells_me_who_sees_it_at_a_constant_cost(
    cast, county, login, stations, django_assert_num_queries
):
    for _ in range(stations):
        AppointmentFactory(person=PersonFactory(unit=county.station), unit=county.station)
    client = login(cast.volunteer)
    client.get("/me/sight/")
    with django_assert_num_queries(18):
        page = client.get("/me/sight/").content.decode()
    assert page.count("塔哇村新时代文明实践站的站长") == 2 * (stations + 1)
    assert "马队长" not in page
    assert "马**" in page
    assert "没有可用账号" in page
    for hidden in (cast.stranger.name, cast.overseer.name, cast.resident.name):
        assert hidden not in page


def test_a_public_page_is_public(cast, county, login):
    page = login(cast.auditor).get(f"/sight/unit/{county.station.pk}/").content.decode()
    assert "不登录也能看到" in page
    assert cast.station.name not in page
    assert sight.is_public(sight.KINDS["unit"], county.station)
    assert ANONYMOUS.person_id is None


def test_the_pages_of_records_lead_there(cast, county, login, order):
    record = ServiceRecordFactory(volunteer=cast.volunteer.volunteer)
    volunteer = cast.volunteer.volunteer
    for page, target in (
        (f"/office/orders/{order.pk}/", f"/sight/order/{order.pk}/"),
        (f"/people/{cast.resident.pk}/", f"/sight/person/{cast.resident.pk}/"),
        (f"/volunteers/{volunteer.pk}/", f"/sight/volunteer/{volunteer.pk}/"),
        (f"/records/{record.pk}/", f"/sight/record/{record.pk}/"),
        (f"/units/{county.station.pk}/", f"/sight/unit/{county.station.pk}/"),
        (f"/teams/{cast.team.pk}/", f"/sight/team/{cast.team.pk}/"),
    ):
        assert target in login(cast.centre).get(page).content.decode(), page
        assert target not in login(cast.hub).get(page).content.decode(), page
    own = login(cast.resident)
    assert f"/sight/order/{order.pk}/" in own.get(f"/orders/{order.pk}/").content.decode()
    assert "/me/sight/" in own.get("/me/").content.decode()
