"""Messages to the people around an order, in the language of the county, each once by its key."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_noop

from shijian.kernel.actor import Actor
from shijian.orders.models import Order
from shijian.people import operations as people

Words = Callable[[], str]

VERIFIED = gettext_noop("“%(title)s” is confirmed. We are looking for volunteers.")
TO_DISPATCH = gettext_noop("%(number)s %(title)s is verified. Please dispatch it.")
REJECTED = gettext_noop("We cannot take on “%(title)s”: %(what)s. You may ask us to look again.")
APPEALED = gettext_noop("%(number)s %(title)s: the resident asks for a second look.")
WITHDRAWN = gettext_noop("“%(title)s” was withdrawn.")
URGED = gettext_noop("%(number)s %(title)s: the resident asks how far it is.")
REFERRED = gettext_noop("Volunteers cannot do “%(title)s”. Please turn to: %(what)s.")
FREED = gettext_noop("“%(title)s” is not needed any more. Thank you for being ready.")


def tell(person_ids: Iterable[int], *, key: str, text: Words, route: str, pk: int, actor: Actor) -> None:
    """Put a message into the inbox of each person; `text` is called in the county's own language."""
    with translation.override(settings.LANGUAGE_CODE):
        sentence = text()[:300]
    for person_id in dict.fromkeys(person_ids):
        people.notify(person_id, key=key, text=sentence, url=reverse(route, args=[pk]), actor=actor)


def tell_residents(order: Order, *, key: str, text: Words, actor: Actor) -> None:
    """Tell the one who is helped and the one who asked, except the actor."""
    persons = {order.recipient_id, order.asked_by_id, *order.recipient.guardian_ids} - {actor.person_id, None}
    ids = sorted(pk for pk in persons if pk is not None)
    tell(ids, key=f"order:{order.pk}:{key}", text=text, route="orders:detail", pk=order.pk, actor=actor)


def tell_staff(order: Order, staff: Iterable[int], *, key: str, text: Words, actor: Actor) -> None:
    """Tell officers, except the actor."""
    ids = [pk for pk in staff if pk != actor.person_id]
    tell(
        ids, key=f"order:{order.pk}:{key}", text=text, route="orders:office-detail", pk=order.pk, actor=actor
    )
