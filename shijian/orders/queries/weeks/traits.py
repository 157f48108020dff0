"""The hard rules as bits: each is asked once for everything that its answer depends on, never written twice."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.db.models import QuerySet

from shijian.matching.week import Ints, Masks
from shijian.orders.models import Order, OrderInsurance
from shijian.orders.queries import eligibility, suiting
from shijian.orders.queries.eligibility import Need
from shijian.volunteers.enums import Language, Risk
from shijian.volunteers.models import Volunteer, VolunteerSkill
from shijian.volunteers.queries import health

WORD = 64
CHUNK = 5000
# What the answer of a rule depends on; None where everybody passes.
KEYS: dict[str, Callable[[Need], Hashable]] = {
    "minor": lambda need: need.first_day if need.adults_only else None,
    "uninsured": lambda need: (need.first_day, need.last_day) if need.order.risk >= Risk.DANGER else None,
    "unlicensed": lambda need: (frozenset(need.licences), need.last_day) if need.licences else None,
    "untrained": lambda need: (
        (frozenset(need.trainings), need.first_day, need.last_day) if need.trainings else None
    ),
    "no-agreement": lambda need: (
        (need.order.unit_path, need.first_day, need.last_day) if need.agreement else None
    ),
    suiting.CODE: lambda need: need.declaration or None,
    "away": lambda need: need.first_day,
}
MANY = frozenset({Language.MANDARIN, ""})
Holders = Callable[[], Iterable[int]]


@dataclass
class Traits:
    """Bits that orders need and volunteers have, as rows of words of 64."""

    orders: int
    place: dict[int, int]
    bits: dict[Hashable, tuple[list[int], Holders]] = field(default_factory=dict)

    def demand(self, key: Hashable, order: int, holders: Holders) -> None:
        """Say that the order at that place needs what `holders` gives the volunteers of; asked once for each key."""
        self.bits.setdefault(key, ([], holders))[0].append(order)

    def arrays(self) -> tuple[Masks, Masks]:
        """What orders need, what volunteers have; one query for each bit."""
        words = max(1, -(-len(self.bits) // WORD))
        needs = np.zeros((self.orders, words), np.uint64)
        has = np.zeros((len(self.place), words), np.uint64)
        for number, (orders, holders) in enumerate(self.bits.values()):
            bit = np.uint64(1) << np.uint64(number % WORD)
            needs[np.array(orders, np.int64), number // WORD] |= bit
            able = [self.place[pk] for pk in holders() if pk in self.place]
            has[np.array(able, np.int64), number // WORD] |= bit
        return needs, has


def of(
    needs: Sequence[Need], rows: QuerySet[Order], volunteers: QuerySet[Volunteer], place: dict[int, int]
) -> Traits:
    """The traits of these needs; `place` gives each volunteer his row."""
    traits = Traits(len(needs), place)
    insured = _insured(rows, needs)
    for number, need in enumerate(needs):
        for rule, key in _rules(need, number in insured):
            traits.demand((rule.code, key), number, _passing(rule, need, volunteers))
        for key, holders in _own(need, volunteers, place):
            traits.demand(key, number, holders)
    return traits


def _rules(need: Need, insured: bool) -> Iterator[tuple[eligibility.Rule, Hashable]]:
    for rule in eligibility.RULES:
        key = KEYS[rule.code](need) if rule.code in KEYS else None
        if key is not None and not (insured and rule.code == "uninsured"):
            yield rule, key


def _passing(rule: eligibility.Rule, need: Need, volunteers: QuerySet[Volunteer]) -> Holders:
    return lambda: volunteers.filter(rule.test(need)).values_list("pk", flat=True)


def _insured(rows: QuerySet[Order], needs: Sequence[Need]) -> set[int]:
    """The places of the orders that have an insurance of their own for all of their days; one query."""
    terms: dict[int, list[tuple[object, object]]] = {}
    found = OrderInsurance.objects.filter(order__in=rows.values("pk"))
    for pk, *term in found.values_list("order_id", "valid_from", "valid_until"):
        terms.setdefault(pk, []).append((term[0], term[1]))
    return {
        number
        for number, need in enumerate(needs)
        if any(a <= need.first_day and need.last_day <= b for a, b in terms.get(need.order.pk, ()))  # type: ignore[operator]
    }


def _own(
    need: Need, volunteers: QuerySet[Volunteer], place: dict[int, int]
) -> Iterator[tuple[Hashable, Holders]]:
    """What a plan asks beside the rules: that strains suit, that the language is spoken."""
    if need.order.strains:
        strains = frozenset(need.order.strains)
        yield ("strains", strains), lambda: _suited(strains, list(place))
    if need.order.language not in MANY:
        language = need.order.language
        yield ("language", language), lambda: _speaking(language, volunteers)


def _suited(strains: frozenset[str], ids: list[int]) -> Iterator[int]:
    for first in range(0, len(ids), CHUNK):
        some = ids[first : first + CHUNK]
        out = health.unsuited(some, strains)
        yield from (pk for pk in some if pk not in out)


def _speaking(language: str, volunteers: QuerySet[Volunteer]) -> Iterator[int]:
    return (pk for pk, spoken in volunteers.values_list("pk", "languages") if language in spoken)


def skills(
    needs: Sequence[Need], volunteers: QuerySet[Volunteer], traits: Traits
) -> tuple[list[frozenset[int]], Ints, Masks]:
    """The sets of skills that are asked, the number of each order's set, and which sets each volunteer has; one query.

    Sets beyond the 64th become traits.
    """
    asked = [frozenset(need.skill_ids) for need in needs]
    often = {each: asked.count(each) for each in set(asked) - {frozenset()}}
    sets = [frozenset[int](), *sorted(often, key=lambda each: (-often[each], sorted(each)))]
    held = _held(volunteers)
    number = {each: at for at, each in enumerate(sets)}
    of_order = np.array([number[each] for each in asked], np.int64).reshape(-1)
    for order in np.flatnonzero(of_order >= WORD).tolist():
        wanted = asked[order]
        traits.demand(("skills", wanted), order, lambda w=wanted: [p for p, h in held.items() if w <= h])  # type: ignore[misc]
    of_order[of_order >= WORD] = 0
    return sets[:WORD], of_order, _skill_masks(sets[:WORD], held, traits.place)


def _held(volunteers: QuerySet[Volunteer]) -> dict[int, set[int]]:
    held: dict[int, set[int]] = {}
    rows = VolunteerSkill.objects.filter(volunteer__in=volunteers.values("pk"))
    for pk, skill in rows.values_list("volunteer_id", "skill_id"):
        held.setdefault(pk, set()).add(skill)
    return held


def _skill_masks(sets: list[frozenset[int]], held: dict[int, set[int]], place: dict[int, int]) -> Masks:
    masks = np.ones(len(place), np.uint64)
    for pk, mine in held.items():
        if pk in place:
            bits = sum(1 << number for number, wanted in enumerate(sets) if number and wanted <= mine)
            masks[place[pk]] |= np.uint64(bits)
    return masks
