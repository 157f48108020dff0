"""The dynamic database: how many volunteers, by speciality, unit, age and background; each number leads to its rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.db.models.functions import Substr
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from shijian.kernel import clock, paths
from shijian.kernel.actor import Actor
from shijian.units.models import Unit
from shijian.volunteers.enums import Background, Language, VolunteerState
from shijian.volunteers.models import Skill, VolunteerQuerySet
from shijian.volunteers.queries.register import AGE_BANDS, Filters, filtered, in_band


@dataclass(frozen=True, slots=True)
class Number:
    """How many rows the list shows under the filters of `address` (a query string)."""

    label: str | Promise
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers of one kind."""

    title: str
    numbers: list[Number]


def tables(actor: Actor, unit: Unit | None = None) -> list[Table]:
    """All counts of the volunteers within reach below `unit`; eight queries at any size."""
    filters = Filters(unit=unit)
    rows = filtered(actor, filters)
    return [
        Table(_("State"), _by_state(actor, filters)),
        Table(_("Home unit"), _by_unit(rows, unit)),
        Table(
            _("Age"),
            _by_conditions(
                rows, filters, "age", [(b.code, b.label, in_band(b, clock.today())) for b in AGE_BANDS]
            ),
        ),
        Table(_("Background"), _by_codes(rows, filters, "background", "backgrounds", Background.choices)),
        Table(_("Skill"), _by_skill(rows, filters)),
        Table(_("Language"), _by_codes(rows, filters, "language", "languages", Language.choices)),
    ]


def _by_state(actor: Actor, filters: Filters) -> list[Number]:
    # Those who left are counted here too, although the list leaves them away unless asked.
    every = [
        (state, label, filtered(actor, replace(filters, state=state)).count())
        for state, label in VolunteerState.choices
    ]
    return [_number(label, count, filters, "state", state) for state, label, count in every]


def _by_unit(rows: VolunteerQuerySet, unit: Unit | None) -> list[Number]:
    width = len(unit.path) + paths.WIDTH if unit else 2 * paths.WIDTH
    groups = (
        rows.order_by()
        .annotate(part=Substr("unit_path", 1, width))
        .values_list("part")
        .annotate(n=Count("pk"))
    )
    counts = dict(groups)
    units = Unit.objects.filter(path__in=counts).order_by("path")
    return [_number(each.name, counts[each.path], Filters(), "unit", str(each.pk)) for each in units]


def _by_skill(rows: VolunteerQuerySet, filters: Filters) -> list[Number]:
    skills = Skill.objects.filter(volunteer_rows__volunteer__in=rows).annotate(n=Count("volunteer_rows"))
    return [
        _number(each.name, each.n, filters, "skill", str(each.pk)) for each in skills.order_by("-n", "pk")
    ]


def _by_codes(
    rows: VolunteerQuerySet,
    filters: Filters,
    name: str,
    field: str,
    choices: Iterable[tuple[str, str | Promise]],
) -> list[Number]:
    conditions = [(code, label, Q(**{f"{field}__holds": code})) for code, label in choices]
    return _by_conditions(rows, filters, name, conditions)


def _by_conditions(
    rows: VolunteerQuerySet, filters: Filters, name: str, conditions: list[tuple[str, str | Promise, Q]]
) -> list[Number]:
    sums = rows.aggregate(
        **{f"n{place}": Count("pk", filter=q) for place, (_c, _l, q) in enumerate(conditions)}
    )
    return [
        _number(label, sums[f"n{place}"], filters, name, code)
        for place, (code, label, _q) in enumerate(conditions)
    ]


def _number(label: str | Promise, count: int, filters: Filters, name: str, value: str) -> Number:
    unit = [("unit", str(filters.unit.pk))] if filters.unit else []
    return Number(label, count, urlencode([*unit, (name, value)]))
