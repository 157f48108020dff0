"""Every list costs the same number of queries for one row and for three, and is cut by a cursor."""

import pytest
from django.utils import timezone

from shijian.activities.models import Plan
from shijian.orders.enums import OrderState
from tests.factories.activities import PlanFactory
from tests.factories.minors import HarmReportFactory
from tests.factories.orders import AssignmentFactory, MenuItemFactory, OfferFactory, OrderFactory
from tests.factories.people import MessageFactory, PersonFactory
from tests.factories.records import (
    CertificateFactory,
    CertificateRequestFactory,
    CommendationFactory,
    RecordObjectionFactory,
    ServiceRecordFactory,
    TopUpFactory,
)
from tests.factories.volunteers import SkillFactory, TeamFactory, TeamMemberFactory, VolunteerFactory

VOID = {"voided_at": timezone.now(), "void_reason": "重复"}


def person_at(unit):
    return PersonFactory(unit=unit)


def plan_of(unit, **facts):
    number = Plan.objects.filter(unit=unit, span="month").count() + 1
    return PlanFactory(unit=unit, span="month", number=number, **facts)


PUBLISHED = {"state": "published", "published_at": timezone.now()}
MAKERS = {
    "units": ("resident", lambda cast, county: None),
    "orders": ("hub", lambda cast, county: OrderFactory(recipient=person_at(county.station))),
    "orders?view=mine": ("resident", lambda cast, county: OrderFactory(recipient=cast.resident)),
    "orders?view=office": ("hub", lambda cast, county: OrderFactory(recipient=person_at(county.station))),
    "orders?view=team": (
        "leader",
        lambda cast, county: OrderFactory(
            recipient=person_at(county.station), team=cast.team, state=OrderState.ACCEPTED
        ),
    ),
    "orders?view=claimable": (
        "volunteer",
        lambda cast, county: OrderFactory(
            recipient=person_at(county.station), open_to_claim=True, state=OrderState.QUEUED
        ),
    ),
    "offers": ("volunteer", lambda cast, county: OfferFactory(volunteer=cast.volunteer.volunteer)),
    "menu-items": ("resident", lambda cast, county: MenuItemFactory(team=cast.team)),
    "plans": ("resident", lambda cast, county: plan_of(county.station_other, **PUBLISHED)),
    "volunteers": ("hub", lambda cast, county: VolunteerFactory(person=person_at(county.station))),
    "teams": ("resident", lambda cast, county: TeamFactory(unit=county.hub)),
    "skills": ("resident", lambda cast, county: SkillFactory()),
    "records": ("volunteer", lambda cast, county: ServiceRecordFactory(volunteer=cast.volunteer.volunteer)),
    "certificates": (
        "resident",
        lambda cast, county: CertificateFactory(holder__person=cast.resident, unit=county.station),
    ),
    "certificates/requests": (
        "volunteer",
        lambda cast, county: CertificateRequestFactory(volunteer=cast.volunteer.volunteer, state="withdrawn"),
    ),
    "records/top-ups": ("volunteer", lambda cast, county: TopUpFactory(volunteer=cast.volunteer.volunteer)),
    "records/commendations": (
        "volunteer",
        lambda cast, county: CommendationFactory(volunteer=cast.volunteer.volunteer),
    ),
    "records/objections": ("resident", lambda cast, county: RecordObjectionFactory(by=cast.resident)),
    "messages": ("resident", lambda cast, county: MessageFactory(person=cast.resident)),
    "harm-reports": ("resident", lambda cast, county: HarmReportFactory(reporter=cast.resident)),
}
# The token with its account, the appointments, the account id, the volunteer with led teams (two for a volunteer).
QUERIES = {
    "units": 5, "orders": 5, "orders?view=mine": 5, "orders?view=office": 5, "orders?view=team": 6,
    "orders?view=claimable": 8, "offers": 6, "menu-items": 5, "plans": 5, "volunteers": 6, "teams": 5, "skills": 5,
    "records": 6, "records/objections": 5, "records/top-ups": 6, "records/commendations": 6,
    "certificates": 5, "certificates/requests": 6,
    "messages": 5, "harm-reports": 5,
}  # fmt: skip


@pytest.mark.parametrize("path", MAKERS)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_the_same_for_one_row_and_three(
    api, cast, county, django_assert_num_queries, path, rows
):
    who, make = MAKERS[path]
    call = api(getattr(cast, who))
    for _ in range(rows):
        make(cast, county)
    with django_assert_num_queries(QUERIES[path]):
        answer = call("GET", path)
    assert answer.status_code == 200
    found = answer.json() if path == "skills" else answer.json()["items"]
    assert len(found) >= rows


# For each list a row that its reader must not find.
FOREIGN = {
    "orders": lambda cast, county: OrderFactory(
        recipient=person_at(county.station_other), unit=county.station_other
    ),
    "orders?view=mine": lambda cast, county: OrderFactory(recipient=person_at(county.station)),
    "orders?view=office": lambda cast, county: OrderFactory(
        recipient=person_at(county.station_other), unit=county.station_other, handler=county.hub2
    ),
    "orders?view=team": lambda cast, county: OrderFactory(
        recipient=person_at(county.station), team=TeamFactory(unit=county.hub), state=OrderState.ACCEPTED
    ),
    "orders?view=claimable": lambda cast, county: OrderFactory(
        recipient=person_at(county.station), open_to_claim=False, state=OrderState.QUEUED
    ),
    "offers": lambda cast, county: OfferFactory(),
    "menu-items": lambda cast, county: MenuItemFactory(team=cast.team, state="draft"),
    "plans": lambda cast, county: plan_of(county.station),
    "volunteers": lambda cast, county: VolunteerFactory(person=person_at(county.station_other)),
    "teams": lambda cast, county: TeamFactory(unit=county.hub, dissolved_on="2026-01-01"),
    "records": lambda cast, county: ServiceRecordFactory(),
    "records/commendations": lambda cast, county: CommendationFactory(volunteer=cast.leader.volunteer),
    "records/top-ups": lambda cast, county: TopUpFactory(volunteer=cast.leader.volunteer),
    "certificates/requests": lambda cast, county: CertificateRequestFactory(volunteer=cast.leader.volunteer),
    "records/objections": lambda cast, county: RecordObjectionFactory(
        record__volunteer=cast.volunteer.volunteer
    ),
    "messages": lambda cast, county: MessageFactory(),
}


@pytest.mark.parametrize("path", FOREIGN)
def test_a_list_leaks_no_row_of_others(api, cast, county, path):
    who, make = MAKERS[path]
    own, foreign = make(cast, county), FOREIGN[path](cast, county)
    found = {row["id"] for row in api(getattr(cast, who))("GET", path).json()["items"]}
    assert own.pk in found
    assert foreign.pk not in found


@pytest.mark.parametrize("rows", [1, 3])
def test_the_offers_and_the_page_of_an_order(api, cast, county, django_assert_num_queries, rows):
    order = OrderFactory(recipient=cast.resident, state=OrderState.ACCEPTED)
    for _ in range(rows):
        OfferFactory(order=order)
        AssignmentFactory(order=order)
    call = api(cast.hub)
    with django_assert_num_queries(9):
        assert len(call("GET", f"orders/{order.pk}/offers").json()["items"]) == rows
    with django_assert_num_queries(13):
        assert len(call("GET", f"orders/{order.pk}").json()["assignments"]) == rows


def test_a_cursor_walks_through_every_row_once(api, cast, county):
    made = [OrderFactory(recipient=cast.resident).pk for _ in range(7)]
    call, seen, cursor = api(cast.resident), [], ""
    while True:
        page = call("GET", f"orders?limit=3&cursor={cursor}").json()
        seen += [row["id"] for row in page["items"]]
        if not (cursor := page["next"]):
            break
    assert seen == made[::-1]


@pytest.mark.parametrize(("limit", "count"), [("0", 1), ("-5", 1), ("2", 2), (str(2**70), 3)])
def test_a_strange_limit_is_held_within_bounds(api, cast, county, limit, count):
    for _ in range(3):
        OrderFactory(recipient=cast.resident)
    answer = api(cast.resident)("GET", f"orders?limit={limit}")
    assert len(answer.json()["items"]) == count


def test_records_and_volunteers_are_narrowed(api, cast, county):
    mine = ServiceRecordFactory(volunteer=cast.volunteer.volunteer)
    void = ServiceRecordFactory(volunteer=cast.volunteer.volunteer, state="void", **VOID)
    call = api(cast.hub)

    def ids(path):
        return [row["id"] for row in call("GET", path).json()["items"]]

    assert ids("records") == [mine.pk]
    assert ids("records?state=void") == [void.pk]
    assert ids(f"records?volunteer={cast.leader.volunteer.pk}") == []
    assert call("GET", "records?state=nonsense").status_code == 422
    skilled = VolunteerFactory(person=person_at(county.station))
    skill = SkillFactory()
    skilled.skills.add(skill)
    assert ids(f"volunteers?skill={skill.code}") == [skilled.pk]
    assert ids("volunteers?q=no-such-person") == []
    assert ids(f"teams?unit={county.hub.pk}") == [cast.team.pk]
    TeamMemberFactory(team=cast.team, volunteer=skilled)
    assert skilled.pk in [row["id"] for row in api(cast.leader)("GET", "volunteers").json()["items"]]
