"""Everything that is held about one person, as the claims of all apps say where it lies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from shijian.kernel import clock, deeds, purposes
from shijian.kernel.models import AuditEntry
from shijian.kernel.purposes import Holding
from shijian.kernel.words import masked_name
from shijian.people.models import Person

AUDIT = "kernel.AuditEntry"
ON_PAGE = 20


@dataclass(frozen=True, slots=True)
class Chapter:
    """The rows of one kind: each a list of (label, value) that hold something; `more` says that not all are shown."""

    label: str
    purpose: str
    rows: list[list[tuple[str, str]]]
    more: bool = False


def chapters(person: Person, *, own: bool, limit: int | None = ON_PAGE) -> list[Chapter]:
    """What a page shows: one query a kind, kinds of which nothing is held left out; `own` when the person reads it."""
    found = []
    for holding in _given(own=own):
        rows = list(_rows(holding, person, None if limit is None else limit + 1, own=own))
        if rows:
            label, purpose = str(holding.label), str(purposes.PURPOSES[holding.purpose].label)
            told = [_told(holding, row, person) for row in rows[:limit]]
            found.append(Chapter(label, purpose, told, limit is not None and len(rows) > limit))
    return found


def copy(person: Person, *, own: bool) -> dict[str, Any]:
    """The machine-readable copy: for each kind all rows with the names of their columns; `own` as in `chapters`."""
    kinds = []
    for holding in _given(own=own):
        rows = [_plain(holding, row, person) for row in _rows(holding, person, None, own=own)]
        kinds.append({"kind": holding.model, "purpose": holding.purpose, "rows": rows})
    return {"format": "shijian.person/1", "made_at": clock.now().isoformat(), "data": kinds}


def lookers(person: Person) -> models.QuerySet[AuditEntry]:
    """The deeds of others that touched this person's data, newest first."""
    about = Q(for_person_id=person.pk) | Q(object_kind="people.person", object_id=person.pk)
    return AuditEntry.objects.filter(about).exclude(actor_person_id=person.pk).order_by("-id")


def _given(*, own: bool) -> Iterator[Holding]:
    for key in purposes.PURPOSES:
        for each in purposes.holdings_of(key):
            if (each.subject or each.find) and each.fields and (own or each.own_only is not True):
                yield each


def _rows(holding: Holding, person: Person, limit: int | None, *, own: bool) -> Iterator[Any]:
    if holding.subject == "self":
        yield person
        return
    if holding.model == AUDIT:
        yield from lookers(person)[:limit]
        return
    if holding.find is not None:
        yield from holding.find(person).order_by("-pk")[:limit]
        return
    table = holding.table
    related = [name for name in holding.fields if table._meta.get_field(name).is_relation]
    rows = table._default_manager.filter(**{holding.subject: person}).select_related(*related)
    if isinstance(holding.own_only, Q) and not own:
        rows = rows.exclude(holding.own_only)
    yield from rows.order_by("-pk")[:limit]


def _told(holding: Holding, row: Any, person: Person) -> list[tuple[str, str]]:
    pairs = ((str(label), _words(holding, row, name, person)) for name, label in holding.fields.items())
    return [(label, value) for label, value in pairs if value]


def _words(holding: Holding, row: Any, name: str, person: Person) -> str:
    if name in holding.said:
        return str(holding.said[name](row))
    if hasattr(row, f"get_{name}_display"):
        return str(getattr(row, f"get_{name}_display")())
    value = getattr(row, name)
    if holding.model == AUDIT and name == "action":
        return deeds.said(value)
    if name == "actor_name":
        return masked_name(value) if row.actor_person_id else _("The system")
    return _said(value, person)


def _said(value: Any, person: Person) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Person):
        return value.name if value.pk == person.pk else masked_name(value.name)
    if isinstance(value, dt.datetime):
        return clock.local(value).strftime("%Y-%m-%d %H:%M")
    return str(value)


def _plain(holding: Holding, row: Any, person: Person) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in holding.fields:
        value = getattr(row, name)
        if name == "actor_name":
            value = masked_name(value)
        found[name] = _json(value, person)
    return found


def _json(value: Any, person: Person) -> Any:
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    if isinstance(value, models.Model):
        return _said(value, person)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
