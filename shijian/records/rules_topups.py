"""Who may ask for a record that was never made, and who decides; agrees with `visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shijian.kernel import ages, clock
from shijian.kernel.actor import Actor, Permission
from shijian.people.models import Person
from shijian.volunteers.models import Team, Volunteer

if TYPE_CHECKING:
    from shijian.records.models import TopUp


def can_ask(actor: Actor, volunteer: Volunteer, team: Team | None) -> bool:
    """A grown-up for himself, a guardian for a ward, a leader for a member of the team, an officer within reach."""
    person = volunteer.person
    own = actor.person_id == person.pk and not ages.is_under(person.birth_date, ages.Age.ADULT, clock.today())
    leads = team is not None and team.pk in actor.led_team_ids
    return actor.person_id is not None and (
        own
        or actor.person_id in person.guardian_ids
        or leads
        or actor.may(Permission.SERVICE_RECORD, volunteer.unit_path)
    )


def asked(actor: Actor, top_up: TopUp) -> bool:
    """Whoever asked, or answers for that person."""
    return actor.person_id is not None and actor.person_id in _self_and_guardians(top_up.asked_by)


def gains(actor: Actor, top_up: TopUp) -> bool:
    """The one who served, or answers for that person."""
    return actor.person_id is not None and actor.person_id in _self_and_guardians(top_up.volunteer.person)


def can_see(actor: Actor, top_up: TopUp) -> bool:
    """Whoever asked or served; the officers of the unit that decides and above."""
    return has_part(actor, top_up) or actor.may(Permission.RECORD_VOID, top_up.handler_path)


def has_part(actor: Actor, top_up: TopUp) -> bool:
    """Whoever asked or served, or answers for one of them."""
    return asked(actor, top_up) or gains(actor, top_up)


def can_decide(actor: Actor, top_up: TopUp) -> bool:
    """An officer with record:void at the unit that decides or above it, who has no part in it.

    That unit stands above the whole line of whoever asks (`queries.lines.handler_for`), so that neither the asking
    unit nor one below it ever decides; at the top of the network another officer of the same unit does.
    """
    return actor.may(Permission.RECORD_VOID, top_up.handler_path) and not has_part(actor, top_up)


def _self_and_guardians(person: Person) -> tuple[int, ...]:
    return (person.pk, *person.guardian_ids)
