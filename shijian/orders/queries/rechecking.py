"""Whom to phone about a service record that came of an order."""

from __future__ import annotations

from shijian.kernel import ages, clock
from shijian.orders.models import Order
from shijian.records.models import ServiceRecord
from shijian.records.queries.rechecks import Contact


def who_was_served(record: ServiceRecord) -> Contact | None:
    """The one who was served under the number of the order; for a minor whoever asked, who is grown up."""
    order = Order.objects.filter(pk=record.source_id).select_related("recipient", "asked_by").first()
    if order is None:
        return None
    person = order.recipient
    if ages.is_under(person.birth_date, ages.Age.ADULT, clock.today()):
        person = order.asked_by
        return Contact(person.pk, person.name, person.phone or "")
    return Contact(person.pk, person.name, order.contact_phone or person.phone or "")
