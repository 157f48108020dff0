"""What a person has consented to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from shijian.kernel import ages, clock
from shijian.people.enums import Purpose
from shijian.people.models import Consent, Person, PrivacyNotice
from shijian.people.queries import notices


@dataclass(frozen=True, slots=True)
class Standing:
    """One purpose with the consent that stands, if any, and the newer notice that asks for it again, if any."""

    purpose: Purpose
    consent: Consent | None
    renewal: PrivacyNotice | None = None

    @property
    def is_asked(self) -> bool:
        """Whether it is asked now: none stands, or a newer notice asks anew."""
        return self.consent is None or self.renewal is not None


def overview(person: Person, purposes: Iterable[Purpose] = tuple(Purpose)) -> list[Standing]:
    """Each purpose with the consent that stands; one query, two when one stands."""
    rows = Consent.objects.filter(person=person, withdrawn_at__isnull=True).select_related("given_by")
    standing = {consent.purpose: consent for consent in rows}
    newer = notices.renewals() if standing else {}
    return [_standing(purpose, standing.get(purpose), newer) for purpose in purposes]


def own(person: Person, purposes: Iterable[Purpose]) -> list[Standing]:
    """The overview for the person; the consent about health only where he gave it himself, with his answers."""
    rows = overview(person, purposes)
    return [
        each
        for each in rows
        if each.purpose != Purpose.HEALTH
        or (each.consent is not None and each.consent.given_by_id == person.pk)
    ]


def of_grown_ups(purpose: Purpose) -> QuerySet[Consent]:
    """The consents of grown-ups to a purpose that stand today."""
    born = ages.latest_birth(ages.Age.ADULT, clock.today())
    return Consent.objects.filter(purpose=purpose, withdrawn_at__isnull=True, person__birth_date__lte=born)


def named(purpose: Purpose, person: str = "volunteer__person") -> Exists:
    """For `annotate` and `filter`: the person at that path of the row agreed to `purpose`, and is of age."""
    return Exists(of_grown_ups(purpose).filter(person=OuterRef(person)))


def stands(person: Person, purpose: Purpose) -> bool:
    """Whether the person has consented to a purpose and not withdrawn it."""
    return Consent.objects.filter(person=person, purpose=purpose, withdrawn_at__isnull=True).exists()


def is_asked(person: Person, purpose: Purpose) -> bool:
    """Whether the consent has to be given now: none stands, or a newer notice asks for it again."""
    return overview(person, (purpose,))[0].is_asked


def history(person: Person) -> list[Consent]:
    """Consents that ended, newest first."""
    rows = Consent.objects.filter(person=person, withdrawn_at__isnull=False)
    return list(rows.order_by("-withdrawn_at", "-pk")[:20])


def _standing(purpose: Purpose, consent: Consent | None, newer: dict[str, PrivacyNotice]) -> Standing:
    notice = newer.get(purpose)
    due = consent is not None and notice is not None and consent.notice_version < notice.version
    return Standing(purpose, consent, notice if due else None)
