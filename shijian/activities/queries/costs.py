"""Costs of an activity as sums: by kind against the budget, by who bore them. Every table adds up to the same total."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from shijian.activities import policies
from shijian.activities.enums import Bearer, CostKind
from shijian.activities.models import Activity, Budget, Cost
from shijian.kernel import clock, policy


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind of cost, in fen; `planned` is nothing where no amount was planned."""

    label: str
    planned: int | None
    spent: int


@dataclass(frozen=True, slots=True)
class BearerRow:
    """Who bore how much, in fen, and under which names."""

    label: str
    spent: int
    names: list[str]


@dataclass(frozen=True, slots=True)
class Sums:
    """The tables of an activity's costs."""

    kinds: list[KindRow]
    bearers: list[BearerRow]

    @property
    def planned(self) -> int | None:
        """Everything that was planned, in fen; nothing without a budget."""
        known = [row.planned for row in self.kinds if row.planned is not None]
        return sum(known) if known else None

    @property
    def spent(self) -> int:
        """Everything that was spent, in fen."""
        return sum(row.spent for row in self.kinds)

    @property
    def left(self) -> int | None:
        """What is left of the budget, in fen; below nothing where more was spent."""
        return None if self.planned is None else self.planned - self.spent

    @property
    def is_over(self) -> bool:
        """Whether more was spent than planned."""
        return self.left is not None and self.left < 0

    @property
    def over(self) -> int:
        """What was spent beyond the budget, in fen."""
        return max(-(self.left or 0), 0)


def sums(costs: Sequence[Cost], budgets: Sequence[Budget]) -> Sums:
    """Add up; kinds and bearers in the order of their lists, those without an amount left out."""
    planned = {row.kind: row.fen for row in budgets}
    by_kind, by_bearer = Counter[str](), Counter[str]()
    names: dict[str, dict[str, None]] = {}
    for cost in costs:
        by_kind[cost.kind] += cost.fen
        by_bearer[cost.bearer] += cost.fen
        if cost.source:
            names.setdefault(cost.bearer, {})[cost.source] = None
    kinds = [kind for kind in CostKind if kind in planned or kind in by_kind]
    bearers = [each for each in Bearer if each in by_bearer]
    return Sums(
        [KindRow(str(kind.label), planned.get(kind), by_kind[kind]) for kind in kinds],
        [BearerRow(str(each.label), by_bearer[each], list(names.get(each, ()))) for each in bearers],
    )


def are_public(activity: Activity) -> bool:
    """Whether the policy of the day on which it ended lets the public read the totals."""
    day = clock.local(activity.ended_at).date() if activity.ended_at else None
    return bool(policy.get(policies.PUBLIC_COSTS, on=day))
