"""Reads of cards and statements: the facts that are signed, one's own, what the public learns from a code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet, Sum
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from shijian.kernel import ages, clock
from shijian.kernel.actor import Actor
from shijian.kernel.attestations import STANDING, Fact
from shijian.kernel.words import masked_name
from shijian.people.models import Person
from shijian.records.enums import Grade
from shijian.records.models import AppraisalStatement, ServiceRecord, VolunteerCard
from shijian.records.models.proofs import CARD, STATEMENT
from shijian.records.queries.honours import honours_of
from shijian.volunteers.models import Training, Volunteer

APART = (
    Grade.LATE,
    Grade.IMPORTED,
)  # nothing that the system saw itself: shown beside the total, never in it


@dataclass(frozen=True, slots=True)
class CardChecked:
    """All that anybody learns from the code of a card."""

    is_valid: bool
    public_name: str
    unit: str
    since: dt.date


@dataclass(frozen=True, slots=True)
class YearLine:
    """The counted minutes of a year and grade."""

    year: int
    grade: Grade
    minutes: int

    @property
    def is_apart(self) -> bool:
        """Whether it stands beside the total."""
        return self.grade in APART


def cards_of(actor: Actor) -> dict[int, VolunteerCard]:
    """The cards in use of the actor and his wards, by volunteer."""
    rows = VolunteerCard.objects.visible_to(actor).filter(ended_at__isnull=True)
    return {row.volunteer_id: row for row in rows.select_related("volunteer__person", "volunteer__unit")}


def counted_minutes(volunteer: Volunteer) -> int:
    """What counts of a volunteer today, in minutes."""
    rows = ServiceRecord.objects.counted().filter(volunteer=volunteer)
    return rows.aggregate(total=Sum("minutes"))["total"] or 0


def card_facts(volunteer: Volunteer, code: str) -> dict[str, Fact]:
    """What a card says and is signed for."""
    return {
        "kind": CARD, "number": code, "holder": volunteer.person.name, "volunteer": volunteer.number,
        "unit": volunteer.unit.name, "since": volunteer.registered_on.isoformat(),
        "minutes": counted_minutes(volunteer), "made_on": clock.today().isoformat(),
    }  # fmt: skip


def card_checked(code: str) -> CardChecked | None:
    """What the public learns from a code; nothing when there is none. A card that does not hold tells no name."""
    row = VolunteerCard.objects.filter(code=code.strip().upper())
    card = row.select_related("volunteer__person", "volunteer__unit").first()
    if card is None:
        return None
    volunteer = card.volunteer
    name = public_name_of(volunteer.person) if card.is_valid else ""
    return CardChecked(card.is_valid, name, volunteer.unit.name, volunteer.registered_on)


def public_name_of(person: Person) -> str:
    """The masked name of a grown-up; nothing of a minor, or where the day of birth is not on file."""
    minor = ages.is_under(person.birth_date, ages.Age.ADULT, clock.today())
    return "" if minor else masked_name(person.name)


def by_year(volunteer: Volunteer) -> list[YearLine]:
    """The counted minutes by year and grade, the latest year first, strongest grade first."""
    rows = ServiceRecord.objects.counted().filter(volunteer=volunteer).order_by()
    sums = (
        rows.annotate(year=ExtractYear("started_at")).values("year", "grade").annotate(total=Sum("minutes"))
    )
    order = list(Grade)
    lines = [YearLine(row["year"], Grade(row["grade"]), row["total"]) for row in sums]
    return sorted(lines, key=lambda line: (-line.year, order.index(line.grade)))


def statement_facts(volunteer: Volunteer) -> dict[str, Fact]:
    """What a statement says and is signed for; years as "2026 site 120", parts of lines between "|"."""
    lines = by_year(volunteer)
    trainings = Training.objects.filter(
        volunteer=volunteer, counts_since__isnull=False, voided_at__isnull=True
    ).order_by("day", "pk")
    return {
        "kind": STATEMENT, "holder": volunteer.person.name, "volunteer": volunteer.number,
        "unit": volunteer.unit.name, "since": volunteer.registered_on.isoformat(),
        "made_on": clock.today().isoformat(),
        "minutes": sum(line.minutes for line in lines if not line.is_apart),
        "apart": sum(line.minutes for line in lines if line.is_apart),
        "years": [f"{line.year} {line.grade.value} {line.minutes}" for line in lines],
        "trainings": [
            f"{row.day.isoformat()}|{row.course}|{row.minutes}|{row.organiser.replace('|', '/')}" for row in trainings
        ],
        "honours": [
            "|".join(part.replace("|", "/") for part in (
                line.day.isoformat(), line.title, line.authority, line.level, line.source,
            )) for line in honours_of([volunteer], proved=True)
        ],
    }  # fmt: skip


def honour_lines(facts: Mapping[str, Fact]) -> list[tuple[dt.date, str, str, str]]:
    """The honours of signed facts: day, title, given by with the level, how it is proved."""
    rows = facts.get("honours", [])
    parts = [row.split("|") for row in rows] if isinstance(rows, list) else []
    return [
        (dt.date.fromisoformat(day), title, f"{authority}（{level}）" if level else authority, source)
        for day, title, authority, level, source in parts
    ]


def year_lines(facts: Mapping[str, Fact]) -> list[YearLine]:
    """The years of signed facts."""
    years = facts.get("years", [])
    parts = [line.split() for line in years] if isinstance(years, list) else []
    return [YearLine(int(year), Grade(grade), int(minutes)) for year, grade, minutes in parts]


def training_lines(facts: Mapping[str, Fact]) -> list[tuple[dt.date, str, int, str]]:
    """The trainings of signed facts: day, course, minutes, held by."""
    rows = facts.get("trainings", [])
    parts = [row.split("|") for row in rows] if isinstance(rows, list) else []
    return [(dt.date.fromisoformat(part[0]), "|".join(part[1:-2]), int(part[-2]), part[-1]) for part in parts]


def statements_of(actor: Actor) -> QuerySet[AppraisalStatement]:
    """Those of the actor and his wards."""
    return AppraisalStatement.objects.visible_to(actor).select_related("volunteer__person")


def against_card(facts: Mapping[str, Fact]) -> str:
    """What the register says against a signed card; empty when it holds."""
    found = card_checked(str(facts.get("number", "")))
    if found is None:
        return _("The register does not know this number.")
    return "" if found.is_valid else _("This card does not hold any more.")


def against_statement(facts: Mapping[str, Fact]) -> str:
    """What the register says against a signed statement; empty when it was made here."""
    known = AppraisalStatement.objects.filter(number=str(facts.get("number", ""))).exists()
    return "" if known else _("The register does not know this number.")


def attach() -> None:
    """Answer for cards and statements when a signed paper is verified."""
    STANDING.update({CARD: against_card, STATEMENT: against_statement})
