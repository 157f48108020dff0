"""What all steps on a star share: locking, moving, the row in the audit trail, the line of the history."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, policy
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid, OutOfReach
from shijian.kernel.operation import lock
from shijian.records import policies_stars as policies
from shijian.records import rules_stars as rules
from shijian.records.enums import StarChange
from shijian.records.flow import STAR_FLOW
from shijian.records.models import Star, StarEntry
from shijian.records.operations import star_telling as telling
from shijian.records.queries import stars, traces
from shijian.volunteers.models import Volunteer

LONGEST = 1000


def locked(star: Star) -> Star:
    """The volunteer is locked first, as everywhere, so that two never wait for each other."""
    lock(Volunteer.objects.all(), pk=star.volunteer_id)
    return lock(stars.with_people(Star.objects.all()), pk=star.pk)


def opened(star: Star, actor: Actor) -> Star:
    """The locked star. Raises `OutOfReach` where the actor does not see it."""
    star = locked(star)
    if not rules.can_see_star(actor, star):
        raise OutOfReach
    return star


def move(
    star: Star, name: str, *, actor: Actor, line: tuple[StarChange, int] | None = None, **facts: object
) -> Star:
    """Make the move with the facts that the new state needs, and leave its trace.

    `line` adds one to the history: the change and its minutes. Raises `NotAllowed`, `WrongState`.
    """
    before, digest = star.state, traces.stored(star)
    if facts and STAR_FLOW.can(star, name, actor=actor):
        for field, value in facts.items():
            setattr(star, field, value)
        star.save(update_fields=list(facts))
    STAR_FLOW.advance(star, name, actor=actor)
    if line is not None:
        _enter(star, *line, actor=actor)
    audit.record(
        f"star.{name}",
        star,
        actor=actor,
        for_person_id=star.volunteer.person_id,
        changes={"state": [before, star.state], "level": [None, star.level], **traces.since(digest, star)},
    )
    return star


def _enter(star: Star, change: StarChange, minutes: int, *, actor: Actor) -> None:
    StarEntry.objects.create(
        star=star, change=change, minutes=minutes, authority=star.authority, document_no=star.document_no,
        on=clock.today(), by_id=actor.person_id, at=clock.now(),
    )  # fmt: skip


def due() -> dt.datetime:
    """When the next step is due."""
    return clock.add_working_days(clock.now(), policy.get(policies.STEP_DAYS))


def minutes_now(star: Star) -> int:
    """What counts today under the rules of the star."""
    return stars.minutes_of([star.volunteer_id], star.grades).get(star.volunteer_id, 0)


def need(text: str, field: str, sentence: str) -> str:
    """The text, without blanks around it. Raises `Invalid` when it is empty."""
    if not text.strip():
        raise Invalid(fields={field: sentence})
    return text.strip()[:LONGEST]


def need_document(star: Star, document_no: str) -> str:
    """The number of the document where the county does not decide alone. Raises `Invalid`."""
    number = document_no.strip()[:80]
    if not star.is_of_county and not number:
        raise Invalid(fields={"document_no": _("Enter the number of the authority's document.")})
    return number


def tell(star: Star, *, actor: Actor) -> None:
    """Tell the volunteer, and whoever has the next step."""
    key = f"{star.state}:{clock.now():%Y%m%d%H%M%S}"
    telling.tell_side(star, key=key, actor=actor)
    if star.due_at is not None:
        telling.tell_officers(star, key=key)
