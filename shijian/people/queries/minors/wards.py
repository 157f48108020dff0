"""What guardians have consented to, and until which birthday."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db.models import F, Q, QuerySet

from shijian.kernel import ages, clock
from shijian.kernel.actor import Actor
from shijian.people.enums import Purpose
from shijian.people.models import ChildNotice, Consent, Guardianship, Person, is_ward

# Up to which birthday a guardian is asked for each purpose. A minor's name is never shown in public: nobody is asked.
LIMITS: Mapping[Purpose, int] = MappingProxyType(
    {
        Purpose.CHILD_DATA: ages.Age.TEEN,
        Purpose.GUARDIAN: ages.Age.ADULT,
        Purpose.PHOTO: ages.Age.ADULT,
    }
)


@dataclass(frozen=True, slots=True)
class WardConsent:
    """One purpose of a ward: the consent that stands, its paper, the last day on which it can hold."""

    purpose: Purpose
    consent: Consent | None
    until: dt.date | None
    is_outdated: bool

    @property
    def file_key(self) -> str:
        """Where the photo of the sheet lies; "" without one."""
        paper = getattr(self.consent, "paper", None)
        return paper.file_key if paper is not None else ""


def of_guardian(actor: Actor) -> QuerySet[Person]:
    """The minors for whom the actor answers."""
    rows = Person.objects.filter(is_ward(actor.person_id, ""), merged_into__isnull=True)
    return rows.select_related("unit", "guardian", "second_guardian").order_by("pk")


def asked_of(ward: Person, day: dt.date | None = None) -> list[Purpose]:
    """The purposes for which a guardian is asked at the ward's age on `day` (today)."""
    on = day or clock.today()
    return [purpose for purpose, limit in LIMITS.items() if ages.is_under(ward.birth_date, limit, on)]


def consents_of(ward: Person) -> list[WardConsent]:
    """Each purpose asked at this age with the consent that stands; two queries."""
    rows = Consent.objects.filter(person=ward, withdrawn_at__isnull=True, purpose__in=list(LIMITS))
    standing = {row.purpose: row for row in rows.select_related("paper")}
    notice = current_notice()
    return [
        WardConsent(
            purpose, standing.get(purpose), _until(ward, purpose), _is_outdated(standing.get(purpose), notice)
        )
        for purpose in asked_of(ward)
    ]


def current_notice() -> ChildNotice | None:
    """The rules for children that hold now; None as long as the centre published none."""
    found: ChildNotice | None = ChildNotice.objects.order_by("-version").first()
    return found


def child_data_stands(ward: Person) -> bool:
    """Whether a guardian consented to the child's data under the rules that hold now.

    True from 14 on, and where the date of birth is unknown: most entries without one are elders.
    """
    if ward.birth_date is None or not ages.is_under(ward.birth_date, ages.Age.TEEN, clock.today()):
        return True
    notice = current_notice()
    rows = Consent.objects.filter(person=ward, purpose=Purpose.CHILD_DATA, withdrawn_at__isnull=True)
    return notice is not None and rows.filter(paper__notice=notice.version).exists()


def to_lapse(today: dt.date) -> QuerySet[Consent]:
    """The guardians' consents whose birthday has come."""
    due = Q(pk__in=[])
    for purpose, limit in LIMITS.items():
        due |= Q(purpose=purpose, person__birth_date__lte=ages.latest_birth(limit, today))
    theirs = ~Q(purpose=Purpose.PHOTO) | Q(
        paper__isnull=False
    )  # an adult's own consent to photos has no paper
    grown = Q(person__birth_date__lte=ages.latest_birth(ages.Age.ADULT, today))
    for_ward = grown & Q(purpose=Purpose.HEALTH) & ~Q(given_by=F("person"))
    return Consent.objects.filter((due & theirs) | for_ward, withdrawn_at__isnull=True).order_by("pk")


def of_age(today: dt.date) -> QuerySet[Person]:
    """Grown-ups for whom somebody still answers by a noted guardianship."""
    running = Guardianship.objects.filter(ends_on__isnull=True).values("ward_id")
    grown = Q(birth_date__lte=ages.latest_birth(ages.Age.ADULT, today), guardian__isnull=False)
    return Person.objects.filter(grown, pk__in=running).order_by("pk")


def _until(ward: Person, purpose: Purpose) -> dt.date | None:
    if ward.birth_date is None:
        return None
    return ages.birthday(ward.birth_date, LIMITS[purpose]) - dt.timedelta(days=1)


def _is_outdated(consent: Consent | None, notice: ChildNotice | None) -> bool:
    if consent is None or consent.purpose != Purpose.CHILD_DATA:
        return False
    paper = getattr(consent, "paper", None)
    return notice is None or paper is None or paper.notice != notice.version
