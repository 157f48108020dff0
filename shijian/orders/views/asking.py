"""What several pages need: errors of operations on the form, the persons and places one may ask for."""

from __future__ import annotations

from django import forms
from django.db.models import Q, QuerySet

from shijian.kernel import paths
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.errors import ShijianError
from shijian.people.models import Person, own_or_ward
from shijian.units.models import Unit


def show(form: forms.Form, error: ShijianError) -> None:
    """Put what an operation refused beside its field, or on top."""
    if not error.fields:
        form.add_error(None, str(error))
    for name, text in error.fields.items():
        if name in form.fields:
            form.add_error(name, str(text))
        else:
            form.add_error(None, str(text))


def persons_of(actor: Actor) -> list[Person]:
    """Oneself first, then one's wards."""
    rows = Person.objects.filter(own_or_ward(actor.person_id), merged_into__isnull=True)
    found = rows.select_related("unit").order_by("pk")[:20]
    return sorted(found, key=lambda person: person.pk != actor.person_id)


def neighbours(unit: Unit) -> QuerySet[Unit]:
    """The units of one's town: where a resident may need help."""
    town = unit.path[: -paths.WIDTH] or unit.path
    return Unit.objects.active().filter(Q(pk=unit.pk) | paths.below("path", town)).order_by("path")


def taking_at(actor: Actor) -> QuerySet[Unit]:
    """The units at which the officer may take orders."""
    return Unit.objects.active().filter(actor.within(Permission.ORDER_TAKE)).order_by("path")
