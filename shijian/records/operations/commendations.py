"""Commendations: enter or report, confirm as a second person, refuse, take back, revoke."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, duties, policy
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.errors import Conflict, Invalid, OutOfReach
from shijian.kernel.operation import lock, operation
from shijian.people.models import Person
from shijian.records import policies
from shijian.records import rules_commendations as rules
from shijian.records.enums import HonourLevel
from shijian.records.flow import COMMENDATION_FLOW
from shijian.records.models import Commendation
from shijian.records.operations import commendation_telling as telling
from shijian.records.operations import ending, late
from shijian.records.queries import honours, lines, traces
from shijian.volunteers.models import Volunteer

LONGEST = {"title": 80, "authority": 80, "merit": 200, "document_no": 80}
MOST_WORDS = 1000


@operation
def enter_commendation(
    volunteer: Volunteer,
    *,
    title: str,
    authority: str,
    level: str,
    awarded_on: dt.date,
    merit: str,
    actor: Actor,
    document_no: str = "",
    file_key: str = "",
) -> Commendation:
    """Enter an honour that an authority gave; it waits for a second person.

    That one is from another line of command where one stands above. `file_key` is a kept photo of the paper
    (`kernel.photos.keep`); one's own needs one, an officer's that or the number of the document. Raises `OutOfReach`,
    `Invalid` by field, `Conflict` for one that is there or too many that wait.
    """
    volunteer = lock(Volunteer.objects.select_related("person", "unit"), pk=volunteer.pk)
    if not rules.can_enter(actor, volunteer):
        raise OutOfReach
    words = _words(title=title, authority=authority, merit=merit, document_no=document_no)
    if level not in HonourLevel.values:
        raise Invalid(fields={"level": _("Choose from the list.")})
    if awarded_on > clock.today():
        raise Invalid(fields={"awarded_on": _("This day has not come yet.")})
    _check_proof(volunteer, words["document_no"], file_key, actor)
    _check_room(volunteer, words["title"], awarded_on)
    handler, now = _handler(volunteer, actor), clock.now()
    row = Commendation.objects.create(
        volunteer=volunteer, level=level, awarded_on=awarded_on, file_key=file_key, entered_by_id=actor.person_id or 0,
        channel=actor.channel, created_at=now,
        due_at=clock.add_working_days(now, policy.get(policies.COMMENDATION_DAYS)), **words, **handler.facts,
    )  # fmt: skip
    changes = {"level": [None, level], "awarded_on": [None, awarded_on], **traces.made(row)}
    audit.record("commendation.enter", row, actor=actor, for_person_id=volunteer.person_id, changes=changes)
    telling.tell_end(row, actor=actor)
    telling.tell_deciders(row, key="entered")
    return row


@operation
def confirm_commendation(commendation: Commendation, *, actor: Actor, answer: str = "") -> Commendation:
    """Confirm as a second person. Raises `OutOfReach`, `OwnEntry`, `NotAllowed`, `WrongState`."""
    row = _opened(commendation, actor)
    duties.demand("commendation.confirm", row, actor=actor)
    return _end(row, "confirm", answer, actor)


@operation
def refuse_commendation(commendation: Commendation, *, answer: str, actor: Actor) -> Commendation:
    """Refuse with a reason, as a second person. Raises as `confirm_commendation`, and `Invalid`."""
    row = _opened(commendation, actor)
    duties.demand("commendation.refuse", row, actor=actor)
    _demand_reason(answer)
    return _end(row, "refuse", answer, actor)


@operation
def withdraw_commendation(commendation: Commendation, *, actor: Actor) -> Commendation:
    """Take it back, as who entered it or is honoured. Raises `OutOfReach`, `NotAllowed`, `WrongState`."""
    return _end(_opened(commendation, actor), "withdraw", "", actor)


@operation
def revoke_commendation(commendation: Commendation, *, answer: str, actor: Actor) -> Commendation:
    """Revoke a confirmed one with a reason; the row stays. Raises as `confirm_commendation`, and `Invalid`."""
    row = _opened(commendation, actor)
    duties.demand("commendation.revoke", row, actor=actor)
    _demand_reason(answer)
    before, digest = row.state, traces.stored(row)
    if COMMENDATION_FLOW.can(row, "revoke", actor=actor):
        row.revoked_by_id, row.revoked_at = actor.person_id, clock.now()
        row.revoke_reason = answer.strip()[:MOST_WORDS]
        row.save(update_fields=["revoked_by", "revoked_at", "revoke_reason"])
    COMMENDATION_FLOW.advance(row, "revoke", actor=actor)
    changes = {"state": [before, row.state], **traces.since(digest, row)}
    return _noted(row, "revoke", changes, actor)


@operation
def remind_of_commendation(commendation: Commendation, *, actor: Actor = SYSTEM) -> bool:
    """Remind once of one that is late; whether it did. Only the clock does this. Raises `NotAllowed`."""
    late.only_the_clock(actor)
    row = lock(honours.with_people(Commendation.objects.all()), pk=commendation.pk)
    return late.remind(row, "commendation.remind", telling.tell_deciders, actor)


def sweep() -> None:
    """For the scheduler: each late one in a transaction of its own."""
    late.sweep(Commendation.objects.open(), remind_of_commendation, "commendations")


def move_commendations(old: Person, kept: Person, actor: Actor) -> dict[str, int]:
    """When two entries of one person become one, what was entered follows. In the caller's transaction."""
    rows = Commendation.objects.filter(entered_by=old)
    if rows.filter(decided_by=kept).exists() or rows.filter(revoked_by=kept).exists():
        raise Conflict(_("One entry entered a commendation that the other one decided about."))
    return {"commendations": rows.update(entered_by=kept)}


def _words(**words: str) -> dict[str, str]:
    plain = {name: " ".join(text.split())[: LONGEST[name]] for name, text in words.items()}
    empty = [name for name, text in plain.items() if not text and name != "document_no"]
    if empty:
        raise Invalid(fields={name: _("Please fill this in.") for name in empty})
    return plain


def _check_proof(volunteer: Volunteer, document_no: str, file_key: str, actor: Actor) -> None:
    if rules.is_own(actor, volunteer) and not file_key:
        raise Invalid(fields={"photo": _("Add a photo of the paper or medal, so that it can be confirmed.")})
    if not file_key and not document_no:
        raise Invalid(fields={"document_no": _("Enter the number of the document, or add a photo.")})


def _check_room(volunteer: Volunteer, title: str, awarded_on: dt.date) -> None:
    rows = Commendation.objects.filter(volunteer=volunteer)
    if rows.filter(state__in=("reported", "confirmed"), title=title, awarded_on=awarded_on).exists():
        raise Conflict(_("This commendation is on the list already."))
    if rows.open().count() >= policy.get(policies.COMMENDATIONS_MOST):
        raise Conflict(
            _("Many commendations wait to be confirmed already. Please wait until they are decided.")
        )


def _handler(volunteer: Volunteer, actor: Actor) -> lines.Handler:
    person, line = volunteer.person, lines.line_of(actor, volunteer.unit)
    handler = lines.handler_for(line, {person.pk, *person.guardian_ids, actor.person_id})
    if handler is None:
        raise Invalid(lines.lacking(line))
    return handler


def _demand_reason(answer: str) -> None:
    if not answer.strip():
        raise Invalid(fields={"answer": _("Say why. The volunteer and who entered it read it.")})


def _end(row: Commendation, move: str, answer: str, actor: Actor) -> Commendation:
    before = traces.stored(row)
    changes = ending.end(COMMENDATION_FLOW, row, move, answer=answer, actor=actor)
    return _noted(row, move, {**changes, **traces.since(before, row)}, actor)


def _noted(row: Commendation, move: str, changes: dict[str, Any], actor: Actor) -> Commendation:
    person_id = row.volunteer.person_id
    said = lines.said_to_auditors(row) if row.decided_by_id else ""
    audit.record(
        f"commendation.{move}", row, actor=actor, for_person_id=person_id, changes=changes, purpose=said
    )
    telling.tell_end(row, actor=actor)
    return row


def _opened(commendation: Commendation, actor: Actor) -> Commendation:
    row = lock(honours.with_people(Commendation.objects.all()), pk=commendation.pk)
    if not rules.can_see(actor, row):
        raise OutOfReach
    return row
