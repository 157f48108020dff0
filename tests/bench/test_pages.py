"""Public unit page and order list against the floor; order list, order page and ranking at 1x and 100x."""

import os

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse

from shijian.orders.enums import OrderState
from shijian.orders.models import Order
from shijian.orders.queries import candidates
from shijian.units.enums import UnitKind
from shijian.units.models import Unit
from tests.bench.measure import against, queries_of, report
from tests.bench.visits import cookies_of, floor, visit

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
SMALL = ("--volunteers", "300", "--orders", "1500")
LARGE = ("--volunteers", "30000", "--orders", os.environ.get("SHIJIAN_BENCH_ORDERS", "150000"))


def build(size):
    call_command("demo", "--area", "623027", "--seed", "1", *size, verbosity=0)
    return Unit.objects.filter(kind=UnitKind.STATION).order_by("path").first()


@override_settings(DEMO=True, VISITOR_CACHE_SECONDS=60)
def test_pages_against_the_floor():
    unit = build(SMALL)
    page = visit(reverse("units:detail", args=[unit.pk]))
    report("public unit page (visitor)", *against(floor(unit), page), goal="0.5")
    listing = visit(reverse("orders:office-list"), cookie=cookies_of("centre"))
    report("order list (officer)", *against(floor(unit), listing), goal="0.5")


def _measure():
    order = Order.objects.filter(state=OrderState.QUEUED).order_by("-pk").first()
    cookie = cookies_of("centre")
    calls = {
        "order list": visit(reverse("orders:office-list"), cookie=cookie),
        "order page": visit(reverse("orders:office-detail", args=[order.pk]), cookie=cookie),
        "candidate ranking": lambda: candidates.volunteers_for(order),
    }
    for call in calls.values():
        call()
    bare = floor(order.unit)
    return {name: (against(bare, call), queries_of(call)) for name, call in calls.items()}


def _print(size, measured):
    for name, ((bare, ours), queries) in measured.items():
        print(f"{size} {name}: {ours * 1000:.1f} ms = {ours / bare:.1f} floors, {queries} queries")


@override_settings(DEMO=True)
def test_growth_small():
    build(SMALL)
    _print("1x", _measure())


@override_settings(DEMO=True)
def test_growth_large():
    build(LARGE)
    _print("100x", _measure())
