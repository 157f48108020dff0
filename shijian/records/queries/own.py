"""The volunteer entries of whoever looks, and of his wards."""

from __future__ import annotations

from django.db.models import Case, QuerySet, Value, When

from shijian.kernel.actor import Actor
from shijian.people.models import own_or_ward
from shijian.volunteers.models import Volunteer


def own_volunteers(actor: Actor) -> QuerySet[Volunteer]:
    """The actor's own first; one query."""
    rows = Volunteer.objects.filter(own_or_ward(actor.person_id, "person")).select_related("person", "unit")
    first = Case(When(person_id=actor.person_id or 0, then=Value(0)), default=Value(1))
    return rows.order_by(first, "pk")
