"""Finds the unit that a roll means, by code or by name, among those within reach."""

from __future__ import annotations

import re
from collections import defaultdict

from django.utils.translation import gettext as _

from shijian.kernel.actor import Actor, Permission
from shijian.kernel.tables.values import Unreadable
from shijian.units.models import Unit, UnitCode

ENDING = re.compile(r"(?:新时代)?文明实践(?:站|所|中心|点|分中心)$")
VILLAGE = re.compile(r"(?:村民委员会|居民委员会|村委会|居委会|社区|村)$")


class Places:
    """The units at and below a unit where an actor may import; two queries."""

    def __init__(self, unit: Unit, actor: Actor) -> None:
        """Read the units once."""
        reach = Unit.objects.active().below(unit.path).filter(actor.within(Permission.VOLUNTEER_IMPORT))
        self._units = {each.pk: each for each in reach.select_related("parent").order_by("path")}
        self._names: dict[str, set[int]] = defaultdict(set)
        self._stems: dict[str, set[int]] = defaultdict(set)
        for each in self._units.values():
            self._learn(each)
        codes = UnitCode.objects.filter(unit_id__in=list(self._units), valid_until__isnull=True)
        for code, pk in codes.values_list("code", "unit_id"):
            self._names[code].add(pk)

    def find(self, words: str) -> Unit:
        """Give the unit that `words` mean. Raises `Unreadable` when there is none or more than one."""
        key = words.replace(" ", "")
        found = self._names.get(key) or self._stems.get(_stem(key)) or set()
        if len(found) == 1:
            return self._units[next(iter(found))]
        if found:
            raise Unreadable(
                _("Several units are called %(name)s. Write the town in front, or the code.")
                % {"name": words[:40]}
            )
        raise Unreadable(_("There is no unit %(name)s within your reach.") % {"name": words[:40]})

    def _learn(self, unit: Unit) -> None:
        place = unit.place_name or ENDING.sub("", unit.name)
        above = unit.parent.place_name or ENDING.sub("", unit.parent.name) if unit.parent else ""
        for name in (unit.name, place, above + place, above + unit.name):
            self._names[name.replace(" ", "")].add(unit.pk)
        for name in (place, above + place):
            self._stems[_stem(name)].add(unit.pk)


def _stem(name: str) -> str:
    return VILLAGE.sub("", ENDING.sub("", name))
