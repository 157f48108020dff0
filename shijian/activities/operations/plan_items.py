"""What stands in a plan: added, changed, dropped with a reason, taken from the calendar or from last year, begun."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from shijian.activities import plan_policies
from shijian.activities.models import Activity, Plan, PlanItem, Term
from shijian.activities.operations.begin import begin_activity
from shijian.activities.operations.planning import copy_item, drafted, opened_plan
from shijian.activities.operations.sessions import add_session
from shijian.activities.queries import occasions, plans, spans
from shijian.kernel import audit, clock, policy
from shijian.kernel.actor import Actor
from shijian.kernel.checks import cleaned
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, WrongState
from shijian.kernel.operation import first_result, lock, operation, remember_result

FACTS = frozenset({"title", "first_day", "last_day", "times", "expected", "team", "note"})


@operation
def add_item(
    plan: Plan,
    *,
    facts: Mapping[str, Any],
    actor: Actor,
    terms: Iterable[Term] = (),
    idempotency_key: str | None = None,
) -> PlanItem:
    """Put something into a draft. `facts` are those of `FACTS`. Raises `Invalid`, `WrongState`, `NotAllowed`."""
    if earlier := first_result(PlanItem, key=idempotency_key, actor=actor):
        return earlier
    plan = drafted(plan, actor)
    item = PlanItem(plan=plan)
    _put(item, facts)
    item.save()
    _sort(item, terms)
    audit.record("plan.item", item, actor=actor)
    remember_result(item, key=idempotency_key, actor=actor)
    return item


@operation
def change_item(
    item: PlanItem, *, facts: Mapping[str, Any], actor: Actor, terms: Iterable[Term] | None = None
) -> PlanItem:
    """Change something in a draft. Raises `Invalid`, `WrongState`."""
    item = _standing(item, actor)
    drafted(item.plan, actor)
    old = {name: getattr(item, name) for name in facts}
    _put(item, facts)
    item.save()
    if terms is not None:
        _sort(item, terms)
    names = sorted(name for name, value in old.items() if value != getattr(item, name))
    audit.record("plan.item-change", item, actor=actor, changes={"fields": [None, names]})
    return item


@operation
def drop_item(item: PlanItem, *, why: str, actor: Actor) -> PlanItem:
    """Drop something, also out of a published plan; the reason is public there. Raises `Invalid`, `WrongState`."""
    item = _standing(item, actor)
    if not why.strip():
        raise Invalid(fields={"why": _("Say why it is dropped; everybody can read it.")})
    item.dropped_why = why.strip()[:200]
    item.save(update_fields=["dropped_why"])
    audit.record("plan.item-drop", item, actor=actor)
    return item


@operation
def take_suggestion(plan: Plan, *, key: str, actor: Actor) -> PlanItem:
    """Put an occasion of the calendar into a draft. Raises `Invalid` outside of the plan, `Conflict` when it is in."""
    plan = drafted(plan, actor)
    found = {each.key: each for each in occasions.between(*spans.days(plan))}.get(key)
    if found is None:
        raise Invalid(_("The calendar has no such day in this plan."))
    rows = plan.items.filter(occasion_kind=found.kind, occasion=found.name, dropped_why="")
    if rows.exists():
        raise Conflict(_("“%(name)s” is in the plan already.") % {"name": found.name})
    first, last = spans.days(plan)
    item = PlanItem.objects.create(
        plan=plan, title=found.name, first_day=max(found.first_day, first), last_day=min(found.last_day, last),
        occasion_kind=found.kind, occasion=found.name, note=found.ideas,
    )  # fmt: skip
    audit.record("plan.item", item, actor=actor, changes={"occasion": [None, found.name]})
    return item


@operation
def copy_last_year(plan: Plan, *, actor: Actor) -> list[PlanItem]:
    """Take over what stood in the plan one year earlier: festivals and seasons at the days that they have this year.

    What was dropped stays behind, and so does what the plan has already. Raises `Invalid` when there is no such plan.
    """
    plan = drafted(plan, actor)
    before = plans.year_before(plan)
    if before is None:
        raise Invalid(_("There is no such plan of the year before."))
    known = set(plan.items.values_list("title", flat=True))
    rows = before.items.filter(dropped_why="").exclude(title__in=known)
    found = list(rows.prefetch_related("terms").order_by("first_day", "pk"))
    shifted = [(item, *_this_year(item, plan)) for item in found]
    made = [copy_item(item, plan, first, last, origin=None) for item, first, last in shifted]
    audit.record("plan.copy", plan, actor=actor, changes={"items": [None, len(made)]})
    return made


def _this_year(item: PlanItem, plan: Plan) -> tuple[dt.date, dt.date]:
    """The days of an item one year later, inside the plan."""
    key = occasions.key_of(item.occasion_kind, item.occasion)
    then = _occasion(item.first_day.year, key) or _occasion(item.last_day.year, key)
    now = _occasion(plan.year, key)
    length = item.last_day - item.first_day
    if then is not None and now is not None:
        first = now + (item.first_day - then)
    else:
        first = occasions.safe_date(plan.year, item.first_day.month, item.first_day.day)
    begin, end = spans.days(plan)
    first = min(max(first, begin), end)
    return first, min(first + length, end)


def _occasion(year: int, key: str) -> dt.date | None:
    return next((each.first_day for each in occasions.of_year(year) if each.key == key), None)


@operation
def begin_planned(item: PlanItem, *, actor: Actor, idempotency_key: str | None = None) -> Activity:
    """Make the draft of an activity out of an item: its title, drawers, team and, if still ahead, its first meeting."""
    if earlier := first_result(Activity, key=idempotency_key, actor=actor):
        return earlier
    item = _standing(item, actor)
    if actor.person_id is None:
        raise NotAllowed
    activity = begin_activity(
        item.plan.unit, facts={"title": item.title}, team=item.team, plan_item=item,
        terms=[term for term in item.terms.all() if term.is_open], actor=actor,
    )  # fmt: skip
    start = _first_meeting(item)
    if start is not None:
        length = dt.timedelta(minutes=policy.get(plan_policies.USUAL_MINUTES))
        add_session(activity, starts_at=start, ends_at=start + length, actor=actor)
    remember_result(activity, key=idempotency_key, actor=actor)
    return activity


def _first_meeting(item: PlanItem) -> dt.datetime | None:
    """The usual hour of the first day of the item that is still ahead."""
    day = max(item.first_day, clock.today())
    hour = dt.time(policy.get(plan_policies.USUAL_START))
    start = dt.datetime.combine(day, hour, clock.ZONE)
    if start <= clock.now():
        start = dt.datetime.combine(day + dt.timedelta(days=1), hour, clock.ZONE)
    return start.astimezone(dt.UTC) if start.date() <= item.last_day else None


def _standing(item: PlanItem, actor: Actor) -> PlanItem:
    """Lock the item of a plan that one may edit. Raises `OutOfReach`, `NotAllowed`, `WrongState` once dropped."""
    plan = opened_plan(item.plan, actor)
    found = lock(PlanItem.objects.select_related("team"), pk=item.pk, plan=plan)
    found.plan = plan
    if found.dropped_why:
        raise WrongState(_("This was dropped from the plan."))
    return found


def _put(item: PlanItem, facts: Mapping[str, Any]) -> None:
    if unknown := set(facts) - FACTS:
        raise TypeError(f"not facts of a plan item: {sorted(unknown)}")
    for name, value in facts.items():
        setattr(item, name, value.strip() if isinstance(value, str) else value)
    cleaned(item, exclude=("plan", "team", "origin"))
    first, last = spans.days(item.plan)
    if item.last_day < item.first_day:
        raise Invalid(fields={"last_day": _("The end lies before the beginning.")})
    if item.last_day < first or item.first_day > last:
        raise Invalid(fields={"first_day": _("These days lie outside of the plan.")})
    if item.times < 1:
        raise Invalid(fields={"times": _("At least once.")})
    if item.team is not None and not plans.teams_for(item.plan).filter(pk=item.team.pk).exists():
        raise Invalid(fields={"team": _("Choose a team of this area.")})


def _sort(item: PlanItem, terms: Iterable[Term]) -> None:
    chosen = list(terms)
    if len({term.scheme_id for term in chosen}) != len(chosen):
        raise Invalid(fields={"terms": _("Choose one drawer of each scheme at most.")})
    item.terms.set(chosen)
