"""Finding persons, for staff."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from shijian.kernel import crypto, search
from shijian.kernel.actor import Actor, Permission
from shijian.people import identity
from shijian.people.models import Person, own_or_ward

KIND = "person"


def within_reach(actor: Actor) -> QuerySet[Person]:
    """The persons of the actor's units, without entries that were merged away."""
    rows = Person.objects.visible_to(actor).filter(merged_into__isnull=True)
    return rows.select_related("unit", "account")


def self_and_wards(actor: Actor) -> QuerySet[Person]:
    """Those for whom the actor speaks: oneself and one's wards."""
    rows = Person.objects.filter(own_or_ward(actor.person_id), merged_into__isnull=True)
    return rows.select_related("unit").order_by("pk")


def spoken_for(actor: Actor) -> list[Person]:
    """The same, oneself first, at most twenty."""
    return sorted(self_and_wards(actor)[:20], key=lambda person: person.pk != actor.person_id)


def matching(actor: Actor, query: str) -> QuerySet[Person]:
    """Persons in reach whose name (also by pinyin), whole phone or whole document number is `query`."""
    rows = within_reach(actor)
    query = query.strip()
    if not query:
        return rows
    scopes = actor.grants.get(Permission.PERSON_VIEW, frozenset())
    hits = search.find(KIND, query, under=sorted(scope.path for scope in scopes))
    return rows.filter(Q(pk__in=list(hits)) | _numbers(query))


def look_alikes(actor: Actor, person: Person, limit: int = 5) -> list[Person]:
    """Persons in reach who may be the same human being: same document, phone and name, or name and date of birth."""
    same = Q(pk__in=[])
    if person.document_index:
        same |= Q(document_index=person.document_index)
    if person.phone_index:
        same |= Q(name=person.name, phone_index=person.phone_index)
    if person.birth_date:
        same |= Q(name=person.name, birth_date=person.birth_date)
    return list(within_reach(actor).filter(same).exclude(pk=person.pk).order_by("pk")[:limit])


def _numbers(query: str) -> Q:
    found = Q(pk__in=[])
    phone, document = identity.normal_phone(query), identity.normal_document(query)
    if identity.is_phone(phone):
        found |= Q(phone_index=crypto.blind_index(phone, "phone"))
    if len(document) >= 5:
        found |= Q(document_index=crypto.blind_index(document, "document"))
    return found
