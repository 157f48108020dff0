import datetime as dt
import signal
import subprocess
import sys

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from shijian.kernel import jobs
from shijian.kernel.actor import SYSTEM
from shijian.orders.enums import OfferState, OrderState
from shijian.orders.models import Offer, Order
from shijian.orders.operations import answer, deadlines, service, steps
from shijian.people.models import Message
from tests.conftest import actor_of
from tests.orders import scene

HOUR = dt.timedelta(hours=1)


def past_due(order):
    Order.objects.filter(pk=order.pk).update(due_at=timezone.now() - HOUR)


def test_the_sweep_is_a_job_of_every_minute():
    assert [(job.func, job.minutes) for job in jobs.recurring() if job.name == "orders.deadlines"] == [
        ("shijian.orders.operations.deadlines.sweep", 1)
    ]


def test_one_reminder_then_one_level_up_then_a_call(cast, county):
    order = scene.queued(cast, county)
    past_due(order)
    assert [deadlines.sweep(), deadlines.sweep()] == [1, 0]
    assert Message.objects.filter(person=cast.hub).count() == 1
    with time_machine.travel(timezone.now() + 9 * HOUR):
        assert [deadlines.sweep(), deadlines.sweep()] == [1, 0]
    order.refresh_from_db()
    assert (order.handler, order.reminded_at, order.needs_call) == (county.centre, None, False)
    assert Message.objects.filter(person=cast.centre).count() == 1
    with time_machine.travel(timezone.now() + dt.timedelta(days=30)):
        assert deadlines.sweep() == 1
    with time_machine.travel(timezone.now() + dt.timedelta(days=31)):
        assert [deadlines.sweep(), deadlines.sweep()] == [1, 0]
    order.refresh_from_db()
    assert (order.needs_call, order.state) == (True, OrderState.QUEUED)
    with time_machine.travel(timezone.now() + dt.timedelta(days=40)):
        assert deadlines.sweep() == 0
    assert Message.objects.filter(person=cast.stranger).count() == 0


def test_offers_expire_and_the_order_goes_back(cast, county):
    order = scene.queued(cast, county)
    offers = scene.offered(cast, order, [cast.volunteer.volunteer, scene.helper(county.station)])
    answer.refuse_offer(offers[0], reason="busy", actor=actor_of(cast.volunteer))
    assert deadlines.sweep() == 0
    with time_machine.travel(offers[1].expires_at + HOUR):
        assert [deadlines.sweep(), deadlines.sweep()] == [1, 0]
    order.refresh_from_db()
    assert list(order.offers.order_by("pk").values_list("state", flat=True)) == ["refused", "expired"]
    assert (order.state, order.round, order.needs_call) == (OrderState.QUEUED, 1, False)


def test_an_unrated_service_closes_unrated(cast, county):
    order = scene.served(cast, county).order
    with time_machine.travel(order.due_at + HOUR):
        assert [deadlines.sweep(), deadlines.sweep()] == [1, 0]
    order.refresh_from_db()
    assert (order.state, order.ratings.count(), order.due_at) == (OrderState.CLOSED, 0, None)
    assert order.closed_at is not None


def test_a_forgotten_check_out_is_asked_for_once_and_the_order_stays(cast, county):
    made = scene.accepted(cast, county)
    service.check_in(made.assignments[0], actor=actor_of(cast.volunteer))
    made.order.refresh_from_db()
    with time_machine.travel(made.order.due_at + HOUR):
        assert [deadlines.sweep(), deadlines.sweep()] == [1, 0]
    assert Message.objects.filter(person=cast.volunteer, key__contains="due:serving").count() == 1
    assert Order.objects.get().state == OrderState.SERVING


def test_a_crash_between_the_steps_loses_nothing_and_repeats_nothing(cast, county, monkeypatch, caplog):
    orders = [scene.queued(cast, county, recipient=scene.resident(county.station)) for _ in range(3)]
    for order in orders:
        past_due(order)
    real, calls = steps.remark, []

    def remark(order, *args, **kwargs):
        calls.append(order.pk)
        if len(calls) == 2:
            raise RuntimeError("power cut")
        return real(order, *args, **kwargs)

    monkeypatch.setattr(steps, "remark", remark)
    assert deadlines.sweep() == 2
    assert Message.objects.filter(person=cast.hub).count() == 2
    assert [deadlines.sweep(), deadlines.sweep()] == [1, 0]
    assert Message.objects.filter(person=cast.hub).count() == 3


def test_an_answer_in_the_last_moment_stands(cast, county):
    order = scene.queued(cast, county)
    (offer,) = scene.offered(cast, order, [cast.volunteer.volunteer])
    answer.accept_offer(offer, actor=actor_of(cast.volunteer))
    Offer.objects.update(expires_at=timezone.now() - HOUR)
    assert deadlines.expire_offers(order.pk, actor=SYSTEM) is False
    offer.refresh_from_db()
    assert offer.state == OfferState.ACCEPTED


KILLED = """
import django, os, signal, sys
django.setup()
from django.conf import settings
from django.db import connections
settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = sys.argv[1]
from shijian.orders.operations import deadlines, steps
real, calls = steps.remark, []
def remark(order, *args, **kwargs):
    calls.append(order.pk)
    if len(calls) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(order, *args, **kwargs)
steps.remark = remark
deadlines.sweep()
"""


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_nothing_and_repeats_nothing(cast, county):
    name = connection.settings_dict["NAME"]
    for _ in range(3):
        past_due(scene.queued(cast, county, recipient=scene.resident(county.station)))
    done = subprocess.run([sys.executable, "-c", KILLED, str(name)], timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    assert Message.objects.filter(person=cast.hub).count() == 1
    assert [deadlines.sweep(), deadlines.sweep()] == [2, 0]
    assert Message.objects.filter(person=cast.hub).count() == 3
