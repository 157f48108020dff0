"""What the audit trail and the encryption of fields cost on the journey of an order: a ratio, goal 1.3."""

import datetime as dt
import itertools

import pytest
import time_machine
from django.db import transaction

from shijian.kernel import audit, clock, crypto
from shijian.kernel.models import AuditEntry
from shijian.orders.models import Assignment, Offer, Order
from shijian.orders.operations import answer, dispatch, intake, rating, service, verify
from tests.bench.measure import against
from tests.conftest import actor_of
from tests.factories.orders import MenuItemFactory

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=clock.ZONE)
DAYS = itertools.count(1)


def journey(cast, county):
    """Ask, verify, dispatch to a volunteer, accept, serve an hour, rate; undone afterwards."""
    with transaction.atomic():
        began = MONDAY + dt.timedelta(days=next(DAYS) % 20)
        _serve(cast, county, began)
        transaction.set_rollback(True)


def _serve(cast, county, began):
    resident, station, hub, volunteer = (
        actor_of(getattr(cast, name)) for name in ("resident", "station", "hub", "volunteer")
    )
    with time_machine.travel(began, tick=False):
        order = intake.create_order(
            recipient=cast.resident,
            item=cast.item,
            unit=county.station,
            address="3 组 12 号",
            contact_phone="13900001111",
            wished_from=began + dt.timedelta(hours=25),
            wished_until=began + dt.timedelta(hours=27),
            actor=resident,
        )
        verify.verify_order(order, note="电话核实", actor=station)
        dispatch.offer_to_volunteers(order, volunteers=[cast.volunteer.volunteer], actor=hub)
        answer.accept_offer(Offer.objects.get(order=order), actor=volunteer)
    part = Assignment.objects.get(order=order)
    with time_machine.travel(began + dt.timedelta(hours=25), tick=False):
        service.check_in(part, actor=volunteer)
    with time_machine.travel(began + dt.timedelta(hours=26), tick=False):
        service.check_out(part, actor=volunteer)
        rating.rate_order(Order.objects.get(pk=order.pk), stars=5, words="谢谢", actor=resident)


@pytest.fixture
def plain(monkeypatch):
    """`plain(call)`: the call without rows of the audit trail and without encryption; the product cannot do that."""

    def without(call):
        with monkeypatch.context() as patch:
            patch.setattr(audit, "record", lambda action, obj=None, **about: AuditEntry(action=action))
            patch.setattr(crypto, "encrypt", lambda text, purpose="": text)
            patch.setattr(crypto, "decrypt", lambda text, purpose="": text)
            patch.setattr(crypto, "blind_index", lambda value, purpose: value[:32])
            call()

    return without


def test_cost_of_audit_and_encryption(cast, county, plain):
    cast.item = MenuItemFactory(team=cast.team, unit=county.hub)

    def call():
        journey(cast, county)

    call()
    floor, ours = against(lambda: plain(call), call, rounds=5, calls=5)
    print(
        f"order journey with audit and encryption: without {floor * 1000:.0f} ms, with {ours * 1000:.0f} ms, "
        f"ratio {ours / floor:.2f} (goal 1.3 or less)"
    )
