"""The secret link under which a person's calendar program reads the own activities."""

from __future__ import annotations

import secrets

from shijian.activities.models import FeedLink
from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import NotAllowed
from shijian.kernel.operation import lock, operation
from shijian.people.models import Person
from shijian.people.queries import accounts

TOKEN_BYTES = 32


@operation
def renew_link(*, actor: Actor) -> str:
    """Make a new link for the actor; the one before opens nothing any more. The secret is given this once."""
    person = _me(actor)
    _end(person)
    secret = secrets.token_urlsafe(TOKEN_BYTES)
    link = FeedLink.objects.create(person=person, token_hash=accounts.digest(secret), made_at=clock.now())
    audit.record("feed.renew", link, actor=actor, for_person_id=person.pk)
    return secret


@operation
def revoke_link(*, actor: Actor) -> int:
    """End the actor's link; gives how many were open (0 or 1)."""
    person = _me(actor)
    ended = _end(person)
    if ended:
        audit.record("feed.revoke", person, actor=actor, for_person_id=person.pk)
    return ended


def _end(person: Person) -> int:
    return FeedLink.objects.filter(person=person, revoked_at__isnull=True).update(revoked_at=clock.now())


def _me(actor: Actor) -> Person:
    if actor.person_id is None:
        raise NotAllowed
    return lock(Person.objects.all(), pk=actor.person_id)
