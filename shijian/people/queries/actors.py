"""Builds the `Actor` of an account or person from the appointments of today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from shijian.kernel import clock
from shijian.kernel.actor import ANONYMOUS, Actor, Channel, Permission, Scope
from shijian.people.enums import Role
from shijian.people.models import Account, Appointment, Person
from shijian.people.roles import PERMISSIONS, REACHES_BELOW

# Packages above add what they know of a person (volunteer_id, led_team_ids) at start.
CONTRIBUTORS: list[Callable[[Person], dict[str, Any]]] = []


def actor_for(person: Person | None, *, channel: Channel = Channel.WEB, ip: str | None = None) -> Actor:
    """Give the actor for `person`; anonymous without one. Two queries: appointments; volunteer with led teams."""
    if person is None:
        return ANONYMOUS
    rows = Appointment.objects.filter(Appointment.on(clock.today()), person=person).values_list(
        "role", "unit__path"
    )
    grants: dict[Permission, set[Scope]] = defaultdict(set)
    for role, path in rows:
        for permission in PERMISSIONS[Role(role)]:
            grants[permission].add(Scope(path, REACHES_BELOW[Role(role)]))
    return Actor(
        person_id=person.pk,
        account_id=_account_id(person),
        name=person.name,
        roles=frozenset(role for role, _ in rows),
        grants={permission: frozenset(scopes) for permission, scopes in grants.items()},
        channel=channel,
        ip=ip,
        **_memberships(person),
    )


def _account_id(person: Person) -> int | None:
    return Account.objects.filter(person=person).values_list("pk", flat=True).first()


def _memberships(person: Person) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for contribute in CONTRIBUTORS:
        facts |= contribute(person)
    return facts
