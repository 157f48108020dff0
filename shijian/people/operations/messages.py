"""Sentences in the inbox."""

from __future__ import annotations

from collections.abc import Iterable

from shijian.kernel import clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid, NotAllowed
from shijian.kernel.operation import operation
from shijian.people.models import Message, Person

LONGEST = 300


@operation
def notify(person_id: int, *, key: str, text: str, url: str = "", actor: Actor) -> Message:
    """Put a sentence into the inbox of a person; the same `key` arrives once, whatever the text is then.

    `url` is a path of this site. A merged person's messages go to the entry that stays.
    Text past 300 characters is cut.
    """
    if url and (not url.startswith("/") or url.startswith("//")):
        raise Invalid(fields={"url": "not a path"})
    person_id = (
        Person.objects.filter(pk=person_id).values_list("merged_into_id", flat=True).get() or person_id
    )
    line = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    message = Message(
        person_id=person_id, key=key, text=line, url=url, channel=actor.channel, created_at=clock.now()
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)
    return Message.objects.get(person_id=person_id, key=key)


@operation
def mark_read(ids: Iterable[int] | None = None, *, actor: Actor) -> int:
    """Mark own messages as read, all of them without `ids`; returns how many were new. Others' are left alone."""
    if actor.person_id is None:
        raise NotAllowed
    rows = Message.objects.filter(person_id=actor.person_id, read_at__isnull=True)
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    return rows.update(read_at=clock.now())
