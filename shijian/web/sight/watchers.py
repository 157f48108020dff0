"""Each officer on the way up and each person near a record, if the rule lets him see it, with every reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from shijian.kernel import clock, paths, words
from shijian.kernel.actor import ANONYMOUS, WATCHING, Actor
from shijian.people.enums import Role
from shijian.people.models import Account, Appointment, Person
from shijian.people.queries.actors import grants_of
from shijian.web.sight.kinds import KINDS, Kind, Near


@dataclass(frozen=True, slots=True)
class Watcher:
    """Somebody who can see the record: the name (whole for officers, else masked), why, and whether he can log in."""

    person_id: int
    name: str
    reasons: tuple[str, ...]
    is_officer: bool
    has_account: bool


def is_public(kind: Kind, obj: Any) -> bool:
    """Whether everybody sees the record, without logging in."""
    return kind.sees(ANONYMOUS, obj)


def may_ask(actor: Actor, name: str, obj: Any) -> bool:
    """Auditors, security and centre officers of the record's unit; whoever the record is about."""
    path = KINDS[name].unit(obj).path
    if any(actor.may(permission, path) for permission in WATCHING):
        return True
    return actor.person_id is not None and KINDS[name].sees(Actor(person_id=actor.person_id), obj)


def watchers(name: str, obj: Any, *, asker: Actor) -> list[Watcher]:
    """Everybody who can see the record of that kind, officers of the nearest unit first."""
    kind = KINDS[name]
    why: dict[int, list[str]] = {}
    officers = set()
    for near in _officers(kind.unit(obj).path):
        if kind.sees(near.actor, obj):
            why.setdefault(near.person_id, []).append(str(near.why))
            officers.add(near.person_id)
    for near in kind.near(obj):
        if kind.sees(near.actor, obj):
            why.setdefault(near.person_id, []).append(str(near.why))
    return _named(why, officers, asker)


def _officers(path: str) -> Iterator[Near]:
    rows = Appointment.objects.filter(Appointment.on(clock.today()), unit__path__in=paths.ancestors(path))
    for row in rows.select_related("unit").order_by("-unit__path", "role", "pk"):
        role = Role(row.role)
        actor = Actor(grants=grants_of(role, row.unit.path))
        yield Near(
            row.person_id, actor, _("%(role)s at %(unit)s") % {"role": role.label, "unit": row.unit.name}
        )


def _named(why: dict[int, list[str]], officers: set[int], asker: Actor) -> list[Watcher]:
    names = dict(Person.objects.filter(pk__in=why).values_list("pk", "name"))
    usable = set(
        Account.objects.filter(person_id__in=why, is_active=True).values_list("person_id", flat=True)
    )
    return [
        Watcher(
            pk,
            names[pk] if pk in officers or pk == asker.person_id else words.masked_name(names[pk]),
            tuple(dict.fromkeys(reasons)),
            pk in officers,
            pk in usable,
        )
        for pk, reasons in why.items()
    ]
