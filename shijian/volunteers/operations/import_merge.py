"""Merges a row of a roll into somebody who is known: fills what is missing, changes nothing that is there."""

from __future__ import annotations

from typing import Any

from shijian.kernel import audit
from shijian.kernel.actor import Actor
from shijian.kernel.operation import operation
from shijian.people import operations as people
from shijian.people.enums import Sex
from shijian.people.models import Person
from shijian.volunteers.imports import fields
from shijian.volunteers.imports.matching import Candidate
from shijian.volunteers.imports.rows import Parsed
from shijian.volunteers.models import Availability, Volunteer, VolunteerSkill
from shijian.volunteers.operations.facts import change_volunteer, put_spans

PLAIN = ("birth_date", "phone", "ethnicity", "address")
TEXTS = ("employer", "occupation", "education", "political_status", "guardian_name", "guardian_phone")
LISTS = ("languages", "backgrounds")


@operation
def merge(row: Parsed, known: Candidate, *, actor: Actor) -> list[str]:
    """Fill the gaps of a known person and volunteer; returns the labels of what was filled."""
    person = Person.objects.get(pk=known.person_id or 0)
    filled = _person(row, person, actor)
    if known.volunteer_id is not None:
        filled += _volunteer(row, Volunteer.objects.get(pk=known.volunteer_id), actor)
    return [str(fields.BY_CODE[code].label) for code in filled]


def _person(row: Parsed, person: Person, actor: Actor) -> list[str]:
    facts = row.facts
    if facts is None:
        return []
    missing: dict[str, Any] = {
        name: getattr(facts, name) for name in PLAIN if not getattr(person, name) and getattr(facts, name)
    }
    if facts.document_number and not person.document_number:
        missing |= {"document_number": facts.document_number, "document_type": facts.document_type}
    if facts.sex in (Sex.MALE, Sex.FEMALE) and person.sex not in (Sex.MALE, Sex.FEMALE):
        missing["sex"] = facts.sex
    if missing:
        people.change_person(person, actor=actor, **missing)
    return list(missing)


def _volunteer(row: Parsed, volunteer: Volunteer, actor: Actor) -> list[str]:
    said = row.volunteer
    missing: dict[str, Any] = {
        name: said[name] for name in TEXTS if said.get(name) and not getattr(volunteer, name)
    }
    for name in LISTS:
        have, new = getattr(volunteer, name), said.get(name) or []
        if set(new) - set(have):  # type: ignore[call-overload]
            missing[name] = sorted({*have, *new})  # type: ignore[misc]
    if missing:
        change_volunteer(volunteer, actor=actor, **missing)
    return [*missing, *_skills(row, volunteer, actor), *_spans(row, volunteer, actor)]


def _skills(row: Parsed, volunteer: Volunteer, actor: Actor) -> list[str]:
    have = set(VolunteerSkill.objects.filter(volunteer=volunteer).values_list("skill_id", flat=True))
    new = [VolunteerSkill(volunteer=volunteer, skill_id=skill) for skill in row.skills if skill not in have]
    if not new:
        return []
    VolunteerSkill.objects.bulk_create(new)
    audit.record("volunteer.skills", volunteer, actor=actor, for_person_id=volunteer.person_id)
    return ["skills"]


def _spans(row: Parsed, volunteer: Volunteer, actor: Actor) -> list[str]:
    if not row.spans or Availability.objects.filter(volunteer=volunteer).exists():
        return []
    put_spans(volunteer, row.spans)
    audit.record("volunteer.availability", volunteer, actor=actor, for_person_id=volunteer.person_id)
    return ["availability"]
