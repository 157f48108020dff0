"""The register of purposes as people read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shijian.kernel import clock, policy, purposes
from shijian.kernel.models import PolicyValue
from shijian.kernel.purposes import Basis, Purpose


@dataclass(frozen=True, slots=True)
class Entry:
    """One purpose with what it holds, in words."""

    purpose: Purpose
    basis: Basis
    months: int
    fields: list[str]
    kinds: list[str]

    @property
    def kept(self) -> str:
        """How long the data stays once it is not needed any more."""
        return kept_for(self.months)


def kept_for(months: int) -> str:
    """A term of storage in words."""
    if months == 0:
        return _("It goes as soon as it is not needed.")
    if months % 12 == 0:
        years = months // 12
        return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}
    return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}


def register() -> list[Entry]:
    """Every purpose; one query for the values that the county decided."""
    rows = PolicyValue.objects.filter(key__startswith="purpose.", valid_from__lte=clock.today())
    values = dict(rows.order_by("valid_from", "id").values_list("key", "value"))
    return [_entry(purpose, values) for purpose in purposes.PURPOSES.values()]


def entry_of(purpose: Purpose) -> Entry:
    """One purpose."""
    return next(each for each in register() if each.purpose == purpose)


def decided(purpose: Purpose) -> list[tuple[str, PolicyValue]]:
    """What the county decided for a purpose, in words, newest first."""
    keys = [purposes.basis_key(purpose.key), purposes.months_key(purpose.key)]
    rows = PolicyValue.objects.filter(key__in=keys).order_by("-id")[:20]
    return [(_decision(row, is_basis=row.key == keys[0]), row) for row in rows]


def _decision(row: PolicyValue, *, is_basis: bool) -> str:
    return str(Basis(row.value).label) if is_basis else kept_for(int(row.value))


def _entry(purpose: Purpose, values: dict[str, Any]) -> Entry:
    def value(key: str) -> Any:
        return values.get(key, policy.DEFINITIONS[key].default)

    held = purposes.holdings_of(purpose.key)
    fields = list(dict.fromkeys(str(label) for each in held for label in each.fields.values()))
    kinds = list(dict.fromkeys(str(each.label) for each in held))
    basis, months = value(purposes.basis_key(purpose.key)), value(purposes.months_key(purpose.key))
    return Entry(purpose, Basis(basis), months, fields, kinds)
