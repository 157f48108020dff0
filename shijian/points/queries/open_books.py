"""The open books: what was handed over by month and kind, in pieces, points and money, without names."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Sum
from django.db.models.functions import ExtractYear, TruncMonth

from shijian.points.enums import RedemptionState, RewardKind
from shijian.points.models import Redemption, RewardBudget
from shijian.points.queries.money import yuan


@dataclass(frozen=True, slots=True)
class Line:
    """One month and kind."""

    month: dt.date
    kind: str
    pieces: int
    points: int
    fen: int

    @property
    def yuan(self) -> str:
        """The money in yuan."""
        return yuan(self.fen)


@dataclass(frozen=True, slots=True)
class Decided:
    """What a unit may spend in a year, with the papers."""

    unit: str
    year: int
    papers: str
    yuan: str


def lines(year: int) -> list[Line]:
    """What was handed over in a year, newest month first."""
    rows = Redemption.objects.filter(state=RedemptionState.HANDED, over_at__year=year)
    sums = rows.values_list(TruncMonth("over_at"), "reward__kind").annotate(
        Count("id"), Sum("points"), Sum("cost_fen")
    )
    found = sorted(sums, key=lambda each: (each[0], each[1]), reverse=True)
    return [
        Line(month.date(), str(RewardKind(kind).label), pieces, points, fen)
        for month, kind, pieces, points, fen in found
    ]


def budgets(year: int) -> list[Decided]:
    """The budgets of a year by unit."""
    found: dict[str, list[tuple[str, int]]] = {}
    rows = RewardBudget.objects.filter(year=year).order_by("unit__path", "id")
    for unit, paper, fen in rows.values_list("unit__name", "document_no", "amount_fen"):
        found.setdefault(unit, []).append((paper, fen))
    return [
        Decided(unit, year, "、".join(paper for paper, _fen in each), yuan(sum(fen for _paper, fen in each)))
        for unit, each in found.items()
    ]


def years() -> list[int]:
    """The years in which something was handed over or decided, newest first."""
    handed = Redemption.objects.filter(state=RedemptionState.HANDED)
    found = handed.annotate(year=ExtractYear("over_at")).values_list("year", flat=True).distinct()
    decided = RewardBudget.objects.values_list("year", flat=True).distinct()
    return sorted({*found, *decided}, reverse=True)


def total(lines: list[Line]) -> str:
    """The money of all lines in yuan."""
    return yuan(sum(line.fen for line in lines))
