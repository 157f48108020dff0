"""Writes of targets: set one for a unit below, approve it as a second person, or not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shijian.assessment import rules
from shijian.assessment.enums import Measure, TargetState
from shijian.assessment.flow import TARGET_FLOW
from shijian.assessment.models import Target
from shijian.kernel import audit, clock, duties
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach
from shijian.kernel.operation import hold, lock, operation
from shijian.people.models import Person
from shijian.units.models import Unit

YEARS_AHEAD = 2


@operation
def set_target(unit: Unit, *, year: int, measure: str, number: int, document_no: str, actor: Actor) -> Target:
    """Propose a target of a year for a unit below one's own; it holds once a second person approves it.

    Raises `OutOfReach`, `NotAllowed`, `Invalid` by field, `Conflict` while another one waits.
    """
    unit = lock(Unit.objects.all(), pk=unit.pk)
    if not rules.can_set(actor, unit):
        raise NotAllowed if actor.reaches(unit.path) else OutOfReach
    _check(year, measure, number, document_no)
    hold(f"target:{unit.pk}:{year}:{measure}")
    same = Target.objects.filter(unit=unit, year=year, measure=measure)
    if same.filter(state=TargetState.PROPOSED).exists():
        raise Conflict(_("A target of this unit, year and kind waits for approval already."))
    target = Target.objects.create(
        unit=unit, unit_path=unit.path, year=year, measure=measure, number=number,
        document_no=document_no.strip()[:80], proposed_by_id=actor.person_id or 0, created_at=clock.now(),
    )  # fmt: skip
    audit.record("target.set", target, actor=actor, changes={"number": [None, number]})
    return target


@operation
def approve_target(target: Target, *, actor: Actor) -> Target:
    """Approve as a second person; what held before is replaced. Raises `OwnEntry`, `NotAllowed`, `WrongState`."""
    target = _opened(target, actor)
    duties.demand("target.approve", target, actor=actor)
    if TARGET_FLOW.can(target, "approve", actor=actor):
        same = {"unit_id": target.unit_id, "year": target.year, "measure": target.measure}
        for earlier in (
            Target.objects.in_force().select_for_update(of=("self",)).filter(**same).order_by("pk")
        ):
            TARGET_FLOW.advance(earlier, "replace", actor=SYSTEM)
    return _decide(target, "approve", actor)


@operation
def refuse_target(target: Target, *, actor: Actor) -> Target:
    """Do not approve it, as a second person. Raises `OwnEntry`, `NotAllowed`, `WrongState`."""
    target = _opened(target, actor)
    duties.demand("target.refuse", target, actor=actor)
    return _decide(target, "refuse", actor)


def move_targets(old: Person, kept: Person, actor: Actor) -> dict[str, int]:
    """When two entries of one person become one, what was proposed follows. In the caller's transaction."""
    rows = Target.objects.filter(proposed_by=old)
    if rows.filter(decided_by=kept).exists():
        raise Conflict(_("One entry proposed a target that the other one decided about."))
    return {"targets": rows.update(proposed_by=kept)}


def _check(year: int, measure: str, number: int, document_no: str) -> None:
    this = clock.today().year
    wrong = {}
    if not this - 1 <= year <= this + YEARS_AHEAD:
        wrong["year"] = _("Choose last year, this year or one of the next two.")
    if measure not in Measure.values:
        wrong["measure"] = _("Choose from the list.")
    if number < 1:
        wrong["number"] = _("Enter a number of at least 1.")
    if not document_no.strip():
        wrong["document_no"] = _("Enter the number of the document that sets it.")
    if wrong:
        raise Invalid(fields=wrong)


def _opened(target: Target, actor: Actor) -> Target:
    lock(Unit.objects.all(), pk=target.unit_id)
    target = lock(Target.objects.select_related("unit"), pk=target.pk)
    if not rules.can_see(actor, target):
        raise OutOfReach
    return target


def _decide(target: Target, move: str, actor: Actor) -> Target:
    if TARGET_FLOW.can(target, move, actor=actor):
        target.decided_by_id, target.decided_at = actor.person_id, clock.now()
        target.save(update_fields=["decided_by", "decided_at"])
    TARGET_FLOW.advance(target, move, actor=actor)
    changes = {"state": [TargetState.PROPOSED, target.state], "number": [None, target.number]}
    audit.record(f"target.{move}", target, actor=actor, changes=changes)
    return target
