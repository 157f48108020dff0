"""Beginning an activity with what is usual filled in, and saving its facts with its places in one step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from shijian.activities.models import Activity, PlanItem, Term
from shijian.activities.operations import prepare
from shijian.kernel.actor import Actor
from shijian.kernel.operation import operation
from shijian.people.models import Person
from shijian.units.models import Unit
from shijian.volunteers.models import Team


@operation
def begin_activity(
    unit: Unit,
    *,
    facts: Mapping[str, Any],
    actor: Actor,
    team: Team | None = None,
    plan_item: PlanItem | None = None,
    terms: Iterable[Term] = (),
    idempotency_key: str | None = None,
) -> Activity:
    """Begin a draft of which the actor is in charge and whose place is that of the unit.

    Raises `Invalid`, `NotAllowed`.
    """
    activity = prepare.prepare_activity(
        unit, facts=facts, organiser=Person.objects.get(pk=actor.person_id or 0), actor=actor, team=team,
        plan_item=plan_item, terms=terms, idempotency_key=idempotency_key,
    )  # fmt: skip
    if not activity.places.exists():
        prepare.set_places(activity, names=[unit.name], actor=actor)
    return activity


@operation
def save_facts(
    activity: Activity,
    *,
    facts: Mapping[str, Any],
    places: Iterable[str],
    terms: Iterable[Term],
    actor: Actor,
) -> Activity:
    """Change the facts and the places together; those concerned are told of another place or risk once each."""
    activity = prepare.change_activity(activity, facts=facts, terms=terms, actor=actor)
    wanted = list(places)
    if wanted != [place.name for place in activity.places.all()]:
        prepare.set_places(activity, names=wanted, actor=actor)
    return activity
