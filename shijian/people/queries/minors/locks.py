"""What a page says of a minor whose record stays shut; forms are plain fields that the template writes."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from shijian.kernel.actor import Actor, Permission
from shijian.people.models import Person
from shijian.people.queries.minors import access


def of(actor: Actor, person: Person) -> dict[str, Any]:
    """The masked person, and what the actor may do to open the record."""
    keeps = actor.may(Permission.PERSON_EDIT, person.unit_path)
    return {
        "person": person,
        "name": access.masked_name(person),
        "band": access.band_words(person),
        "has_leave": access.may_open(actor, person),
        "may_ask": actor.may(Permission.PERSON_VIEW, person.unit_path),
        "guardians_url": reverse("people:guardians", args=[person.pk]) if keeps else "",
    }
