"""Appeals against deductions: the volunteer objects in time, a third person decides."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, duties
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid, WrongState
from shijian.kernel.operation import operation
from shijian.points.flow import DEDUCTION_FLOW
from shijian.points.models import Deduction
from shijian.points.operations import deductions

LONGEST = 1000


@operation
def appeal_deduction(deduction: Deduction, *, words: str, actor: Actor) -> Deduction:
    """Appeal in time, in one's own words; nothing is deducted until it is decided. Raises `Invalid`, `WrongState`."""
    row = deductions.locked(deduction)
    if row.appeal_until is not None and row.appeal_until <= clock.now():
        raise WrongState(_("The time to appeal is over."))
    if not words.strip():
        raise Invalid(fields={"words": _("Say in a few words why it is not right.")})
    DEDUCTION_FLOW.advance(row, "appeal", actor=actor, for_person_id=row.volunteer.person_id)
    row.appeal, row.appealed_at = words.strip()[:LONGEST], clock.now()
    row.save(update_fields=["appeal", "appealed_at"])
    audit.record("points.appeal", row, actor=actor, for_person_id=row.volunteer.person_id)
    return row


@operation
def settle_appeal(deduction: Deduction, *, uphold: bool, answer: str, actor: Actor) -> Deduction:
    """Decide as a third person: the deduction stands and is carried out, or is lifted. The volunteer is told why."""
    row = deductions.locked(deduction)
    duties.demand("points.appeal", row, actor=actor)
    if not answer.strip():
        raise Invalid(fields={"answer": _("Say why; the volunteer reads exactly this.")})
    move = "uphold" if uphold else "lift"
    DEDUCTION_FLOW.advance(row, move, actor=actor, for_person_id=row.volunteer.person_id)
    row.answer, row.settled_by_id = answer.strip()[:LONGEST], actor.person_id
    row.save(update_fields=["answer", "settled_by"])
    if uphold:
        deductions.take(row, actor)
    changes = {"state": ["appealed", str(row.state)]}
    audit.record(
        "points.appeal-settle", row, actor=actor, for_person_id=row.volunteer.person_id, changes=changes
    )
    words = (
        _("Your appeal was decided: the deduction stands.")
        if uphold
        else _("Your appeal was right: nothing is deducted.")
    )
    deductions.tell(row, "settled", words, actor)
    return row
