"""Reads of the menu: the seed items, the listed items of an area, what waits for review, the count of a year."""

from __future__ import annotations

import datetime as dt
import functools
import json
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from django.db.models import Count, Q, QuerySet

from shijian.kernel import clock, paths, policy, search
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.flow import history
from shijian.kernel.models import FlowLog
from shijian.orders import policies
from shijian.orders.enums import ITEM_KIND, Category, ItemState
from shijian.orders.models import MenuItem, Order
from shijian.records.enums import Recipient
from shijian.units.models import Unit
from shijian.volunteers.enums import Risk

SHOWN = 80
LATELY = dt.timedelta(days=183)


@dataclass(frozen=True, slots=True)
class SeedItem:
    """A menu item in the wording of the founding plans; `source` names the plans by number."""

    key: str
    category: Category
    title: str
    description: str
    skills: tuple[str, ...]
    minutes: int
    headcount: int
    months: tuple[int, ...]
    risk: Risk
    risk_note: str
    recipient: Recipient
    who_may_ask: str
    source: str = field(default="")
    together: bool = False


@functools.cache
def seed_items() -> tuple[SeedItem, ...]:
    """The items with which a county may begin its menu, in the order of their classes."""
    text = resources.files("shijian.orders").joinpath("data/menu.json").read_text(encoding="utf-8")
    return tuple(_seed(row) for row in json.loads(text))


def _seed(row: dict[str, Any]) -> SeedItem:
    lists = {"skills": tuple(row["skills"]), "months": tuple(row["months"])}
    kinds = {
        "category": Category(row["category"]),
        "risk": Risk(row["risk"]),
        "recipient": Recipient(row["recipient"]),
    }
    return SeedItem(**(row | lists | kinds))


def listed() -> QuerySet[MenuItem]:
    """The public menu with what its cards show."""
    return (
        MenuItem.objects.filter(state=ItemState.LISTED)
        .select_related("team", "unit")
        .order_by("category", "-id")
    )


def serving(unit: Unit) -> Q:
    """Filter for items whose area holds `unit`."""
    return Q(unit_path__in=paths.ancestors(unit.path))


def touching(unit: Unit) -> Q:
    """Filter for items whose area holds `unit` or lies below it."""
    return serving(unit) | paths.below("unit_path", unit.path)


def orderable(unit: Unit | None, *, words: str = "", category: str = "") -> list[MenuItem]:
    """The listed items from which a resident of `unit` may choose this month, at most 80, by class."""
    rows = listed() if unit is None else listed().filter(serving(unit))
    rows = matching(rows, words=words, category=category)
    month = clock.today().month
    return [item for item in rows[: SHOWN * 2] if in_season(item, month)][:SHOWN]


def most_asked(items: list[MenuItem], number: int) -> list[MenuItem]:
    """Give those of `items` that were asked for most in the last half year; the newest fill up what is missing."""
    since = clock.now() - LATELY
    orders = Order.objects.filter(item__in=items, created_at__gte=since).order_by()
    counts = dict(orders.values_list("item").annotate(n=Count("pk")))
    return sorted(items, key=lambda item: (-counts.get(item.pk, 0), -item.pk))[:number]


def in_season(item: MenuItem, month: int) -> bool:
    """Whether the item is offered in that month; no months mean the whole year."""
    return not item.months or month in item.months


def matching(rows: QuerySet[MenuItem], *, words: str = "", category: str = "") -> QuerySet[MenuItem]:
    """Narrow items by words and class."""
    if category:
        rows = rows.filter(category=category)
    return rows.filter(pk__in=search.find(ITEM_KIND, words)) if words.strip() else rows


def managed_by(actor: Actor) -> QuerySet[MenuItem]:
    """Items that the actor keeps: those of led teams and those to review within reach."""
    own = Q(team_id__in=actor.led_team_ids)
    rows = MenuItem.objects.filter(own | actor.within(Permission.MENU_REVIEW, "unit_path"))
    return rows.select_related("team", "unit")


@dataclass(frozen=True, slots=True)
class YearCount:
    """How many items were listed in a year, against the policy."""

    year: int
    count: int
    target: int

    @property
    def missing(self) -> int:
        """How many are still to be listed; 0 when the target is reached."""
        return max(self.target - self.count, 0)


def listed_in_year(path: str, year: int | None = None) -> YearCount:
    """Count the items below `path` that were listed in `year` (this one by default) and are not void."""
    year = year or clock.today().year
    rows = MenuItem.objects.filter(paths.below("unit_path", path), listed_on__year=year)
    target = policy.get(policies.PROJECTS_PER_YEAR, on=min(clock.today(), dt.date(year, 12, 31)))
    return YearCount(year, rows.count(), target)


def history_of(item: MenuItem) -> list[FlowLog]:
    """What happened to an item, newest first."""
    return list(history(ITEM_KIND, item.pk).reverse())
