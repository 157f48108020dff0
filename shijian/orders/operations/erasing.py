"""What orders take away when a person's data is deleted or his account closed, and what of them holds that up."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import ngettext

from shijian.orders.enums import OPEN_STATES, AssignmentState
from shijian.orders.models import Assignment, Offer, Order, Rating
from shijian.people.enums import Part
from shijian.people.models import Person
from shijian.people.operations import erasing
from shijian.people.operations.erasing import Eraser

BOUND = (AssignmentState.COMMITTED, AssignmentState.SERVING)


def attach() -> None:
    """Enter what this app holds."""
    erasing.ERASERS.extend(
        [
            Eraser(Part.ADDRESS, _address),
            Eraser(Part.PHONE, _phone),
            Eraser(Part.IDENTITY, _identity),
        ]
    )
    erasing.BLOCKERS.append(_under_way)


def _under_way(person: Person) -> Iterable[str]:
    asked = Order.objects.filter(recipient=person, state__in=OPEN_STATES).count()
    promised = Assignment.objects.filter(volunteer__person=person, state__in=BOUND).count()
    if asked:
        yield ngettext(
            "%(n)s order is still under way; it has to end or be withdrawn first.",
            "%(n)s orders are still under way; they have to end or be withdrawn first.",
            asked,
        ) % {"n": asked}
    if promised:
        yield ngettext(
            "%(n)s promised service has to be done or given back first.",
            "%(n)s promised services have to be done or given back first.",
            promised,
        ) % {"n": promised}


def _address(person: Person) -> int:
    rows = Order.objects.filter(recipient=person).exclude(state__in=OPEN_STATES)
    return rows.exclude(address="").update(address="")


def _phone(person: Person) -> int:
    rows = Order.objects.filter(recipient=person).exclude(state__in=OPEN_STATES)
    return rows.update(contact_phone="")


def _identity(person: Person) -> int:
    Rating.objects.filter(order__recipient=person).update(words="", reply="", follow_up_note="")
    Offer.objects.filter(volunteer__person=person).update(note="")
    Assignment.objects.filter(volunteer__person=person).update(note="")
    return Order.objects.filter(recipient=person).update(description="", address="", contact_phone="")
