"""No minor's name in public: every page and feed that a visitor can open is walked with a marked name."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shijian.orders.enums import OrderState
from shijian.people.enums import Purpose
from shijian.volunteers.queries import teams
from tests.factories.minors import born
from tests.factories.orders import AssignmentFactory, MenuItemFactory, OrderFactory, RatingFactory
from tests.factories.people import ConsentFactory, PersonFactory
from tests.factories.records import ServiceRecordFactory
from tests.factories.volunteers import JoinRequestFactory, TeamMemberFactory, VolunteerFactory
from tests.test_routes import ALL, PUBLIC, address

MARK = "藏羚羚"
OF_OBJECTS = ("units:", "volunteers:team", "orders:item", "people:org")


@pytest.fixture
def marked(cast, county):
    """A minor everywhere a name could show, with a consent to be named from before the rule."""
    person = PersonFactory(unit=county.station, name=MARK, birth_date=born(16))
    ConsentFactory(person=person, purpose=Purpose.PUBLIC_NAME, given_at=timezone.now())
    row = VolunteerFactory(person=person, unit=county.station)
    TeamMemberFactory(team=cast.team, volunteer=row)
    order = OrderFactory(recipient=person, unit=county.station, state=OrderState.CLOSED, team=cast.team)
    AssignmentFactory(order=order, volunteer=row, state="done")
    RatingFactory(order=order, words="谢谢")
    ServiceRecordFactory(volunteer=row)
    return row


def test_no_public_page_shows_a_minor_s_name(cast, county, marked):
    objects = {
        "join": JoinRequestFactory(team=cast.team),
        "unit": county.station,
        "team": cast.team,
        "item": MenuItemFactory(team=cast.team),
        "volunteer": marked,
    }
    client, seen = Client(), 0
    for name, pattern in ALL:
        if name not in PUBLIC or ("<" in pattern and not name.startswith(OF_OBJECTS)):
            continue
        page = client.get(address(name, pattern, objects))
        if page.status_code == 200 and not page.streaming:
            seen += 1
            assert MARK not in page.content.decode(errors="replace"), name
    assert seen > 15
    found = client.get(reverse("web:search"), {"q": MARK}).content.decode()
    assert found.replace(f'value="{MARK}"', "").count(MARK) <= found.count(f"“{MARK}”")


def test_a_team_names_a_grown_up_who_agreed_and_no_minor(cast, county, marked):
    grown = VolunteerFactory(person__name="次仁", person__unit=county.station)
    TeamMemberFactory(team=cast.team, volunteer=grown)
    ConsentFactory(person=grown.person, purpose=Purpose.PUBLIC_NAME)
    page = Client().get(reverse("volunteers:team-detail", args=[cast.team.pk])).content.decode()
    assert "次仁" in page
    assert MARK not in page
    named = teams.named(cast.team.members.all()).filter(is_named=True)
    assert [row.volunteer for row in named] == [grown]
