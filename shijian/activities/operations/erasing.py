"""What activities take away when a person's data is deleted or an account closed, and what holds that up."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import ngettext

from shijian.activities.models import LIVE, FeedLink, Signup, SwapRequest
from shijian.activities.operations.tenancy import AHEAD
from shijian.kernel import clock
from shijian.kernel.actor import Actor
from shijian.people.enums import Part
from shijian.people.models import Person
from shijian.people.operations import erasing
from shijian.people.operations.erasing import Eraser


def attach() -> None:
    """Enter what this app holds."""
    erasing.ERASERS.append(Eraser(Part.IDENTITY, _words))
    erasing.BLOCKERS.append(_ahead)
    erasing.CLOSERS.append(_end_link)


def _end_link(person: Person, _actor: Actor) -> None:
    FeedLink.objects.filter(person=person, revoked_at__isnull=True).update(revoked_at=clock.now())


def _ahead(person: Person) -> Iterable[str]:
    count = person.organised.filter(state__in=AHEAD).count()
    if count:
        yield ngettext(
            "%(n)s activity needs somebody else in charge first.",
            "%(n)s activities need somebody else in charge first.",
            count,
        ) % {"n": count}
    coming = Signup.objects.filter(person=person, state__in=LIVE, session__starts_at__gt=clock.now()).count()
    if coming:
        yield ngettext(
            "%(n)s sign-up has to be taken back first.",
            "%(n)s sign-ups have to be taken back first.",
            coming,
        ) % {"n": coming}


def _words(person: Person) -> int:
    SwapRequest.objects.filter(signup__person=person).update(note="")
    return Signup.objects.filter(person=person).update(reason_note="")
