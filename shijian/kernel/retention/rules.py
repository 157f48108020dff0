"""The rules: which columns or rows go, when, and whose they are. Apps declare them beside their claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Length
from django.utils.functional import Promise

from shijian.kernel import jobs, policy
from shijian.kernel.fields import EncryptedTextField
from shijian.kernel.retention.terms import past

Text = str | Promise
MARK = "(—)"  # stands where the database asks for words and those that stood there have gone
REST = ("*",)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `columns` are those that it takes away; `REST` means whatever of the row no other rule names.

    `people` are the ways from the row to the persons whom it is about. `held` gives, of the keys of rows, those that
    stay for a reason of their own. `before` runs in the same transaction just before the rows change.
    """

    key: str
    label: Text
    model: str
    term: str
    due: Callable[[], QuerySet[Any]]
    act: Callable[[QuerySet[Any]], Any]
    columns: tuple[str, ...]
    people: tuple[str, ...] = ()
    held: Callable[[list[int]], set[int]] | None = None
    before: Callable[[QuerySet[Any]], Any] | None = None

    @property
    def erases(self) -> bool:
        """Whether whole rows go."""
        return self.columns == REST

    @property
    def months(self) -> int:
        """The term for facts of today."""
        return int(policy.get(self.term))

    def rows(self) -> QuerySet[Any]:
        """Every row of the model, for locks and writes."""
        found: QuerySet[Any] = apps.get_model(self.model)._default_manager.all()
        return found


@dataclass(frozen=True, slots=True)
class Kept:
    """Columns that no rule takes away: a reason in words, or the job that does it."""

    model: str
    columns: tuple[str, ...]
    why: Text = ""
    job: str = ""


RULES: dict[str, Rule] = {}
KEPT: list[Kept] = []


def minimise(
    key: str,
    label: Text,
    *,
    model: str,
    since: str,
    term: str,
    clear: Mapping[str, Any],
    where: Q | None = None,
    **facts: Any,
) -> None:
    """Declare columns that are emptied to the value given here; what is empty already is not due."""

    def due() -> QuerySet[Any]:
        table = apps.get_model(model)
        rows = table._default_manager.filter(past(table, since, term), where or Q())
        return _not_cleared(rows, clear)

    def act(rows: QuerySet[Any]) -> int:
        return rows.update(**{name: _cleared(name, value) for name, value in clear.items()})

    _enter(Rule(key, label, model, term, due, act, tuple(clear), **facts))


def erase(
    key: str,
    label: Text,
    *,
    model: str,
    since: str,
    term: str,
    where: Callable[[], Q] = Q,
    **facts: Any,
) -> None:
    """Declare rows that go whole, with every column that nothing else is said about."""

    def due() -> QuerySet[Any]:
        table = apps.get_model(model)
        rows: QuerySet[Any] = table._default_manager.filter(past(table, since, term), where())
        return rows

    _enter(Rule(key, label, model, term, due, lambda rows: rows.delete(), REST, **facts))


def special(rule: Rule) -> None:
    """Declare a rule of another shape."""
    _enter(rule)


def stays(model: str, *columns: str, why: Text) -> None:
    """Say why columns stay; without columns it is said of whatever of the model no rule names."""
    KEPT.append(Kept(model, columns or REST, why=why))


def elsewhere(model: str, *columns: str, by: str) -> None:
    """Say that another recurring job takes them away."""
    KEPT.append(Kept(model, columns or REST, job=by))


def is_known(job: str) -> bool:
    """Whether a recurring job of that name is registered."""
    return any(each.name == job for each in jobs.recurring())


def _enter(rule: Rule) -> None:
    if RULES.setdefault(rule.key, rule) is not rule:
        raise ValueError(f"another rule is already named {rule.key}")


def _not_cleared(rows: QuerySet[Any], clear: Mapping[str, Any]) -> QuerySet[Any]:
    found = Q(pk__in=[])
    for number, (name, value) in enumerate(clear.items()):
        column = rows.model._meta.get_field(name)
        if value is None:
            found |= Q(**{f"{name}__isnull": False})
        elif isinstance(column, EncryptedTextField):
            rows = rows.annotate(**{f"long_{number}": Length(name)})
            found |= Q(**{f"long_{number}__gt": 0})
        elif isinstance(column, models.JSONField):
            found |= ~Q(**{name: value})
        else:
            found |= ~Q(**{f"{name}__in": ["", MARK] if value == MARK else [value]})
    return rows.filter(found)


def _cleared(name: str, value: Any) -> Any:
    if value != MARK:
        return value
    return Case(When(**{name: "", "then": F(name)}), default=Value(MARK))
