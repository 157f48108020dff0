"""How a resident appears on an order: a minor by name only to who may open the record, and on the day to who serves.

Regulations on the Cyber Protection of Minors, article 36: staff open a minor's data only with leave, which is noted;
`people.queries.minors.access` knows the leaves. Whoever is bound to the service has to find the child on that day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shijian.kernel import clock
from shijian.kernel.actor import Actor
from shijian.orders import rules
from shijian.orders.models import Order
from shijian.people.models import Person
from shijian.people.queries.minors import access


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to see. `hidden` says that a minor's name, house, phone and words are kept back."""

    name: str
    address: str
    phone: str
    description: str
    hidden: bool = False


def contact(order: Order, actor: Actor) -> Contact | None:
    """What the actor may read of the one who is helped; None for who is not concerned."""
    if not rules.can_see_contact(actor, order):
        return None
    if not sees_whole(order, actor):
        return Contact(child_words(order.recipient), "", "", "", hidden=True)
    return Contact(order.recipient.name, order.address, order.contact_phone or "", order.description)


def sees_whole(order: Order, actor: Actor) -> bool:
    """Whether pages show the whole of the one who is helped now; no query for grown-ups."""
    person = order.recipient
    if not access.is_protected(person) or rules.is_recipient(actor, order):
        return True
    return access.shows_whole(actor, person) or serves_today(order, actor)


def serves_today(order: Order, actor: Actor) -> bool:
    """Whether the actor, or the team that the actor leads, is bound to the order on this local day."""
    first, last = clock.local(order.wished_from).date(), clock.local(order.wished_until).date()
    if not first <= clock.today() <= last:
        return False
    return rules.leads(actor, order) or rules.is_bound(actor, order)


def shown_name(order: Order, actor: Actor) -> str:
    """The name for a page about the order."""
    return order.recipient.name if sees_whole(order, actor) else child_words(order.recipient)


def listed_name(person: Person) -> str:
    """The name for lists that are not made for one reader: a minor is never named there."""
    return child_words(person) if access.is_protected(person) else person.name


def masked_names(order: Order, actor: Actor, persons: Iterable[Person]) -> dict[int, str]:
    """The names by key of those of `persons` who are minors and not open to the actor."""
    shut = [person for person in persons if access.is_protected(person)]
    if not shut or rules.is_recipient(actor, order):
        return {}
    return {person.pk: child_words(person) for person in shut if not access.shows_whole(actor, person)}


def child_words(person: Person) -> str:
    """A minor without a name: the number or the family name, and the age band."""
    return _("%(name)s (%(band)s)") % {"name": access.masked_name(person), "band": access.band_words(person)}
