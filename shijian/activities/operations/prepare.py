"""Preparing an activity: its facts, its openings and places, a copy of an earlier one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shijian.activities import policies, rules
from shijian.activities.enums import Audience
from shijian.activities.models import Activity, Opening, Place, PlanItem, Term
from shijian.activities.operations import telling
from shijian.activities.operations.riskier import risks_changed
from shijian.activities.queries import risks
from shijian.kernel import audit, clock, policy
from shijian.kernel.actor import Actor
from shijian.kernel.checks import cleaned
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.numbering import save_numbered
from shijian.kernel.operation import first_result, lock, operation, remember_result
from shijian.people.models import Person
from shijian.units.enums import UnitState
from shijian.units.models import Unit
from shijian.volunteers.models import Team

FACTS = frozenset(
    {
        "title", "summary", "description", "recipient", "resources", "risk", "risk_note", "opens_at", "closes_hours",
        "withdraw_hours", "needs_code", "results",
    }
)  # fmt: skip
COPIED = (
    "title", "summary", "description", "recipient", "resources", "risk", "risk_note", "closes_hours", "withdraw_hours",
    "needs_code", "rule",
)  # fmt: skip
NEW_RISK = gettext_noop("“%(title)s”: what is said about risks has changed: %(what)s")
NEW_PLACE = gettext_noop("“%(title)s” takes place elsewhere now: %(where)s")
OPENING = frozenset(
    {
        "audience",
        "task",
        "skill",
        "needs_licence",
        "least_age",
        "greatest_age",
        "team_only",
        "strains",
        "waiting",
        "note",
    }
)


@operation
def prepare_activity(
    unit: Unit,
    *,
    facts: Mapping[str, Any],
    organiser: Person,
    actor: Actor,
    team: Team | None = None,
    host: Unit | None = None,
    plan_item: PlanItem | None = None,
    terms: Iterable[Term] = (),
    idempotency_key: str | None = None,
) -> Activity:
    """Begin an activity as a draft. `facts` are those of `FACTS`. Raises `Invalid`, `NotAllowed`."""
    if earlier := first_result(Activity, key=idempotency_key, actor=actor):
        return earlier
    unit = lock(Unit.objects.all(), pk=unit.pk)
    if not rules.can_make(actor, unit.path, team.pk if team else None):
        raise NotAllowed
    if unit.state != UnitState.ACTIVE:
        raise Invalid(fields={"unit": _("This unit is not working.")})
    activity = Activity(
        unit=unit, unit_path=unit.path, host=host, team=team, organiser=organiser, plan_item=plan_item,
        made_by_id=actor.person_id, made_at=clock.now(),
    )  # fmt: skip
    _put(activity, facts)
    save_numbered(activity, _prefix(activity))
    _sort(activity, terms)
    audit.record("activity.prepare", activity, actor=actor, changes={"number": [None, activity.number]})
    remember_result(activity, key=idempotency_key, actor=actor)
    return activity


@operation
def change_activity(
    activity: Activity,
    *,
    facts: Mapping[str, Any],
    actor: Actor,
    terms: Iterable[Term] | None = None,
    organiser: Person | None = None,
) -> Activity:
    """Change facts of an activity that is not over.

    A new risk statement is read anew by everybody; minors and uninsured whom it keeps out are told and go.
    """
    activity = opened(activity, actor)
    if not rules.may_change(activity):
        raise WrongState
    old, version = {name: getattr(activity, name) for name in facts}, risks.version_of(activity)
    _put(activity, facts)
    if activity.published_at is not None and not activity.risk_note:
        raise Invalid(fields={"risk_note": _("Say which risks there are, or that there are none.")})
    activity.organiser = organiser or activity.organiser
    activity.changed_at = clock.now()
    activity.save()
    if terms is not None:
        _sort(activity, terms)
    names = [name for name, value in old.items() if value != getattr(activity, name)]
    if {"risk", "risk_note"} & set(names) and activity.risk < policy.get(policies.RISK_READ_FROM):
        _tell_risk(activity, actor)  # from that risk on `risks_changed` asks everybody to read it anew
    audit.record("activity.change", activity, actor=actor, changes={"fields": [None, sorted(names)]})
    if activity.published_at is not None and version != risks.version_of(activity):
        risks_changed(activity, actor=actor)
    return activity


def _tell_risk(activity: Activity, actor: Actor) -> None:
    what = f"{activity.get_risk_display()} · {activity.risk_note}"
    key = f"risk:{clock.now():%Y%m%d%H%M%S}"
    telling.tell_everybody(activity, key=key, sentence=NEW_RISK, actor=actor, what=what)


def opened(activity: Activity, actor: Actor) -> Activity:
    """Lock the activity for who runs it. Raises `OutOfReach`, `NotAllowed`."""
    found = lock(Activity.objects.select_related("unit"), pk=activity.pk)
    if not rules.can_see(actor, found):
        raise OutOfReach
    if not rules.can_run(actor, found):
        raise NotAllowed
    return found


def _prefix(activity: Activity) -> str:
    return clock.local(activity.made_at).strftime("H%Y%m%d-")


def _put(activity: Activity, facts: Mapping[str, Any]) -> None:
    if unknown := set(facts) - FACTS:
        raise TypeError(f"not facts of an activity: {sorted(unknown)}")
    for name, value in facts.items():
        setattr(activity, name, value.strip() if isinstance(value, str) else value)
    cleaned(activity, exclude=[f.name for f in activity._meta.concrete_fields if f.name not in FACTS])


def _sort(activity: Activity, terms: Iterable[Term]) -> None:
    """File the activity under one term of each scheme at most."""
    chosen = list(terms)
    if len({term.scheme_id for term in chosen}) != len(chosen):
        raise Invalid(fields={"terms": _("Choose one drawer of each scheme at most.")})
    activity.terms.set(chosen)


@operation
def add_opening(
    activity: Activity, *, facts: Mapping[str, Any], capacity: int | None, actor: Actor
) -> Opening:
    """Add places of one kind to every session. Raises `Invalid`, `WrongState`."""
    activity = opened(activity, actor)
    if not rules.may_change(activity):
        raise WrongState
    if unknown := set(facts) - OPENING:
        raise TypeError(f"not facts of an opening: {sorted(unknown)}")
    opening = Opening(activity=activity, capacity=capacity, position=activity.openings.count(), **facts)
    cleaned(opening)
    if opening.strains and opening.audience != Audience.VOLUNTEER:
        raise Invalid(fields={"strains": _("This is asked of volunteers only.")})
    opening.full_clean(validate_unique=False)
    opening.save()
    audit.record("activity.opening", opening, actor=actor, changes={"capacity": [None, capacity]})
    return opening


@operation
def drop_opening(opening: Opening, *, actor: Actor) -> None:
    """Take an opening away as long as nobody ever signed up for it. Raises `Conflict`."""
    opened(opening.activity, actor)
    opening = lock(Opening.objects.all(), pk=opening.pk)
    if opening.signups.exists() or opening.standings.exists():
        raise Conflict(_("Somebody has signed up for these places. Set their number instead."))
    audit.record("activity.opening-drop", opening, actor=actor)
    opening.delete()


@operation
def set_places(activity: Activity, *, names: Iterable[str], actor: Actor) -> list[Place]:
    """Say where the activity happens, the meeting point first; a place where somebody was scanned stays."""
    activity = opened(activity, actor)
    if not rules.may_change(activity):
        raise WrongState
    wanted = list(dict.fromkeys(name.strip()[:100] for name in names if name.strip()))
    before = activity.places.values_list("name", flat=True).first()
    if not wanted:
        raise Invalid(fields={"places": _("Say at least one place.")})
    kept = [
        Place.objects.update_or_create(activity=activity, name=name, defaults={"position": at})[0]
        for at, name in enumerate(wanted)
    ]
    gone = activity.places.exclude(pk__in=[place.pk for place in kept])
    gone.filter(pk__in=[place.pk for place in gone if not place.scans.exists()]).delete()
    activity.changed_at = clock.now()
    activity.save(update_fields=["changed_at"])
    audit.record("activity.places", activity, actor=actor, changes={"places": [None, len(kept)]})
    if before is not None and before != wanted[0]:
        key = f"place:{clock.now():%Y%m%d%H%M%S}"
        telling.tell_everybody(activity, key=key, sentence=NEW_PLACE, actor=actor, where=wanted[0])
    return kept


@operation
def copy_activity(activity: Activity, *, actor: Actor, plan_item: PlanItem | None = None) -> Activity:
    """Begin a new draft with the facts, openings, places and drawers of an earlier activity, without its sessions."""
    if not rules.can_see(actor, activity):
        raise OutOfReach
    if not rules.can_make(actor, activity.unit_path, activity.team_id):
        raise NotAllowed
    copy = Activity(
        **{name: getattr(activity, name) for name in COPIED}, unit=activity.unit, unit_path=activity.unit.path,
        host=activity.host, team=activity.team, organiser_id=actor.person_id or activity.organiser_id,
        plan_item=plan_item, copied_from=activity, made_by_id=actor.person_id, made_at=clock.now(),
    )  # fmt: skip
    save_numbered(copy, _prefix(copy))
    copy.terms.set(activity.terms.filter(is_open=True))
    for opening in activity.openings.all():
        opening.pk, opening.activity = None, copy
        opening.save(force_insert=True)
    for place in activity.places.all():
        place.pk, place.activity = None, copy
        place.save(force_insert=True)
    audit.record("activity.copy", copy, actor=actor, changes={"from": [None, activity.pk]})
    return copy
