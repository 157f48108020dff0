import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from shijian.kernel import clock
from shijian.orders.enums import OfferState, OrderState
from shijian.orders.queries import figures
from tests.factories.orders import OfferFactory, OrderFactory, RatingFactory
from tests.factories.people import PersonFactory

HOUR = dt.timedelta(hours=1)
STAGES = ["verified_at", "dispatched_at", "accepted_at", "finished_at"]


def made(unit, state, reached=0, **kwargs):
    """An order of two days ago that has reached so many stages, two hours each."""
    start = timezone.now() - dt.timedelta(days=2)
    times = {name: start + 2 * HOUR * (n + 1) for n, name in enumerate(STAGES[:reached])}
    return OrderFactory(recipient=PersonFactory(unit=unit), state=state, created_at=start, **times, **kwargs)


@pytest.fixture
def days():
    today = clock.today()
    return today - dt.timedelta(days=10), today


@pytest.fixture
def year(cast, county):
    """Nine orders below the hub in all states, one of the other branch."""
    station, team = county.station, cast.team
    made(station, OrderState.VERIFYING)
    made(station, OrderState.REJECTED)
    made(station, OrderState.WITHDRAWN, 1)
    made(station, OrderState.UNMET, 2, referred_to="卫生院")
    made(county.station2, OrderState.OFFERED, 2)
    unrated = made(county.station2, OrderState.CLOSED, 4, team=team)
    happy = made(station, OrderState.CLOSED, 4, team=team)
    again = made(station, OrderState.CLOSED, 4, team=team)
    sad = made(county.hub, OrderState.CLOSED, 4, team=team)
    RatingFactory(order=happy, stars=5)
    RatingFactory(order=again, stars=1)
    RatingFactory(order=again, stars=4, service_round=2)
    RatingFactory(order=sad, stars=2)
    made(county.station_other, OrderState.CLOSED, 4)
    OfferFactory(order=unrated, team=team, volunteer=None, state=OfferState.ACCEPTED)
    OfferFactory(order=sad, team=team, volunteer=None, state=OfferState.REFUSED, refusal="busy")


def test_nothing_leaves_the_denominator(year, county, days):
    whole, *parts = figures.for_units(county.hub.path, *days)
    assert whole.counts == {
        "asked": 9, "verified": 7, "dispatched": 6, "accepted": 4, "served": 4, "rated": 3, "unrated": 1,
        "satisfied": 2, "rejected": 1, "withdrawn": 1, "unmet": 1,
    }  # fmt: skip
    assert (whole.satisfied_of_rated, whole.satisfied_of_served) == (2 / 3, 2 / 4)
    assert whole.hours == {"verify": 2.0, "dispatch": 2.0, "accept": 2.0}
    assert [(p.subject, p.counts["asked"]) for p in parts] == [(county.station, 6), (county.station2, 2)]


def test_every_figure_opens_as_many_rows(year, cast, county, days):
    for path in (county.centre.path, county.hub.path, county.station.path):
        whole = figures.for_units(path, *days)[0]
        for name, number in whole.counts.items():
            assert figures.rows(path, name, *days).count() == number, name
    (team,) = figures.for_teams(county.hub.path, *days)
    for name, number in team.counts.items():
        assert figures.rows(county.hub.path, name, *days, team_id=cast.team.pk).count() == number, name
    assert team.counts["refused"] == 1
    assert not figures.rows(county.hub.path, "nonsense", *days).exists()


def test_the_period_cuts_the_cohort(year, county, days):
    before = days[0] - dt.timedelta(days=30)
    assert figures.for_units(county.hub.path, before, before)[0].counts["asked"] == 0
    assert figures.for_units(county.hub.path, before, before)[0].satisfied_of_rated is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_figures_cost_the_same(county, days, count, django_assert_num_queries):
    for _ in range(count):
        made(county.station, OrderState.CLOSED, 4)
    with django_assert_num_queries(3):
        figures.for_units(county.hub.path, *days)


def test_the_page_shows_what_is_in_reach_and_its_numbers_lead_to_rows(year, cast, county, login):
    client = login(cast.hub)
    page = client.get(reverse("orders:figures"))
    assert page.context["unit"] == county.hub
    for cell in page.context["whole"]["cells"]:
        shown = client.get(cell["url"]).context["page"].items
        assert len(shown) == cell["number"], cell["name"]
    assert client.get(reverse("orders:figures"), {"unit": county.hub2.pk}).status_code == 404
    assert (
        client.get(reverse("orders:figures"), {"unit": county.station.pk}).context["unit"] == county.station
    )
    assert login(cast.resident).get(reverse("orders:figures")).status_code == 403
    assert client.get(reverse("orders:figures"), {"since": "x", "until": "2020-01-01"}).status_code == 200


def test_rows_behind_a_figure_stay_within_reach(year, cast, county, login):
    url = f"{reverse('orders:office-list')}?milestone=asked&path={county.centre.path}&since=2000-01-01"
    assert len(login(cast.centre).get(url).context["page"].items) == 10
    assert len(login(cast.stranger).get(url).context["page"].items) == 1
    assert login(cast.hub).get(url + "&until=never&path=%00&team=x").status_code == 200
