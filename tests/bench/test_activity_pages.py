"""The public pages of activities: the list and the calendar at 100 to 100,000 activities, and what visitors get."""

import datetime as dt

import pytest
from django.db import connection
from django.test import override_settings
from django.urls import reverse

from shijian.activities.models import Activity, Opening, Place, Session
from shijian.kernel import clock
from shijian.units.enums import UnitKind
from tests.bench.measure import against, queries_of, report
from tests.bench.visits import floor, visit
from tests.factories.activities import ActivityFactory
from tests.factories.units import UnitFactory

pytestmark = [pytest.mark.bench, pytest.mark.django_db]


def stations():
    """Sixty stations in ten towns of a county."""
    centre = UnitFactory(kind=UnitKind.CENTRE)
    hubs = [UnitFactory(parent=centre, kind=UnitKind.HUB) for _n in range(10)]
    return [UnitFactory(parent=hubs[n % 10], kind=UnitKind.STATION) for n in range(60)]


def fill(units, count):
    """So many activities ahead, one meeting and two openings each, spread over 200 days."""
    now = clock.now()
    base = ActivityFactory(published=True, unit=units[0])
    facts = {"organiser": base.organiser, "made_by": base.organiser, "made_at": now, "published_at": now}
    have = Activity.objects.count()
    rows = []
    for number in range(count - have):
        unit, start = units[number % len(units)], now + dt.timedelta(minutes=60 + 288_000 * number // count)
        rows.append(
            Activity(
                number=f"B{have + number:09d}", state="published", title=f"活动{number}", summary="一句话", unit=unit,
                unit_path=unit.path, risk_note="无特殊风险", next_at=start, next_until=start + dt.timedelta(hours=2),
                **facts,
            )
        )  # fmt: skip
    made = Activity.objects.bulk_create(rows, batch_size=500)
    Session.objects.bulk_create(
        (
            Session(activity=each, starts_at=each.next_at, ends_at=each.next_until, code_key="k")
            for each in made
        ),
        batch_size=500,
    )
    Place.objects.bulk_create((Place(activity=each, name="广场") for each in made), batch_size=500)
    pairs = (("resident", "part"), ("volunteer", "helper"))
    Opening.objects.bulk_create(
        (Opening(activity=each, audience=a, task=t, capacity=20) for each in made for a, t in pairs),
        batch_size=500,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@override_settings(VISITOR_CACHE_SECONDS=0)
def test_the_list_and_the_calendar_grow():
    units = stations()
    address = reverse("activities:list")
    pages = {
        "whole county": address,
        "one town": f"{address}?unit={units[3].parent_id}",
        "this week": f"{address}?when=week",
        "calendar": reverse("activities:month"),
    }
    measured = {}
    for count in (100, 1_000, 100_000):
        fill(units, count)
        for name, url in pages.items():
            page = visit(url)
            page()
            bare, own = against(floor(units[0]), page, rounds=3, calls=5)
            measured[name, count] = own / bare, queries_of(page)
            asked = measured[name, count][1]
            print(f"{name}, {count}: {own * 1000:.1f} ms = {own / bare:.2f} floors, {asked} queries")
    for name in pages:
        growth = measured[name, 100_000][0] / measured[name, 100][0]
        print(
            f"{name}: 100,000 against 100 activities {growth:.2f} x (goal 1.2), floor/ours at 100,000 "
            f"{1 / measured[name, 100_000][0]:.2f}"
        )


@override_settings(VISITOR_CACHE_SECONDS=60)
def test_what_visitors_get():
    units = stations()
    fill(units, 1_000)
    for name in ("list", "month"):
        page = visit(reverse(f"activities:{name}"))
        report(f"activities, {name} (visitor)", *against(floor(units[0]), page), goal="0.5")
