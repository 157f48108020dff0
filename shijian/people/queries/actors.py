"""Builds the `Actor` of an account or person from the appointments of today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from shijian.kernel import clock
from shijian.kernel.actor import ANONYMOUS, Actor, Channel, Grants, Permission, Post, Scope
from shijian.people.enums import Role
from shijian.people.models import Account, Appointment, Person
from shijian.people.roles import PERMISSIONS, REACHES_BELOW
from shijian.units.models import Unit

UPWARDS = ("", "parent__", "parent__parent__", "parent__parent__parent__")
WAY = ("path", *(above + name for above in UPWARDS for name in ("id", "place_name", "name")))
# Packages above add what they know of a person (volunteer_id, led_team_ids) at start.
CONTRIBUTORS: list[Callable[[Person], dict[str, Any]]] = []


def actor_for(person: Person | None, *, channel: Channel = Channel.WEB, ip: str | None = None) -> Actor:
    """Give the actor for `person`; anonymous without one. Two queries: appointments with the way
    to their units; volunteer with led teams."""
    if person is None:
        return ANONYMOUS
    rows = Appointment.objects.filter(Appointment.on(clock.today()), person=person).values_list(
        "role", *(f"unit__{name}" for name in WAY)
    )
    grants: dict[Permission, set[Scope]] = defaultdict(set)
    for role, path, *_way in rows:
        for permission, scopes in grants_of(Role(role), path).items():
            grants[permission] |= scopes
    return Actor(
        person_id=person.pk,
        account_id=_account_id(person),
        name=person.name,
        roles=frozenset(role for role, *_rest in rows),
        posts=tuple(sorted({_post(*row) for _role, *row in rows}, key=lambda post: post.path)),
        grants={permission: frozenset(scopes) for permission, scopes in grants.items()},
        channel=channel,
        ip=ip,
        **_memberships(person),
    )


def grants_of(role: Role, path: str) -> Grants:
    """What one appointment to `role` at the unit with `path` lets a person do."""
    scopes = frozenset({Scope(path, REACHES_BELOW[role])})
    return dict.fromkeys(PERMISSIONS[role], scopes)


def post_at(unit_id: int, actor: Actor) -> Post | None:
    """The working unit with its way, if the actor holds anything there; one query."""
    row = Unit.objects.active().filter(pk=unit_id).values_list(*WAY).first()
    return _post(*row) if row is not None and actor.reaches(row[0]) else None


def _post(path: str, *facts: Any) -> Post:
    """Facts are key, place and name of the unit and of those above it, the nearest first."""
    levels = [facts[at : at + 3] for at in range(0, len(facts), 3)]
    way = tuple((key, place or name) for key, place, name in reversed(levels) if key is not None)
    return Post(way[-1][0], path, way)


def _account_id(person: Person) -> int | None:
    return Account.objects.filter(person=person).values_list("pk", flat=True).first()


def _memberships(person: Person) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for contribute in CONTRIBUTORS:
        facts |= contribute(person)
    return facts
