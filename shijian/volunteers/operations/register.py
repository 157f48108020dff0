"""Entering the register: by oneself, by the guardian, or by staff on behalf of somebody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.kernel import audit, clock, policy
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, OutOfReach, WrongState
from shijian.kernel.operation import first_result, lock, operation, remember_result
from shijian.people import operations as people
from shijian.people import rules as people_rules
from shijian.people.models import Person
from shijian.units.enums import UnitState
from shijian.units.models import Unit
from shijian.volunteers import policies, rules
from shijian.volunteers.enums import VolunteerState
from shijian.volunteers.flow import VOLUNTEER_FLOW
from shijian.volunteers.models import Skill, Volunteer
from shijian.volunteers.operations import facts as volunteer_facts
from shijian.volunteers.operations.facts import Span
from shijian.volunteers.operations.finding import index_volunteers
from shijian.volunteers.operations.numbers import new_number


class AlreadyRegistered(Conflict):
    """The person is in the register."""

    code = "volunteer-registered"
    message = gettext_lazy("This person is in the volunteer register already.")


class TooYoung(Invalid):
    """Under the county's least age."""

    code = "volunteer-too-young"


@operation
def register_volunteer(
    person: Person,
    *,
    unit: Unit,
    actor: Actor,
    birth_date: dt.date | None = None,
    skills: Iterable[Skill] = (),
    availability: Iterable[Span] = (),
    evidence: str = "",
    idempotency_key: str | None = None,
    **facts: Any,
) -> Volunteer:
    """Enter a person at a unit; whoever left comes back under the old number. `facts` as in `change_volunteer`.

    Own entries wait for staff (pending); entries by staff wait for the person, or are active at once when
    `evidence` says where the signed form is; whoever is under age waits for the guardian (consent). Raises
    `OutOfReach`, `Invalid`, `TooYoung`, `AlreadyRegistered`.
    """
    if earlier := first_result(Volunteer, key=idempotency_key, actor=actor):
        return earlier
    person = _reached(person, unit, actor)
    _check_age(person, birth_date)
    if birth_date and person.birth_date is None:
        person = people.change_person(person, actor=actor, birth_date=birth_date)
    volunteer = _entry(person, unit, actor)
    volunteer_facts.put(volunteer, facts)
    volunteer.save()
    volunteer_facts.put_skills(volunteer, skills)
    volunteer_facts.put_spans(volunteer, availability)
    index_volunteers([volunteer])
    changes = {"state": [None, volunteer.state], "unit": [None, unit.pk]}
    audit.record("volunteer.register", volunteer, actor=actor, for_person_id=person.pk, changes=changes)
    _settle(volunteer, actor, evidence.strip())
    remember_result(volunteer, key=idempotency_key, actor=actor)
    return volunteer


@operation
def register_new_volunteer(
    *, name: str, unit: Unit, actor: Actor, person_facts: dict[str, Any], **rest: Any
) -> Volunteer:
    """Register a person and enter the volunteer register in one step, for staff. Raises as the two steps do."""
    if earlier := first_result(Volunteer, key=rest.get("idempotency_key"), actor=actor):
        return earlier
    person = people.register_person(name=name, unit=unit, actor=actor, **person_facts)
    return register_volunteer(person, unit=unit, actor=actor, **rest)


def _reached(person: Person, unit: Unit, actor: Actor) -> Person:
    row = lock(Person.objects.all(), pk=person.pk)
    staffed = rules.can_register_at(actor, unit) and people_rules.can_see(actor, row)
    if not _is_own(actor, row) and not staffed:
        raise OutOfReach
    if unit.state != UnitState.ACTIVE:
        raise Invalid(fields={"unit": _("This unit is not at work.")})
    if row.merged_into_id:
        raise WrongState(_("This entry was merged with another one."))
    return row


def _check_age(person: Person, birth_date: dt.date | None) -> None:
    born = person.birth_date or birth_date
    if born is None:
        raise Invalid(fields={"birth_date": _("Enter the date of birth; it says what somebody may do.")})
    today = clock.today()
    if born > today:
        raise Invalid(fields={"birth_date": _("This day has not come yet.")})
    age = Person(birth_date=born).age_on(today)
    least = policy.get(policies.MIN_AGE)
    if age is None or age < least:
        sentence = _("One can become a volunteer from the age of %(age)s.") % {"age": least}
        raise TooYoung(sentence, fields={"birth_date": sentence})


def _entry(person: Person, unit: Unit, actor: Actor) -> Volunteer:
    known = Volunteer.objects.select_for_update(of=("self",)).filter(person=person).first()
    volunteer = known or Volunteer(person=person, number=new_number(), state=_first_state(person))
    if known and known.state != VolunteerState.LEFT:
        raise AlreadyRegistered
    volunteer.person, volunteer.unit, volunteer.unit_path = person, unit, unit.path
    if known:
        VOLUNTEER_FLOW.advance(
            known, "return-minor" if rules.needs_consent(person) else "return", actor=actor
        )
    volunteer.registered_on, volunteer.registered_by_id = clock.today(), actor.person_id
    volunteer.confirmed_at = clock.now() if _is_own(actor, person) else None
    volunteer.left_on = None
    return volunteer


def _first_state(person: Person) -> VolunteerState:
    return VolunteerState.CONSENT if rules.needs_consent(person) else VolunteerState.PENDING


def _settle(volunteer: Volunteer, actor: Actor, evidence: str) -> None:
    if not evidence or not rules.is_on_behalf(volunteer) or not rules.can_confirm(actor, volunteer):
        return
    volunteer.confirmed_at = clock.now()
    volunteer.save(update_fields=["confirmed_at"])
    if volunteer.state == VolunteerState.PENDING:
        VOLUNTEER_FLOW.advance(volunteer, "confirm", actor=actor, note=evidence)


def _is_own(actor: Actor, person: Person) -> bool:
    return actor.person_id is not None and actor.person_id in (person.pk, *person.guardian_ids)
