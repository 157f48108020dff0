"""Who may see, ask for, check, decide and doubt stars; agrees with the `visible_to` of the models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shijian.kernel import ages, clock, paths
from shijian.kernel.actor import Actor, Permission
from shijian.people import rules as people
from shijian.records.enums import StarState
from shijian.volunteers.models import Volunteer

if TYPE_CHECKING:
    from shijian.records.models import ServiceRecord, Star, StarBar, StarObjection


def answers_for(actor: Actor, volunteer: Volunteer) -> bool:
    """The volunteer, or who answers for him."""
    return people.is_own(actor, volunteer.person)


def can_apply(actor: Actor, volunteer: Volunteer) -> bool:
    """A grown-up for himself, a guardian for a ward."""
    person = volunteer.person
    adult = not ages.is_under(person.birth_date, ages.Age.ADULT, clock.today())
    return answers_for(actor, volunteer) and (adult or actor.person_id != person.pk)


def can_see_star(actor: Actor, star: Star) -> bool:
    """One's own and one's wards', units in reach."""
    return answers_for(actor, star.volunteer) or actor.may(Permission.RECORD_VIEW, star.unit_path)


def asked_or_gains(actor: Actor, star: Star) -> bool:
    """Whose star it is, who answers for him, and who asked for it."""
    asked = actor.person_id is not None and actor.person_id == star.asked_by_id
    return asked or answers_for(actor, star.volunteer)


def checked_or_gains(actor: Actor, star: Star) -> bool:
    """Who has a part in it already, or checked it."""
    checked = actor.person_id is not None and actor.person_id == star.checked_by_id
    return checked or asked_or_gains(actor, star)


def can_check(actor: Actor, star: Star) -> bool:
    """An officer with record:void in reach who has no part in it."""
    return actor.may(Permission.RECORD_VOID, star.unit_path) and not asked_or_gains(actor, star)


def can_decide(actor: Actor, star: Star) -> bool:
    """An officer with record:void at the top of the network who has no part in it and did not check it."""
    top = star.unit_path[: paths.WIDTH]
    return actor.may(Permission.RECORD_VOID, top) and not checked_or_gains(actor, star)


def can_refuse(actor: Actor, star: Star) -> bool:
    """Who decides; and who checks, where the check does not bear it out."""
    return can_decide(actor, star) or (star.state == StarState.ASKED and can_check(actor, star))


def can_turn(actor: Actor, star: Star) -> bool:
    """An officer with record:void in reach whom an objection or appeal lets decide anew."""
    return actor.may(Permission.RECORD_VOID, star.unit_path) and not checked_or_gains(actor, star)


def can_take_back(actor: Actor, star: Star) -> bool:
    """The volunteer, or who answers for him."""
    return answers_for(actor, star.volunteer)


def can_object(actor: Actor, star: Star) -> bool:
    """Anybody who is logged in while it is before the public."""
    return actor.is_authenticated and star.state == StarState.PUBLIC


def can_appeal(actor: Actor, star: Star) -> bool:
    """The volunteer, or who answers for him, after a star was withdrawn."""
    return star.state == StarState.WITHDRAWN and answers_for(actor, star.volunteer)


def made(actor: Actor, objection: StarObjection) -> bool:
    """Whoever objected or appealed, or answers for that person."""
    return people.is_own(actor, objection.by)


def has_part(actor: Actor, objection: StarObjection) -> bool:
    """Who objected, whose star or bar it is, who asked, checked, or took the decision that is appealed against."""
    if made(actor, objection) or answers_for(actor, objection.volunteer):
        return True
    star, bar = objection.star, objection.bar
    parts: set[int | None] = {bar.by_id} if bar is not None else set()
    if star is not None:
        parts = {star.asked_by_id, star.checked_by_id, star.decided_by_id if objection.appeal else None}
    return actor.person_id is not None and actor.person_id in parts


def can_see_objection(actor: Actor, objection: StarObjection) -> bool:
    """One's own; officers with record:void in reach who have no part in it."""
    return made(actor, objection) or can_decide_objection(actor, objection)


def can_decide_objection(actor: Actor, objection: StarObjection) -> bool:
    """An officer with record:void in reach who has no part in it."""
    return actor.may(Permission.RECORD_VOID, objection.unit_path) and not has_part(actor, objection)


def has_part_in_record(actor: Actor, record: ServiceRecord) -> bool:
    """Whose record it is, and who answers for him."""
    return answers_for(actor, record.volunteer)


def can_bar(actor: Actor, volunteer: Volunteer) -> bool:
    """An officer with record:void in reach, never for himself or a ward."""
    return actor.may(Permission.RECORD_VOID, volunteer.unit_path) and not answers_for(actor, volunteer)


def can_appeal_bar(actor: Actor, bar: StarBar) -> bool:
    """The one who is barred, or answers for him, while it holds."""
    return bar.lifted_at is None and bar.until_day >= clock.today() and answers_for(actor, bar.volunteer)
