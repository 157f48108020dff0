"""What a volunteer and the public read about stars."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Sum

from shijian.kernel import clock, paths, policy
from shijian.kernel.actor import Actor
from shijian.kernel.words import masked_name
from shijian.people.enums import Purpose
from shijian.people.queries import consents
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


@dataclass(slots=True)
class Found:
    """What there is of some volunteers on a day, by the key of the volunteer."""

    day: dt.date
    rules: list[stars.Rule]
    accepted: set[str]
    sums: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    stars: dict[int, list[Star]] = field(default_factory=lambda: defaultdict(list))
    bars: dict[int, StarBar] = field(default_factory=dict)
    appeals: dict[int | None, StarObjection] = field(default_factory=dict)
    waiting: dict[int, int] = field(default_factory=dict)


def card(volunteer: Volunteer, actor: Actor) -> Card:
    """The card of one volunteer."""
    return cards([volunteer], actor)[0]


def cards(volunteers: Collection[Volunteer], actor: Actor) -> list[Card]:
    """The cards of some volunteers; four queries, a fifth where one of them is barred."""
    rows = Found(clock.today(), stars.rules_on(clock.today()), set(stars.grades_on(clock.today())))
    counted = ServiceRecord.objects.counted().filter(volunteer__in=volunteers).order_by()
    for row in counted.values("volunteer_id", "grade").annotate(total=Sum("minutes")):
        rows.sums[row["volunteer_id"]][row["grade"]] = row["total"]
    for star in stars.with_people(Star.objects.filter(volunteer__in=volunteers)).order_by("-pk"):
        rows.stars[star.volunteer_id].append(star)
    rows.waiting = star_why.waiting_of(volunteers, rows.accepted)
    bars = StarBar.objects.filter(StarBar.on(rows.day), volunteer__in=volunteers)
    rows.bars = {bar.volunteer_id: bar for bar in bars.order_by("until_day")}
    if rows.bars:
        appeals = StarObjection.objects.filter(bar__in=rows.bars.values()).order_by("-pk")
        rows.appeals = {appeal.bar_id: appeal for appeal in appeals}
    return [_card(volunteer, actor, rows) for volunteer in volunteers]


def _card(volunteer: Volunteer, actor: Actor, rows: Found) -> Card:
    sums, mine, bar = rows.sums[volunteer.pk], rows.stars[volunteer.pk], rows.bars.get(volunteer.pk)
    parts = [Part(grade, sums[grade], grade.value in rows.accepted) for grade in Grade if grade in sums]
    minutes = sum(part.minutes for part in parts if part.counts)
    level = max((star.level for star in mine if star.is_standing), default=0)
    under_way = next((star for star in mine if star.is_under_way), None)
    rule = next((each for each in rows.rules if each.level > level), None)
    ready = rule is not None and minutes >= rule.minutes and under_way is None and bar is None
    quiet = under_way is not None or bar is not None
    return Card(
        volunteer, level, minutes, parts, rule, under_way, bar, rows.appeals.get(bar.pk) if bar else None,
        may_apply=ready and volunteer.state == "active" and rules_stars.can_apply(actor, volunteer),
        may_appeal_bar=bar is not None and _may_appeal(volunteer, bar, actor, rows),
        past=[star for star in mine if not star.is_under_way],
        why_not=_why_not(volunteer, rule, minutes, actor, rows) if rule and not quiet else [],
    )  # fmt: skip


def _why_not(volunteer: Volunteer, rule: stars.Rule, minutes: int, actor: Actor, rows: Found) -> list[str]:
    return star_why.why_not(volunteer, rule, minutes, actor, waiting=rows.waiting.get(volunteer.pk, 0))


def _may_appeal(volunteer: Volunteer, bar: StarBar, actor: Actor, rows: Found) -> bool:
    bar.volunteer = volunteer
    in_time = stars.appeal_ends(bar.at) >= rows.day
    return in_time and bar.pk not in rows.appeals and rules_stars.can_appeal_bar(actor, bar)


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
    return rows.annotate(is_named=consents.named(purpose)).select_related("volunteer__person")


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
    rows = ServiceRecord.objects.counted().filter(
        volunteer__state="active",
        volunteer__person__in=consents.of_grown_ups(Purpose.RANKING).values("person"),
    )
    sums = rows.order_by().values("volunteer", "volunteer__person__name").annotate(total=Sum("minutes"))
    best = sums.order_by("-total", "volunteer")[: policy.get(policies.RANKING_SHOWN)]
    places: list[Place] = []
    for at, row in enumerate(best, start=1):
        hours = row["total"] // 60 * 60
        place = places[-1].place if places and places[-1].minutes == hours else at
        places.append(Place(place, masked_name(row["volunteer__person__name"]), hours))
    return places
