"""Somebody else who needs help: found among those whom the unit knows, or registered without an account."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shijian.kernel import audit
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid, NotAllowed
from shijian.people.models import Person
from shijian.people.operations import Facts, persons
from shijian.units.models import Unit


def find_or_register(name: str, phone: str, *, field: str, unit: Unit, actor: Actor) -> Person | None:
    """The person of that name and phone around `unit`, else a new one registered there; None without a name.

    Whether somebody was known already is not told to the actor. Raises `Invalid` naming `<field>_name|phone`.
    """
    name = " ".join(name.split())
    if not name:
        return None
    if not (actor.is_authenticated or actor.is_system):
        raise NotAllowed
    if not phone.strip() and not actor.is_staff:
        raise Invalid(
            fields={f"{field}_phone": _("Give a phone number, so that we can ask before anybody comes.")}
        )
    return _known(name, phone, unit) or _register(name, phone, field, unit, actor)


def _known(name: str, phone: str, unit: Unit) -> Person | None:
    index = persons.phone_index(phone)
    rows = Person.objects.filter(name=name, phone_index=index, unit_path=unit.path, merged_into__isnull=True)
    return rows.order_by("pk").first() if index else None


def _register(name: str, phone: str, field: str, unit: Unit, actor: Actor) -> Person:
    try:
        person = persons.add(Facts(name=name, phone=phone), unit=unit)
    except Invalid as error:
        raise Invalid(fields={f"{field}_{name}": text for name, text in error.fields.items()}) from None
    audit.record("person.register", person, actor=actor, purpose="order")
    return person
