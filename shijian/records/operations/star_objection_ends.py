"""How an objection to a star or an appeal ends, whoever ends it: moment, state, row in the audit trail, who is told."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shijian.kernel import audit, clock
from shijian.kernel.actor import SYSTEM, Actor
from shijian.records.enums import StarObjectionState
from shijian.records.flow import STAR_OBJECTION_FLOW
from shijian.records.models import Star, StarObjection
from shijian.records.operations import star_telling as telling

BY_ITSELF = ("withdraw", "settle")


def end(objection: StarObjection, move: str, *, answer: str, actor: Actor) -> StarObjection:
    """Make the move on a locked objection, and tell. In the caller's transaction."""
    if STAR_OBJECTION_FLOW.can(objection, move, actor=actor):
        objection.answer, objection.over_at = answer, clock.now()
        objection.decided_by_id = None if move in BY_ITSELF else actor.person_id
        objection.save(update_fields=["answer", "decided_by", "over_at"])
    STAR_OBJECTION_FLOW.advance(objection, move, actor=actor)
    audit.record(
        f"star-objection.{move}",
        objection,
        actor=actor,
        for_person_id=objection.volunteer.person_id,
        changes={"state": [StarObjectionState.OPEN, objection.state]},
    )
    if move != "withdraw":
        telling.tell_answer(objection, actor=actor)
    return objection


def settle_open(star: Star) -> None:
    """End what is still open against a star that will not be granted any more."""
    rows = star.objections.open().select_for_update(of=("self",)).order_by("pk")
    for row in rows.select_related("by", "star__volunteer__person"):
        end(row, "settle", answer=_("The star is not granted."), actor=SYSTEM)
