"""Reads of orders: who handles, who is told, whom to phone, what waits for an officer."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from shijian.kernel import clock, paths, search
from shijian.kernel.actor import Actor, Permission
from shijian.orders.enums import OPEN_STATES, ORDER_KIND
from shijian.orders.models import Order
from shijian.people.enums import Role
from shijian.people.models import Appointment, is_ward
from shijian.units.models import Unit

VERIFIERS = frozenset({Role.STATION, Role.HUB, Role.CENTRE})
DISPATCHERS = frozenset({Role.HUB, Role.CENTRE})


def close_to(order: Order) -> set[int]:
    """Ids of the persons who are helped by the order, asked for it or took it down: they do not verify it."""
    near = (order.recipient_id, order.recipient.guardian_id, order.asked_by_id, order.taken_by_id)
    return {pk for pk in near if pk is not None}


def nearest_handler(
    unit: Unit, roles: Iterable[Role], *, above: str = "", without: Collection[int] = ()
) -> Unit:
    """The nearest unit on the way up from `unit` with staff of these roles today; else the topmost one.

    `above` names the path of a unit whose own staff and those below are passed over; `without` are persons who
    do not count, so that the need of a station's only officer goes one level up.
    """
    way = [path for path in paths.ancestors(unit.path) if not above or len(path) < len(above)]
    running = Appointment.objects.filter(
        Appointment.on(clock.today()), role__in=list(roles), unit__path__in=way
    ).exclude(person_id__in=without)
    found = set(running.values_list("unit__path", flat=True))
    path = max(found, key=len, default=way[0] if way else unit.path)
    return unit if path == unit.path else Unit.objects.get(path=path)


def staff_of(unit_id: int, roles: Iterable[Role]) -> list[int]:
    """Ids of the persons who hold one of `roles` at the unit today."""
    rows = Appointment.objects.filter(Appointment.on(clock.today()), unit_id=unit_id, role__in=list(roles))
    return list(rows.order_by("person_id").values_list("person_id", flat=True).distinct())


def own(actor: Actor) -> QuerySet[Order]:
    """Orders for oneself, by oneself, or for one's wards, with what the list shows."""
    if actor.person_id is None:
        return Order.objects.none()
    mine = Q(recipient_id=actor.person_id) | Q(asked_by_id=actor.person_id)
    mine |= is_ward(actor.person_id, "recipient")
    rows = Order.objects.filter(mine).select_related("recipient", "team", "unit")
    return rows.prefetch_related("assignments__volunteer__person", "ratings")


def for_office(actor: Actor) -> QuerySet[Order]:
    """Orders of units within the actor's reach, with what an officer's row shows."""
    rows = Order.objects.filter(actor.within(Permission.ORDER_VIEW, "unit_path"))
    return rows.select_related("recipient", "team", "unit", "handler")


def narrowed(
    rows: QuerySet[Order], *, state: str = "", category: str = "", overdue: bool = False, words: str = ""
) -> QuerySet[Order]:
    """Narrow orders by state, class, missed deadlines and by number, title or name."""
    if state:
        rows = rows.filter(state=state)
    if category:
        rows = rows.filter(category=category)
    if overdue:
        rows = rows.filter(due_at__lt=clock.now())
    return rows.filter(pk__in=search.find(ORDER_KIND, words)) if words.strip() else rows


def waiting(rows: QuerySet[Order]) -> QuerySet[Order]:
    """Those that are not finished."""
    return rows.filter(state__in=OPEN_STATES)


def is_overdue(order: Order) -> bool:
    """Whether the deadline of the present step has passed."""
    return order.due_at is not None and order.due_at < clock.now()
