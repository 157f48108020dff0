"""The words of the levels: taken from a scheme once, changed by the network afterwards."""

from __future__ import annotations

from dataclasses import asdict

from django.utils.translation import gettext as _

from shijian.kernel import audit
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.errors import Conflict, Invalid, NotAllowed
from shijian.kernel.operation import lock, operation
from shijian.units.enums import UnitKind
from shijian.units.models import UnitLevel
from shijian.units.operations.checks import clean
from shijian.units.schemes import DEFAULT, schemes


def ensure_levels(scheme: str | None) -> dict[str, UnitLevel]:
    """Give the levels by kind under a lock, made from `scheme` (four-level by default) when there are none.

    Raises `Invalid` for an unknown scheme, `Conflict` when the network uses other words than the scheme named.
    """
    if scheme is not None and scheme not in schemes():
        raise Invalid(
            _("Unknown scheme %(name)s; there are: %(all)s.") % {"name": scheme, "all": ", ".join(schemes())}
        )
    held = _locked()
    if len(held) < len(UnitKind):
        missing = [level for level in schemes()[scheme or DEFAULT] if level.kind not in held]
        UnitLevel.objects.bulk_create(
            [UnitLevel(**asdict(level)) for level in missing], ignore_conflicts=True
        )
        held = _locked()
    if scheme is not None:
        _agree(held, scheme)
    return held


def _locked() -> dict[str, UnitLevel]:
    return {level.kind: level for level in UnitLevel.objects.select_for_update().order_by("rank", "pk")}


def _agree(held: dict[str, UnitLevel], scheme: str) -> None:
    for level in schemes()[scheme]:
        own = held.get(level.kind)
        if own is not None and (own.name, own.suffix) != (level.name, level.suffix):
            words = {"own": own.name, "scheme": scheme, "theirs": level.name}
            raise Conflict(_("This network says %(own)s where scheme %(scheme)s says %(theirs)s.") % words)


@operation
def set_level(kind: UnitKind, *, name: str, suffix: str, actor: Actor) -> UnitLevel:
    """Choose the network's word for a kind and the wording of its plaque; names that exist stay as they are."""
    if not actor.may_anywhere(Permission.POLICY_EDIT):
        raise NotAllowed
    ensure_levels(None)
    rank = list(UnitKind).index(kind)
    UnitLevel.objects.get_or_create(kind=kind, defaults={"name": name, "suffix": suffix, "rank": rank})
    level = lock(UnitLevel.objects.all(), kind=kind)
    before = {"name": level.name, "suffix": level.suffix}
    level.name, level.suffix = name.strip(), suffix.strip()
    clean(level, ["name", "suffix"])
    level.save()
    after = {"name": level.name, "suffix": level.suffix}
    audit.record("unit.level", level, actor=actor, changes=audit.difference(before, after))
    return level
