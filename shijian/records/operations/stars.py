"""The way to a star: apply or be proposed, check, decide, before the public, grant or put forward, take back."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, duties, policy
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach
from shijian.kernel.operation import lock, operation
from shijian.people.models import Person
from shijian.records import policies_stars as policies
from shijian.records import rules_stars as rules
from shijian.records.enums import StarChange
from shijian.records.models import Star, StarObjection
from shijian.records.operations import star_steps as steps
from shijian.records.operations.star_objection_ends import settle_open
from shijian.records.queries import star_why, stars, traces
from shijian.volunteers.models import Volunteer


@operation
def apply_for_star(volunteer: Volunteer, *, actor: Actor) -> Star:
    """Ask for the next star, as a grown-up for himself or a guardian for a ward.

    Raises `OutOfReach`, `NotAllowed`, `Conflict` where one is under way, `Invalid` with what is missing.
    """
    volunteer = _volunteer(volunteer)
    if not rules.answers_for(actor, volunteer):
        raise OutOfReach
    if not rules.can_apply(actor, volunteer):
        raise NotAllowed(_("Under 18, a guardian asks for the star."))
    return _begin(volunteer, actor)


@operation
def propose_star(volunteer: Volunteer, *, actor: Actor = SYSTEM) -> Star | None:
    """Propose the next star for who has reached its line; None where something changed since. Only the clock does."""
    if not actor.is_system:
        raise NotAllowed
    try:
        return _begin(_volunteer(volunteer), actor)
    except (Invalid, Conflict):
        return None


@operation
def check_star(star: Star, *, actor: Actor) -> Star:
    """Say that hours and conduct were looked at, as a second person. Raises `OwnEntry`, `NotAllowed`, `WrongState`."""
    star = steps.opened(star, actor)
    duties.demand("star.check", star, actor=actor)
    steps.move(star, "check", actor=actor, checked_by_id=actor.person_id, due_at=steps.due())
    _demand_line(star)
    steps.tell(star, actor=actor)
    return star


@operation
def decide_star(star: Star, *, actor: Actor) -> Star:
    """Decide that it goes before the public, as a third person at the top of the network.

    After its publicity the county's stars are granted, the others put forward to their authority. Raises `OwnEntry`,
    `NotAllowed`, `WrongState`, `Invalid` where the hours are below the line meanwhile.
    """
    star = steps.opened(star, actor)
    duties.demand("star.decide", star, actor=actor)
    days = policy.get(policies.PUBLICITY_DAYS)
    until = clock.add_working_days(clock.today(), days)
    steps.move(star, "decide", actor=actor, due_at=None, public_until=until, decided_by_id=actor.person_id)
    _demand_line(star)
    steps.tell(star, actor=actor)
    return star


@operation
def refuse_star(star: Star, *, answer: str, actor: Actor, document_no: str = "") -> Star:
    """Refuse with a reason that the volunteer reads; what was put forward needs the authority's document.

    Raises `OwnEntry`, `NotAllowed`, `WrongState`, `Invalid` by field.
    """
    star = steps.opened(star, actor)
    duties.demand("star.refuse", star, actor=actor)
    words = steps.need(answer, "answer", _("Say why. The volunteer reads it."))
    number = steps.need_document(star, document_no) if star.state == "forwarded" else star.document_no
    steps.move(
        star, "refuse", actor=actor, answer=words, over_at=clock.now(), due_at=None, document_no=number,
        decided_by_id=actor.person_id,
    )  # fmt: skip
    settle_open(star)
    steps.tell(star, actor=actor)
    return star


@operation
def confirm_star(star: Star, *, document_no: str, granted_on: dt.date, actor: Actor) -> Star:
    """Record that the authority granted it, with the number and the day of its document.

    Raises `OwnEntry`, `NotAllowed`, `WrongState`, `Invalid` by field.
    """
    star = steps.opened(star, actor)
    duties.demand("star.confirm", star, actor=actor)
    number = steps.need_document(star, document_no)
    if granted_on > clock.today():
        raise Invalid(fields={"granted_on": _("This day is still to come.")})
    if star.public_until is not None and granted_on <= star.public_until:
        raise Invalid(fields={"granted_on": _("It was still before the public on that day.")})
    _grant(star, "confirm", number, granted_on, actor)
    return star


@operation
def end_publicity(star: Star, *, actor: Actor = SYSTEM) -> bool:
    """Grant it, put it forward, or give it back to who decides where hours are missing; whether it did anything.

    Only the clock does this, after the last day before the public, and not while somebody objects.
    """
    if not actor.is_system:
        raise NotAllowed
    star = steps.locked(star)
    over = star.is_public and star.public_until is not None and star.public_until < clock.today()
    if not over or star.objections.open().exists():
        return False
    if steps.minutes_now(star) < star.line_minutes or star_why.against(star.volunteer):
        steps.move(star, "return", actor=actor, due_at=steps.due())
        steps.tell(star, actor=actor)
    elif star.is_of_county:
        _grant(star, "grant", star.document_no, clock.today(), actor)
    else:
        steps.move(star, "forward", actor=actor, due_at=steps.due())
        steps.tell(star, actor=actor)
    return True


@operation
def take_back_star(star: Star, *, actor: Actor) -> Star:
    """Give up a star before it is granted, as the volunteer or a guardian. Raises `NotAllowed`, `WrongState`."""
    star = steps.opened(star, actor)
    steps.move(star, "take-back", actor=actor, over_at=clock.now(), due_at=None)
    settle_open(star)
    steps.tell(star, actor=actor)
    return star


def move_stars(old: Person, kept: Person, actor: Actor) -> dict[str, int]:
    """When two entries of one person become one, the wishes follow. In the caller's transaction."""
    rows = Star.objects.filter(asked_by=old)
    if rows.filter(checked_by=kept).exists() or rows.filter(decided_by=kept).exists():
        raise Conflict(_("One entry asked for a star that the other one checked or decided."))
    return {"stars": rows.update(asked_by=kept)}


def _volunteer(volunteer: Volunteer) -> Volunteer:
    return lock(Volunteer.objects.select_related("person", "unit"), pk=volunteer.pk)


def _begin(volunteer: Volunteer, actor: Actor) -> Star:
    today = clock.today()
    rule = stars.next_rule(stars.level_of(volunteer.pk), today)
    if rule is None:
        raise Conflict(_("There is no further star."))
    if Star.objects.under_way().filter(volunteer=volunteer).exists():
        raise Conflict(_("A star is under way already."))
    doubts = StarObjection.objects.open().filter(
        appeal=True, star__volunteer=volunteer, star__level=rule.level
    )
    if doubts.exists():
        raise Conflict(_("The appeal about this star is not decided yet."))
    grades = stars.grades_on(today)
    minutes = stars.minutes_of([volunteer.pk], grades).get(volunteer.pk, 0)
    missing = star_why.against(volunteer)
    if missing or minutes < rule.minutes:
        raise Invalid(missing or _("Hours are still missing for the next star."))
    star = Star.objects.create(
        volunteer=volunteer, unit=volunteer.unit, unit_path=volunteer.unit_path, level=rule.level,
        authority=rule.authority, line_minutes=rule.minutes, grades=grades, minutes=minutes,
        asked_by_id=actor.person_id, channel=actor.channel, created_at=clock.now(), due_at=steps.due(),
    )  # fmt: skip
    audit.record(
        "star.ask",
        star,
        actor=actor,
        for_person_id=volunteer.person_id,
        changes={"level": [None, rule.level], **traces.made(star)},
    )
    steps.tell(star, actor=actor)
    return star


def _demand_line(star: Star) -> None:
    """In the transaction of the step: what counts today still reaches the line."""
    minutes = steps.minutes_now(star)
    if minutes < star.line_minutes:
        words = {"hours": minutes // 60, "line": star.line_minutes // 60}
        raise Invalid(_("Only %(hours)s hours count now; this star asks for %(line)s.") % words)
    missing = star_why.against(star.volunteer)
    if missing:
        raise Invalid(missing)


def _grant(star: Star, name: str, number: str, day: dt.date, actor: Actor) -> None:
    line = (StarChange.GRANTED, steps.minutes_now(star))
    steps.move(star, name, actor=actor, line=line, due_at=None, granted_on=day, document_no=number)
    steps.tell(star, actor=actor)
