"""What a volunteer and the public read about stars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Sum

from shijian.kernel import ages, clock, paths, policy
from shijian.kernel.actor import Actor
from shijian.kernel.words import masked_name
from shijian.people.enums import Purpose
from shijian.people.models import Consent, own_or_ward
from shijian.records import policies_stars as policies
from shijian.records import rules_stars
from shijian.records.enums import Grade, StarObjectionState
from shijian.records.models import ServiceRecord, Star, StarBar, StarEntry, StarObjection
from shijian.records.models.proofs import CARRYING
from shijian.records.queries import star_why, stars
from shijian.units.models import Unit
from shijian.volunteers.models import Volunteer


@dataclass(frozen=True, slots=True)
class Part:
    """The counted minutes of one grade of evidence, and whether they count for stars."""

    grade: Grade
    minutes: int
    counts: bool


@dataclass(frozen=True, slots=True)
class Card:
    """Where a volunteer stands: the star, the next line, what counts and why, what is under way."""

    volunteer: Volunteer
    level: int
    minutes: int
    parts: list[Part]
    next: stars.Rule | None
    under_way: Star | None
    bar: StarBar | None
    bar_appeal: StarObjection | None
    may_apply: bool
    may_appeal_bar: bool
    past: list[Star] = field(default_factory=list)
    why_not: list[str] = field(default_factory=list)

    @property
    def missing(self) -> int:
        """Minutes that are missing for the next star."""
        return max(self.next.minutes - self.minutes, 0) if self.next else 0


def volunteers_of(actor: Actor) -> list[Volunteer]:
    """The actor and wards who are in the register; one query."""
    rows = Volunteer.objects.filter(own_or_ward(actor.person_id, "person")).select_related("person", "unit")
    return sorted(rows, key=lambda row: (row.person_id != actor.person_id, row.pk))


def card(volunteer: Volunteer, actor: Actor) -> Card:
    """The card of one volunteer; five queries, and one or two more to say what is missing."""
    today = clock.today()
    accepted = set(stars.grades_on(today))
    rows = ServiceRecord.objects.counted().filter(volunteer=volunteer).order_by()
    sums = dict(rows.values("grade").annotate(total=Sum("minutes")).values_list("grade", "total"))
    parts = [Part(grade, sums[grade], grade.value in accepted) for grade in Grade if grade in sums]
    minutes = sum(part.minutes for part in parts if part.counts)
    mine = list(stars.with_people(Star.objects.filter(volunteer=volunteer)).order_by("-pk"))
    level = max((star.level for star in mine if star.is_standing), default=0)
    under_way = next((star for star in mine if star.is_under_way), None)
    rule, bar = stars.next_rule(level, today), stars.bar_of(volunteer)
    in_time = bar is not None and stars.appeal_ends(bar.at) >= today
    ready = rule is not None and minutes >= rule.minutes and under_way is None and bar is None
    appeal = StarObjection.objects.filter(bar=bar).first() if bar else None
    quiet = rule is None or under_way is not None or bar is not None
    return Card(
        volunteer, level, minutes, parts, rule, under_way, bar, appeal,
        may_apply=ready and volunteer.state == "active" and rules_stars.can_apply(actor, volunteer),
        may_appeal_bar=bar is not None and in_time and appeal is None and rules_stars.can_appeal_bar(actor, bar),
        past=[star for star in mine if not star.is_under_way],
        why_not=[] if quiet or rule is None else star_why.why_not(volunteer, rule, minutes, actor),
    )  # fmt: skip


def entries_of(star: Star) -> QuerySet[StarEntry]:
    """The history of a star, oldest first."""
    return star.entries.order_by("pk")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the public reads of one star."""

    pk: int
    number: str
    name: str
    level: int
    authority: str
    until: dt.date | None


def before_the_public(unit: Unit) -> QuerySet[Star]:
    """The stars of a unit and below that are before the public, with `is_named`."""
    rows = Star.objects.in_publicity().filter(paths.below("unit_path", unit.path))
    return named(rows, Purpose.PUBLIC_NAME)


def agreed(unit: Unit) -> QuerySet[Any]:
    """Stars that stand of grown-ups who agreed to show them in public, the highest of each first."""
    rows = Star.objects.standing().filter(paths.below("unit_path", unit.path), volunteer__state__in=CARRYING)
    higher = Star.objects.standing().filter(volunteer=OuterRef("volunteer"), level__gt=OuterRef("level"))
    found: QuerySet[Any] = named(rows, Purpose.PUBLIC_STAR)
    return found.filter(is_named=True).exclude(Exists(higher)).order_by("-level", "pk")


def named(rows: QuerySet[Star], purpose: Purpose) -> QuerySet[Star]:
    """With `is_named`: the volunteer agreed to that purpose and is of age."""
    standing = Consent.objects.filter(purpose=purpose, withdrawn_at__isnull=True)
    of_age = ages.latest_birth(ages.Age.ADULT, clock.today())
    agreed_to = standing.filter(person=OuterRef("volunteer__person"), person__birth_date__lte=of_age)
    return rows.annotate(is_named=Exists(agreed_to)).select_related("volunteer__person")


def shown(rows: Iterable[Any]) -> list[Shown]:
    """The public side of stars with `is_named`: the number, and a name with its first character only."""
    return [
        Shown(
            star.pk, star.volunteer.number, masked_name(star.volunteer.person.name) if star.is_named else "",
            star.level, str(star.get_authority_display()), star.public_until,
        )
        for star in rows
    ]  # fmt: skip


def is_doubted(star: Star) -> bool:
    """Whether somebody objects to it now."""
    return star.objections.filter(state=StarObjectionState.OPEN).exists()


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the public ranking."""

    place: int
    name: str
    minutes: int


def ranking() -> list[Place]:
    """Those who agreed to be ranked in public and are of age, by counted minutes; equal minutes share a place.

    Minutes are shown in whole hours by the page; nobody else is counted, so that nothing follows about others.
    """
    standing = Consent.objects.filter(purpose=Purpose.RANKING, withdrawn_at__isnull=True)
    of_age = ages.latest_birth(ages.Age.ADULT, clock.today())
    rows = ServiceRecord.objects.counted().filter(
        volunteer__state="active",
        volunteer__person__in=standing.filter(person__birth_date__lte=of_age).values("person"),
    )
    sums = rows.order_by().values("volunteer", "volunteer__person__name").annotate(total=Sum("minutes"))
    best = sums.order_by("-total", "volunteer")[: policy.get(policies.RANKING_SHOWN)]
    places: list[Place] = []
    for at, row in enumerate(best, start=1):
        hours = row["total"] // 60 * 60
        place = places[-1].place if places and places[-1].minutes == hours else at
        places.append(Place(place, masked_name(row["volunteer__person__name"]), hours))
    return places
