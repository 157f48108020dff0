"""The list by deadline, page by page forwards and back, without losing or repeating a row."""

import datetime as dt

import pytest
from django.test import RequestFactory

from shijian.orders.models import Order
from shijian.orders.views import deadlines
from shijian.orders.views.deadlines import Key, by_deadline
from tests.factories.orders import OrderFactory

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 6, 15, 1, tzinfo=dt.UTC)


@pytest.fixture
def seven(cast, monkeypatch):
    """Five orders with a deadline, two of them the same, and two without; three on a page."""
    monkeypatch.setattr(deadlines, "SIZE", 3)
    days = (3, 1, 1, 2, 5, None, None)
    for day in days:
        due = MONDAY + dt.timedelta(days=day) if day else None
        Order.objects.filter(pk=OrderFactory().pk).update(due_at=due)
    return list(Order.objects.order_by("due_at", "pk").filter(due_at__isnull=False)) + list(
        Order.objects.filter(due_at=None).order_by("pk")
    )


def shown(url="/", **given):
    request = RequestFactory().get(url, given)
    return by_deadline(Order.objects.all(), request)


def test_forwards_to_the_end_and_back_to_the_start(seven):
    first = shown("/?state=all")
    second = shown("/" + first.next_url)
    third = shown("/" + second.next_url)
    assert [*first.items, *second.items, *third.items] == seven
    assert (first.prev_url, third.next_url) == ("", "")
    again = shown("/" + third.prev_url)
    assert again.items == second.items
    start = shown("/" + again.prev_url)
    assert (start.items, start.prev_url) == (first.items, "")
    assert shown("/" + start.next_url).items == second.items
    assert "state=all" in start.next_url
    assert "state=all" in third.prev_url


def test_each_page_is_one_query(seven, django_assert_num_queries):
    third = shown("/" + shown("/" + shown().next_url).next_url)
    with django_assert_num_queries(1):
        shown("/" + third.prev_url)


@pytest.mark.parametrize("text", ["", "x", "~", "~x", "2026-13-45T00:00~1", "~9999999999999999999"])
def test_a_damaged_address_shows_the_first_page(seven, text):
    assert Key.read(text) is None
    assert shown(**{"from": text, "to": text}).items == seven[:3]


def test_a_key_reads_what_it_wrote(seven):
    for order in (seven[0], seven[-1]):
        assert Key.read(Key.of(order).text) == Key.of(order)
