"""What a person has consented to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shijian.people.enums import Purpose
from shijian.people.models import Consent, Person


@dataclass(frozen=True, slots=True)
class Standing:
    """One purpose with the consent that stands, if any."""

    purpose: Purpose
    consent: Consent | None


def overview(person: Person, purposes: Iterable[Purpose] = tuple(Purpose)) -> list[Standing]:
    """Each purpose with the consent that stands; one query."""
    rows = Consent.objects.filter(person=person, withdrawn_at__isnull=True).select_related("given_by")
    standing = {consent.purpose: consent for consent in rows}
    return [Standing(purpose, standing.get(purpose)) for purpose in purposes]


def stands(person: Person, purpose: Purpose) -> bool:
    """Whether the person has consented to a purpose and not withdrawn it."""
    return Consent.objects.filter(person=person, purpose=purpose, withdrawn_at__isnull=True).exists()
