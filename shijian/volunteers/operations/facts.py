"""What is known of a volunteer: facts, skills with licence, free time, insurance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from shijian.kernel import audit, duties
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import lock, operation
from shijian.units.enums import UnitState
from shijian.units.models import Unit
from shijian.volunteers import rules
from shijian.volunteers.enums import Background, Language, TravelLimit, VolunteerState
from shijian.volunteers.models import Availability, FreeDay, Insurance, Skill, Volunteer, VolunteerSkill
from shijian.volunteers.operations.finding import index_volunteers

Span = tuple[int, int, int]
Errors = dict[str, "str | Promise"]
TEXTS = {
    "employer": 80,
    "occupation": 40,
    "education": 20,
    "political_status": 20,
    "guardian_name": 60,
    "guardian_phone": 20,
}
LISTS = {"backgrounds": frozenset(Background.values), "languages": frozenset(Language.values)}
FIELDS = frozenset({*TEXTS, *LISTS, "travel_limit", "weekly_minutes"})
WEEK = 7 * 24 * 60
MOST_SPANS = 42


@operation
def change_volunteer(
    volunteer: Volunteer, *, actor: Actor, unit: Unit | None = None, **changes: Any
) -> Volunteer:
    """Change facts (the names in `FIELDS`) or the home `unit`. Raises `OutOfReach`, `Invalid`, `WrongState`."""
    volunteer = editable(volunteer, actor)
    before = {name: getattr(volunteer, name) for name in changes}
    put(volunteer, changes)
    moved = _move(volunteer, unit, actor)
    volunteer.save()
    index_volunteers([volunteer])
    said = {name: ["set", "changed"] for name in changes if getattr(volunteer, name) != before[name]}
    audit.record(
        "volunteer.change", volunteer, actor=actor, for_person_id=volunteer.person_id, changes=said | moved
    )
    return volunteer


@operation
def set_skills(volunteer: Volunteer, *, skills: Iterable[Skill], actor: Actor) -> Volunteer:
    """Say what a volunteer can do; licences of skills that stay are kept. Raises `OutOfReach`, `WrongState`."""
    volunteer = editable(volunteer, actor)
    put_skills(volunteer, skills)
    audit.record("volunteer.skills", volunteer, actor=actor, for_person_id=volunteer.person_id)
    return volunteer


@operation
def record_licence(
    volunteer: Volunteer, *, skill: Skill, licence_no: str, licence_until: dt.date | None, actor: Actor
) -> VolunteerSkill:
    """Enter the licence of a skill that staff have seen; the skill is added when it is new.

    Raises `OutOfReach`, `NotAllowed` (one cannot vouch for oneself), `Invalid` by field, `WrongState`.
    """
    volunteer = _staffed(volunteer, "volunteer.licence", actor)
    if not licence_no.strip() or len(licence_no) > 60:
        raise Invalid(fields={"licence_no": _("Enter the number on the licence.")})
    facts = {"licence_no": licence_no.strip(), "licence_until": licence_until}
    row, _created = VolunteerSkill.objects.update_or_create(volunteer=volunteer, skill=skill, defaults=facts)
    changes = {"licence": ["set", "changed"], "skill": [None, skill.code]}
    audit.record(
        "volunteer.licence", volunteer, actor=actor, for_person_id=volunteer.person_id, changes=changes
    )
    return row


@operation
def set_availability(volunteer: Volunteer, *, spans: Iterable[Span], actor: Actor) -> Volunteer:
    """Replace the weekly free time by (weekday 1-7, first, last minute). Raises `OutOfReach`, `Invalid`."""
    volunteer = editable(volunteer, actor)
    put_spans(volunteer, spans)
    audit.record("volunteer.availability", volunteer, actor=actor, for_person_id=volunteer.person_id)
    return volunteer


@operation
def set_free_day(volunteer: Volunteer, *, day: dt.date, is_free: bool | None, actor: Actor) -> None:
    """Let one day differ from the week: free, away, or (None) as always. Raises `OutOfReach`, `WrongState`."""
    volunteer = editable(volunteer, actor)
    if is_free is None:
        FreeDay.objects.filter(volunteer=volunteer, day=day).delete()
    else:
        FreeDay.objects.update_or_create(volunteer=volunteer, day=day, defaults={"is_free": is_free})
    audit.record("volunteer.availability", volunteer, actor=actor, for_person_id=volunteer.person_id)


@operation
def record_insurance(
    volunteer: Volunteer,
    *,
    insurer: str,
    policy_no: str,
    valid_from: dt.date,
    valid_until: dt.date,
    actor: Actor,
) -> Insurance:
    """Enter an accident insurance. Raises `OutOfReach`, `NotAllowed` for the insured, `Invalid`, `WrongState`."""
    volunteer = _staffed(volunteer, "volunteer.insurance", actor)
    if valid_until < valid_from:
        raise Invalid(fields={"valid_until": _("The insurance ends before it begins.")})
    if not insurer.strip() or not policy_no.strip() or max(len(insurer), len(policy_no)) > 60:
        raise Invalid(fields={"policy_no": _("Enter the insurer and the number of the policy.")})
    facts = {"insurer": insurer.strip(), "policy_no": policy_no.strip()}
    row = Insurance.objects.create(
        volunteer=volunteer, valid_from=valid_from, valid_until=valid_until, **facts
    )
    changes = {"valid_until": [None, valid_until]}
    audit.record("volunteer.insurance", row, actor=actor, for_person_id=volunteer.person_id, changes=changes)
    return row


def editable(volunteer: Volunteer, actor: Actor) -> Volunteer:
    """Lock a volunteer for a change by `actor`. Raises `OutOfReach`, `WrongState` for one who has left."""
    row = lock(Volunteer.objects.select_related("person", "unit"), pk=volunteer.pk)
    if not rules.can_edit(actor, row):
        raise NotAllowed if rules.can_see(actor, row) else OutOfReach
    if row.state == VolunteerState.LEFT:
        raise WrongState(_("This volunteer has left the register."))
    return row


def put(volunteer: Volunteer, facts: Mapping[str, Any]) -> None:
    """Set facts on an unsaved change. Raises `Invalid` with a sentence for each wrong field."""
    if unknown := sorted(facts.keys() - FIELDS):
        raise TypeError(f"no such facts: {unknown}")
    errors: Errors = {}
    for name, value in facts.items():
        if (problem := _problem(name, value)) is not None:
            errors[name] = problem
        else:
            setattr(volunteer, name, _normal(name, value))
    if errors:
        raise Invalid(fields=errors)


def put_skills(volunteer: Volunteer, skills: Iterable[Skill]) -> None:
    """Make the skill rows those of `skills`."""
    wanted = {skill.pk for skill in skills}
    rows = VolunteerSkill.objects.filter(volunteer=volunteer)
    rows.exclude(skill_id__in=wanted).delete()
    known = set(rows.values_list("skill_id", flat=True))
    VolunteerSkill.objects.bulk_create(
        [VolunteerSkill(volunteer=volunteer, skill_id=pk) for pk in sorted(wanted - known)]
    )


def put_spans(volunteer: Volunteer, spans: Iterable[Span]) -> None:
    """Replace the weekly spans. Raises `Invalid`."""
    wanted = sorted(set(spans))
    fits = all(1 <= day <= 7 and 0 <= start < end <= 24 * 60 for day, start, end in wanted)
    if not fits or len(wanted) > MOST_SPANS:
        raise Invalid(fields={"availability": _("A span must lie within one day and end after it starts.")})
    Availability.objects.filter(volunteer=volunteer).delete()
    Availability.objects.bulk_create(
        [
            Availability(volunteer=volunteer, weekday=day, start_minute=start, end_minute=end)
            for day, start, end in wanted
        ]
    )


def _staffed(volunteer: Volunteer, step: str, actor: Actor) -> Volunteer:
    row = editable(volunteer, actor)
    if not rules.can_insure(actor, row):
        raise NotAllowed
    duties.demand(step, row, actor=actor)
    return row


def _problem(name: str, value: Any) -> str | None:
    if name in TEXTS and (not isinstance(value, str) or len(value.strip()) > TEXTS[name]):
        return _("At most %(number)s characters fit here.") % {"number": TEXTS[name]}
    if name in LISTS and (isinstance(value, str) or not set(value) <= LISTS[name]):
        return _("Choose from the list.")
    if name == "travel_limit" and value not in TravelLimit.values:
        return _("Choose from the list.")
    if name == "weekly_minutes" and not (isinstance(value, int) and 0 <= value <= WEEK):
        return _("A week has no more than 168 hours.")
    return None


def _normal(name: str, value: Any) -> Any:
    if name in TEXTS:
        return value.strip()
    return sorted(set(value)) if name in LISTS else value


def _move(volunteer: Volunteer, unit: Unit | None, actor: Actor) -> dict[str, Any]:
    if unit is None or unit.pk == volunteer.unit_id:
        return {}
    if unit.state != UnitState.ACTIVE:
        raise Invalid(fields={"unit": _("This unit is not at work.")})
    if not rules.is_own(actor, volunteer) and not rules.can_register_at(actor, unit):
        raise Invalid(fields={"unit": _("This unit lies outside your reach.")})
    before, volunteer.unit, volunteer.unit_path = volunteer.unit_id, unit, unit.path
    return {"unit": [before, unit.pk]}
