"""The bodies inside a unit as a tree, for pages and the organisation chart."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from shijian.units.models import Office, Unit


@dataclass(frozen=True, slots=True)
class OfficeNode:
    """An office with the standing offices below it."""

    office: Office
    below: tuple[OfficeNode, ...] = ()


def office_chart(unit: Unit) -> list[OfficeNode]:
    """The standing offices of `unit` by rank, groups below their office; one query."""
    groups: dict[int | None, list[Office]] = defaultdict(list)
    for office in Office.objects.filter(unit=unit, dissolved_on__isnull=True).order_by("rank", "pk"):
        groups[office.parent_id].append(office)
    return _nodes(groups, None)


def _nodes(groups: dict[int | None, list[Office]], parent: int | None) -> list[OfficeNode]:
    return [OfficeNode(each, tuple(_nodes(groups, each.pk))) for each in groups.get(parent, ())]
