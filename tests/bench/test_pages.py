"""Public unit page and order list against the floor; order list, order page and ranking at 1x and 100x."""

import os

import pytest
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse

from shijian.orders.enums import OrderState
from shijian.orders.models import Order
from shijian.orders.queries import candidates
from shijian.units.enums import UnitKind
from shijian.units.models import Unit
from tests.bench.measure import against, report

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
SMALL = ("--volunteers", "300", "--orders", "1500")
LARGE = ("--volunteers", "30000", "--orders", os.environ.get("SHIJIAN_BENCH_ORDERS", "150000"))


def build(size):
    call_command("demo", "--area", "623027", "--seed", "1", *size, verbosity=0)
    return Unit.objects.filter(kind=UnitKind.STATION).order_by("path").first()


def officer():
    from shijian.people.models import Account

    client = Client()
    client.force_login(Account.objects.get(login_name="centre"))
    return client


def floor_of(unit):
    @override_settings(ROOT_URLCONF="tests.bench.floor_urls", MIDDLEWARE=[])
    def call():
        assert Client().get(f"/bare/{unit.pk}/").status_code == 200

    return call


def page_of(client, url):
    def call():
        assert client.get(url).status_code == 200

    return call


@override_settings(DEMO=True, VISITOR_CACHE_SECONDS=60)
def test_pages_against_the_floor():
    unit = build(SMALL)
    floor = floor_of(unit)
    visitor = page_of(Client(), reverse("units:detail", args=[unit.pk]))
    report("public unit page (visitor)", *against(floor, visitor), goal="0.5")
    listing = page_of(officer(), reverse("orders:office-list"))
    report("order list (officer)", *against(floor, listing), goal="0.5")


def _measure():
    order = Order.objects.filter(state=OrderState.QUEUED).order_by("-pk").first()
    client = officer()
    calls = {
        "order list": page_of(client, reverse("orders:office-list")),
        "order page": page_of(client, reverse("orders:office-detail", args=[order.pk])),
        "candidate ranking": lambda: candidates.volunteers_for(order),
    }
    for call in calls.values():
        call()
    floor = floor_of(order.unit)
    return {name: against(floor, call) for name, call in calls.items()}


@override_settings(DEMO=True)
def test_growth_small():
    build(SMALL)
    for name, (floor, ours) in _measure().items():
        print(f"1x {name}: {ours * 1000:.1f} ms = {ours / floor:.1f} floors")


@override_settings(DEMO=True)
def test_growth_large():
    build(LARGE)
    for name, (floor, ours) in _measure().items():
        print(f"100x {name}: {ours * 1000:.1f} ms = {ours / floor:.1f} floors")
