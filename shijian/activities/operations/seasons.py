"""The county's own farming seasons and the homecoming, kept by the centre."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from shijian.activities.enums import OccasionKind
from shijian.activities.models import Season
from shijian.kernel import audit
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.checks import cleaned
from shijian.kernel.errors import Invalid, NotAllowed
from shijian.kernel.operation import lock, operation

FACTS = ("kind", "name", "first_month", "first_day", "last_month", "last_day", "ideas")
LONGEST = dict.fromkeys((1, 3, 5, 7, 8, 10, 12), 31) | dict.fromkeys((4, 6, 9, 11), 30) | {2: 29}
LUNAR_LONGEST = 30


@operation
def keep_season(season: Season | None, *, facts: Mapping[str, Any], actor: Actor) -> Season:
    """Add a season, or change one. A homecoming counts by the farmers' calendar. Raises `Invalid`, `NotAllowed`."""
    _demand_centre(actor)
    row = Season() if season is None else lock(Season.objects.all(), pk=season.pk)
    old = {name: getattr(row, name) for name in FACTS} if row.pk else {}
    for name in FACTS:
        value = facts[name]
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    cleaned(row)
    _check(row)
    row.save()
    new = {name: getattr(row, name) for name in FACTS}
    changes = {name: [old.get(name), value] for name, value in new.items() if old.get(name) != value}
    audit.record("season.keep", row, actor=actor, changes=changes)
    return row


@operation
def end_season(season: Season, *, actor: Actor) -> None:
    """Suggest a season no more; plans that have it keep it."""
    _demand_centre(actor)
    row = lock(Season.objects.all(), pk=season.pk)
    audit.record("season.end", row, actor=actor, changes={"name": [row.name, None]})
    row.delete()


def _check(row: Season) -> None:
    if row.kind not in (OccasionKind.FARMING, OccasionKind.RETURN):
        raise Invalid(fields={"kind": _("Choose a farming season or the homecoming.")})
    for end in ("first", "last"):
        month, day = getattr(row, f"{end}_month"), getattr(row, f"{end}_day")
        most = LUNAR_LONGEST if row.kind == OccasionKind.RETURN else LONGEST.get(month, 0)
        if not (1 <= month <= 12 and 1 <= day <= most):
            raise Invalid(fields={f"{end}_day": _("This month has no such day.")})
    if Season.objects.filter(name=row.name).exclude(pk=row.pk).exists():
        raise Invalid(fields={"name": _("There is a season of this name already.")})


def _demand_centre(actor: Actor) -> None:
    if not actor.may_anywhere(Permission.POLICY_EDIT):
        raise NotAllowed
