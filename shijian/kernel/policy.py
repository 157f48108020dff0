"""Numbers that a county may decide: defined in code with a default, overridden by dated rows, read as of a date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, memo
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.errors import Invalid, NotAllowed
from shijian.kernel.models import PolicyValue
from shijian.kernel.operation import operation


@dataclass(frozen=True, slots=True)
class Definition:
    """A policy: its `key`, `default`, what it means, its unit and where the default comes from."""

    key: str
    default: Any
    meaning: str | Promise
    unit: str | Promise = ""
    basis: str = ""
    lowest: int | None = None


DEFINITIONS: dict[str, Definition] = {}
MEMO = "policies"


def define(
    key: str,
    default: Any,
    meaning: str | Promise,
    *,
    unit: str | Promise = "",
    basis: str = "",
    lowest: int | None = None,
) -> str:
    """Enter a policy in the registry at import of its app; returns the key. Below `lowest` no county may go."""
    DEFINITIONS[key] = Definition(key, default, meaning, unit, basis, lowest)
    return key


def get(key: str, *, on: dt.date | None = None) -> Any:
    """Give the value in force on the date of the fact (today by default). An unknown key crashes."""
    definition, day = DEFINITIONS[key], on or clock.today()
    days = memo.remembered(MEMO, dict)
    if day not in days:
        days[day] = _in_force(day)
    return days[day].get(key, definition.default)


def _in_force(day: dt.date) -> dict[str, Any]:
    """Every decided value that holds on a day, in one query: an operation asks for several, and there are few."""
    rows = PolicyValue.objects.filter(valid_from__lte=day).order_by("valid_from", "id")
    return dict(rows.values_list("key", "value"))


def history(key: str) -> list[tuple[dt.date, Any]]:
    """Every decision about `key` that still counts for some day, with the day from which it does, oldest first."""
    rows = PolicyValue.objects.filter(key=key).order_by("id").values_list("valid_from", "value")
    return sorted(dict(rows).items())


@operation
def set_value(key: str, value: Any, *, actor: Actor, valid_from: dt.date, document_no: str) -> PolicyValue:
    """Decide `key` from `valid_from` on, by the document of that number. Raises `Invalid`, `NotAllowed`."""
    if not actor.may_anywhere(Permission.POLICY_EDIT):
        raise NotAllowed
    if key not in DEFINITIONS or type(value) is not type(DEFINITIONS[key].default):
        raise Invalid(fields={"value": _("This value does not fit the policy.")})
    lowest = DEFINITIONS[key].lowest
    if lowest is not None and value < lowest:
        raise Invalid(fields={"value": _("The law asks for at least %(lowest)s.") % {"lowest": lowest}})
    row = PolicyValue.objects.create(
        key=key, value=value, valid_from=valid_from, document_no=document_no, decided_by_id=actor.person_id
    )
    memo.forget(MEMO)
    audit.record("policy.set", row, actor=actor, changes={key: [None, value]})
    return row
