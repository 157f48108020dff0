"""Stores a batch of read rows: new volunteers in bulk, duplicates as chosen. Inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shijian.kernel import clock, policy
from shijian.kernel.actor import Actor
from shijian.kernel.errors import ShijianError
from shijian.kernel.models import FlowLog
from shijian.people import operations as people
from shijian.people.models import Person
from shijian.volunteers import policies
from shijian.volunteers.enums import TravelLimit, VolunteerState
from shijian.volunteers.flow import VOLUNTEER_KIND
from shijian.volunteers.imports import matching, rows
from shijian.volunteers.imports.enums import Choice, Match, Outcome
from shijian.volunteers.imports.matching import Candidate, Known
from shijian.volunteers.imports.rows import Parsed
from shijian.volunteers.models import Availability, ImportRow, ImportRun, Volunteer, VolunteerSkill
from shijian.volunteers.operations import import_merge
from shijian.volunteers.operations.finding import index_volunteers
from shijian.volunteers.operations.numbers import new_numbers

TEXTS = ("employer", "occupation", "education", "political_status", "guardian_name", "guardian_phone")
Found = tuple[Match, Candidate]


def store(run: ImportRun, batch: Sequence[Parsed], *, actor: Actor) -> list[ImportRow]:
    """Register, merge or skip each row; rows that repeat an earlier one of the batch follow in a later pass."""
    results = [result(run, row, Outcome.WRONG) for row in batch if row.facts is None]
    waiting = [row for row in batch if row.facts is not None]
    while waiting:
        new, waiting = _sort(run, waiting, results, actor)
        results.extend(_create(run, new, actor))
    return sorted(results, key=lambda row: row.number)


def result(run: ImportRun, row: Parsed, outcome: Outcome) -> ImportRow:
    """Give what is to be noted of a row, each problem with its cell."""
    problems = [
        {
            "cell": rows.reference(each.column, row.number, run.mapping),
            "column": each.column,
            "text": each.message,
            "warning": each.is_warning,
        }
        for each in row.problems
    ]
    return ImportRow(run_id=run.pk, number=row.number, name=row.name, outcome=outcome, problems=problems)


def _sort(
    run: ImportRun, batch: Sequence[Parsed], results: list[ImportRow], actor: Actor
) -> tuple[list[Parsed], list[Parsed]]:
    """Settle the duplicates; give the rows to register now and those that must wait for them."""
    keys = {row.number: matching.keys_of(row.facts) for row in batch if row.facts}
    known, new, later = Known(), list[Parsed](), list[Parsed]()
    matching.from_register(known, keys.values(), actor)
    for row in batch:
        match = known.match(keys[row.number])
        choice = _choice(run, match)
        if match and choice == Choice.MERGE and match[1].row is not None:
            later.append(row)
        elif match and choice != Choice.SEPARATE:
            results.append(_settle(run, row, match, choice, actor))
        else:
            new.append(row)
            matching.from_roll(known, row, keys[row.number])
    return new, later


def _choice(run: ImportRun, match: Found | None) -> Choice:
    if match is None:
        return Choice.SEPARATE
    choice = Choice(run.choices.get(match[0], Choice.SKIP))
    return Choice.SKIP if choice == Choice.MERGE and not match[1].is_in_reach else choice


def _settle(run: ImportRun, row: Parsed, match: Found, choice: Choice, actor: Actor) -> ImportRow:
    noted = result(run, row, Outcome.SKIPPED)
    noted.match, noted.same_row = match[0], match[1].row
    if not match[1].is_in_reach:
        noted.note = _("Already registered elsewhere.")
        return noted
    noted.person_id, noted.volunteer_id = match[1].person_id, match[1].volunteer_id
    noted.note = str(Match(match[0]).label)
    if choice == Choice.MERGE:
        _merge(run, row, noted, match[1], actor)
    return noted


def _merge(run: ImportRun, row: Parsed, noted: ImportRow, known: Candidate, actor: Actor) -> None:
    if known.has_left:
        noted.note = _("Has left the register; may come back on the page of the volunteer.")
        return
    try:
        with transaction.atomic():
            filled = import_merge.merge(row, known, actor=actor)
            if known.volunteer_id is None:
                person = Person.objects.get(pk=known.person_id or 0)
                noted.volunteer_id = _enter(run, [(person, row)], actor)[0].pk
    except ShijianError as error:
        noted.outcome, noted.note = (
            Outcome.WRONG,
            " ".join([*map(str, error.fields.values())] or [str(error)])[:200],
        )
        return
    noted.outcome = Outcome.MERGED
    noted.note = (
        _("Filled in: %(names)s") % {"names": "、".join(filled)} if filled else _("Nothing was missing.")
    )
    noted.note = noted.note[:200]


def _create(run: ImportRun, batch: Sequence[Parsed], actor: Actor) -> list[ImportRow]:
    pairs = [(row.facts, row.unit) for row in batch if row.facts and row.unit]
    persons = people.register_many(pairs, actor=actor) if pairs else []
    volunteers = _enter(run, list(zip(persons, batch, strict=True)), actor)
    results = []
    for row, volunteer in zip(batch, volunteers, strict=True):
        noted = result(run, row, Outcome.CREATED)
        noted.person_id, noted.volunteer_id = volunteer.person_id, volunteer.pk
        noted.note = (
            _("Waits for the guardian's consent.") if volunteer.state == VolunteerState.CONSENT else ""
        )
        results.append(noted)
    return results


def _enter(run: ImportRun, pairs: Sequence[tuple[Person, Parsed]], actor: Actor) -> list[Volunteer]:
    """Enter persons into the register of volunteers, in bulk."""
    numbers = new_numbers(len(pairs)) if pairs else []
    until, today = policy.get(policies.CONSENT_UNTIL), clock.today()
    volunteers = [
        _volunteer(run, person, row, number, actor)
        for (person, row), number in zip(pairs, numbers, strict=True)
    ]
    for volunteer in volunteers:
        age = volunteer.person.age_on(today)
        if age is None or age < until:
            volunteer.state = VolunteerState.CONSENT
    Volunteer.objects.bulk_create(volunteers)
    parsed = [row for _person, row in pairs]
    _belongings(list(zip(volunteers, parsed, strict=True)))
    _log(run, [each for each in volunteers if each.state == VolunteerState.ACTIVE], actor)
    index_volunteers(volunteers)
    return volunteers


def _volunteer(run: ImportRun, person: Person, row: Parsed, number: str, actor: Actor) -> Volunteer:
    unit = row.unit or run.unit
    facts: dict[str, Any] = {name: row.volunteer.get(name) or "" for name in TEXTS}
    return Volunteer(
        person=person,
        number=number,
        state=VolunteerState.ACTIVE if run.evidence else VolunteerState.PENDING,
        unit=unit,
        unit_path=unit.path,
        backgrounds=sorted(row.volunteer.get("backgrounds") or []),  # type: ignore[call-overload]
        languages=sorted(row.volunteer.get("languages") or []),  # type: ignore[call-overload]
        travel_limit=row.volunteer.get("travel_limit") or TravelLimit.TOWN,  # type: ignore[misc]
        weekly_minutes=600
        if row.volunteer.get("weekly_minutes") is None
        else row.volunteer["weekly_minutes"],
        registered_on=clock.today(),
        registered_by_id=actor.person_id,
        confirmed_at=clock.now() if run.evidence else None,
        **facts,
    )


def _belongings(pairs: Sequence[tuple[Volunteer, Parsed]]) -> None:
    VolunteerSkill.objects.bulk_create(
        [
            VolunteerSkill(volunteer_id=volunteer.pk, skill_id=skill)
            for volunteer, row in pairs
            for skill in row.skills
        ]
    )
    Availability.objects.bulk_create(
        [
            Availability(volunteer_id=volunteer.pk, weekday=day, start_minute=start, end_minute=end)
            for volunteer, row in pairs
            for day, start, end in row.spans
        ]
    )


def _log(run: ImportRun, volunteers: Sequence[Volunteer], actor: Actor) -> None:
    """Note in the log of the life cycle that the signed forms made these active, as a confirmation one by one would."""
    move = {
        "kind": VOLUNTEER_KIND,
        "transition": "confirm",
        "source": VolunteerState.PENDING,
        "target": VolunteerState.ACTIVE,
    }
    who = {"actor_person_id": actor.person_id, "actor_name": actor.name, "channel": actor.channel}
    FlowLog.objects.bulk_create(
        [
            FlowLog(
                object_id=each.pk,
                for_person_id=each.person_id,
                at=clock.now(),
                note=run.evidence,
                **move,
                **who,
            )
            for each in volunteers
        ]
    )
