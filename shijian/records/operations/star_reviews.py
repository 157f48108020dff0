"""Granted stars whose hours dropped: looked at again, kept with a reason or withdrawn by decision; and the clock."""

from __future__ import annotations

import logging

from django.utils.translation import gettext as _

from shijian.kernel import clock, duties
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.errors import NotAllowed
from shijian.kernel.operation import operation
from shijian.records.enums import StarChange, StarState
from shijian.records.models import Star
from shijian.records.operations import star_steps as steps
from shijian.records.operations import stars as operations
from shijian.records.queries import stars
from shijian.volunteers.models import Volunteer

log = logging.getLogger(__name__)
MOST = 500
BATCH = 500


@operation
def question_star(star: Star, *, actor: Actor = SYSTEM) -> bool:
    """Put a granted star whose hours dropped below its line on the work list; whether it did. Only the clock does."""
    if not actor.is_system:
        raise NotAllowed
    star = steps.locked(star)
    if star.state != StarState.GRANTED or not _is_short(star, _firm(star)):
        return False
    steps.move(star, "question", actor=actor, due_at=steps.due())
    steps.tell(star, actor=actor)
    return True


@operation
def settle_star(star: Star, *, actor: Actor = SYSTEM) -> bool:
    """End the look at a star whose hours are back above the line; whether it did. Only the clock does this."""
    if not actor.is_system:
        raise NotAllowed
    star = steps.locked(star)
    if star.state != StarState.REVIEW or _is_short(star, _firm(star)):
        return False
    steps.move(star, "settle", actor=actor, due_at=None)
    steps.tell(star, actor=actor)
    return True


@operation
def keep_star(star: Star, *, answer: str, actor: Actor) -> Star:
    """Decide that a star stays although hours dropped, with the reason. It is looked at again if more of them drop.

    Raises `OwnEntry`, `NotAllowed`, `WrongState`, `Invalid`.
    """
    star = steps.opened(star, actor)
    duties.demand("star.keep", star, actor=actor)
    words = steps.need(answer, "answer", _("Say why it stays."))
    steps.move(
        star,
        "keep",
        actor=actor,
        answer=words,
        kept_minutes=_firm(star),
        over_at=clock.now(),
        due_at=None,
        decided_by_id=actor.person_id,
    )
    steps.tell(star, actor=actor)
    return star


@operation
def withdraw_star(star: Star, *, answer: str, actor: Actor, document_no: str = "") -> Star:
    """Withdraw a star whose hours dropped, with a reason that the volunteer reads and may appeal against.

    What the county did not grant needs the document of the authority. Raises `OwnEntry`, `NotAllowed`, `WrongState`,
    `Invalid` by field.
    """
    star = steps.opened(star, actor)
    duties.demand("star.withdraw", star, actor=actor)
    words = steps.need(answer, "answer", _("Say why. The volunteer reads it."))
    number = steps.need_document(star, document_no)
    facts: dict[str, object] = {"document_no": number} if number else {}
    steps.move(
        star, "withdraw", actor=actor, line=(StarChange.WITHDRAWN, _firm(star)), answer=words,
        over_at=clock.now(), due_at=None, decided_by_id=actor.person_id, **facts,
    )  # fmt: skip
    steps.tell(star, actor=actor)
    return star


def sweep() -> None:
    """For the scheduler, each in a transaction of its own: publicity that is over, dropped hours, lines reached."""
    over = Star.objects.in_publicity().filter(public_until__lt=clock.today()).order_by("pk")
    done = [operations.end_publicity(star) for star in over[:MOST]]
    done += [question_star(star) for star in _short(StarState.GRANTED)]
    done += [settle_star(star) for star in Star.objects.filter(state=StarState.REVIEW).order_by("pk")[:MOST]]
    done += _propose_all()
    if any(done):
        log.info("stars: %s steps", sum(done))


def _propose_all() -> list[bool]:
    """Batch by batch through the register, until as many are proposed as one run does."""
    done: list[bool] = []
    after: int | None = 0
    while after is not None and len(done) < MOST:
        keys, after = stars.reached(after)
        done += [_propose(key) for key in keys[: MOST - len(done)]]
    return done


def _propose(key: int) -> bool:
    return operations.propose_star(Volunteer.objects.get(pk=key)) is not None


def _short(state: StarState) -> list[Star]:
    """Stars whose hours are below their line; one query for each batch and set of grades."""
    found: list[Star] = []
    rows = list(Star.objects.filter(state=state).order_by("pk"))
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        for grades in {tuple(star.grades) for star in batch}:
            same = [star for star in batch if tuple(star.grades) == grades]
            sums = stars.firm_minutes([star.volunteer_id for star in same], grades)
            found += [star for star in same if _is_short(star, sums.get(star.volunteer_id, 0))]
    return found[:MOST]


def _is_short(star: Star, minutes: int) -> bool:
    line = star.line_minutes if star.kept_minutes is None else min(star.line_minutes, star.kept_minutes)
    return minutes < line


def _firm(star: Star) -> int:
    return stars.firm_minutes([star.volunteer_id], star.grades).get(star.volunteer_id, 0)
