"""What the kill tests run inside a place: a county with just the people of the loop, and a look at what is left."""

import datetime as dt
import json
import time
from collections import Counter

from django.db.models import Count
from django.utils import timezone
from django_q.models import OrmQ

from shijian.kernel import audit, jobs
from shijian.kernel.actor import SYSTEM
from shijian.kernel.models import AuditEntry, AuditSeal, FlowLog
from shijian.orders.models import Assignment, Offer, Order, Rating
from shijian.orders.operations.deadlines import meet_deadline
from shijian.people.enums import Role
from shijian.people.models import Consent, Message
from shijian.people.operations import issue_token
from shijian.people.queries.actors import actor_for
from shijian.records.models import Complaint, ServiceRecord
from shijian.units.enums import UnitKind
from tests.factories.orders import OrderFactory
from tests.factories.people import AccountFactory, AppointmentFactory
from tests.factories.units import UnitFactory
from tests.orders import scene

REMIND = "tests.recovery.kill_county.remind"


def make(volunteers):
    """Print the tokens and keys that the writer needs."""
    centre = UnitFactory(kind=UnitKind.CENTRE, name="县中心")
    hub = UnitFactory(parent=centre, kind=UnitKind.HUB, name="镇所")
    station = UnitFactory(parent=hub, kind=UnitKind.STATION, name="村站")
    people = {"resident": AccountFactory(person__unit=station).person}
    for name, role, unit in (("station", Role.STATION, station), ("hub", Role.HUB, hub)):
        people[name] = AccountFactory(person__unit=unit).person
        AppointmentFactory(person=people[name], unit=unit, role=role)
    helpers = [scene.helper(station) for _ in range(volunteers)]
    facts = {name: token(person) for name, person in people.items()}
    facts |= {"unit": station.pk, "volunteers": [[each.pk, token(each.person)] for each in helpers]}
    print(json.dumps(facts))


def token(person):
    return issue_token(person.account, passed_factor=True, actor=actor_for(person))[1]


def left():
    """Print {title: what there is of each kind} of all orders of the writer, and what no order names."""
    rows = list(Order.objects.filter(title__startswith="kill-").values_list("pk", "title", "state"))
    moves = Counter(FlowLog.objects.filter(kind="order").values_list("object_id", "transition"))
    deeds = Counter(AuditEntry.objects.filter(object_kind="orders.order").values_list("object_id", "action"))
    counted = {
        "offers": _per_order(Offer, "order_id"),
        "services": _per_order(Assignment.objects.filter(state="done"), "order_id"),
        "ratings": _per_order(Rating, "order_id"),
        "records": _per_order(ServiceRecord.objects.filter(minutes=60), "source_id"),
        "complaints": _per_order(Complaint, "source_id"),
    }
    found = {}
    for pk, title, state in rows:
        one = {name: counts.get(pk, 0) for name, counts in counted.items()}
        one |= {
            "id": pk,
            "state": state,
            "created": deeds[pk, "order.create"],
            "verified": moves[pk, "verify"],
        }
        found[title] = [*found.get(title, []), one]
    given = Consent.objects.filter(purpose="public-name")
    doubled = Message.objects.values("person", "key").annotate(n=Count("pk")).filter(n__gt=1).count()
    more = {
        "given": given.count(),
        "withdrawn": given.filter(withdrawn_at__isnull=False).count(),
        "doubled": doubled,
    }
    print(json.dumps([found, more]))


def _per_order(rows, field):
    rows = getattr(rows, "objects", rows)
    return dict(rows.order_by().values_list(field).annotate(n=Count("pk")))


def enqueue(count):
    """Orders past their deadline, and a job for each that reminds of it and seals the trail."""
    from django_q.models import Schedule

    OrmQ.objects.all().delete()  # the writer's server lives two days ahead, and so do the jobs that it left
    jobs.ensure_schedules()
    Schedule.objects.update(next_run=timezone.now() + dt.timedelta(days=1))
    station = Order.objects.order_by("pk").first().unit
    for number in range(count):
        order = OrderFactory(unit=station, handler=station, state="verifying", title=f"late-{number}")
        Order.objects.filter(pk=order.pk).update(due_at=timezone.now() - dt.timedelta(hours=1))
        jobs.enqueue(REMIND, order.pk)


def remind(order_id):
    """A job: tell the officers of an order that is late, and seal; the pause is the place where most kills hit."""
    meet_deadline(order_id, actor=SYSTEM)
    time.sleep(0.1)
    audit.seal()


def until(count):
    """Return when so many orders were reminded and, for all of them, no job is left."""
    end = time.monotonic() + 60
    late, every = (
        Order.objects.filter(title__startswith="late-"),
        Order.objects.filter(title__startswith="late-").count(),
    )
    while late.filter(reminded_at__isnull=False).count() < count or (
        count == every and OrmQ.objects.exists()
    ):
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.02)


def jobs_left():
    """Print what is left: jobs, orders reminded, reminders, messages, rows never sealed, rows sealed twice."""
    late = Order.objects.filter(title__startswith="late-")
    reminders = FlowLog.objects.filter(kind="order", transition="remind", object_id__in=late.values("pk"))
    told = Message.objects.filter(key__contains=":due").values("person").annotate(n=Count("pk"))
    audit.seal()
    unsealed = AuditEntry.objects.filter(seal__isnull=True).count()
    twice = AuditSeal.objects.values("entry").annotate(n=Count("pk")).filter(n__gt=1).count()
    numbers = [
        OrmQ.objects.count(), late.filter(reminded_at__isnull=False).count(),
        reminders.count(), sum(row["n"] for row in told), unsealed, twice,
    ]  # fmt: skip
    print(json.dumps(numbers))
