"""Stays and service records follow from the counted scans, whatever came first; a record that changed is made anew."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shijian.activities.enums import Audience, Outcome, SignupState
from shijian.activities.flow import SIGNUP_FLOW
from shijian.activities.models import Place, Presence, Scan, ScanVerdict, Signup
from shijian.activities.operations import telling
from shijian.activities.queries import attendance
from shijian.activities.queries.fold import Span, fold
from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.errors import ShijianError
from shijian.records import operations as records
from shijian.records.enums import RecordState
from shijian.records.models import ServiceRecord
from shijian.records.queries.subjects import officers_of
from shijian.volunteers.models import Volunteer

NO_RECORD = gettext_noop("“%(title)s”: the service of %(who)s could not be recorded: %(why)s")


def settle(signup: Signup, *, actor: Actor) -> None:
    """Bring stays and records in line with the scans. Call it under the lock of the sign-up."""
    scans = attendance.counted(signup)
    spans = {span.came.mark.key: span for span in fold(attendance.mark_of(scan) for scan in scans).spans}
    known = {row.came_id: row for row in signup.presences.select_related("record").order_by("pk")}
    for came_id in known.keys() - spans.keys():
        _take_back(known.pop(came_id))
    for came_id, row in known.items():
        if row.record is not None and not _still_right(row, spans[came_id]):
            _void(row)
    for came_id, span in sorted(spans.items(), key=lambda item: item[1].came.mark.order):
        row = _write(signup, span, known.get(came_id))
        _record(row, span, signup, actor)
    if spans and signup.state == SignupState.ABSENT:
        SIGNUP_FLOW.advance(signup, "came", actor=SYSTEM)


def _take_back(row: Presence) -> None:
    _void(row)
    row.delete()


def _still_right(row: Presence, span: Span) -> bool:
    """A record that a person made void stays so: the scans do not bring it back."""
    record = row.record
    if record is None or record.state == RecordState.VOID or span.left is None:
        return record is not None and record.state == RecordState.VOID
    facts = (record.started_at, record.ended_at, record.grade)
    return facts == (span.came.mark.at, span.left.mark.at, span.grade)


def _void(row: Presence) -> None:
    if row.record is not None and row.record.state == RecordState.VALID:
        records.void_record(
            row.record, reason=_("Other scans of the same day have arrived since."), actor=SYSTEM
        )
        row.record = None
        row.save(update_fields=["record"])


def _write(signup: Signup, span: Span, row: Presence | None) -> Presence:
    row = row or Presence(signup=signup, came_id=span.came.mark.key)
    row.started_at = span.came.mark.at
    row.left_id, row.ended_at = (span.left.mark.key, span.left.mark.at) if span.left else (None, None)
    row.save()
    return row


def _record(row: Presence, span: Span, signup: Signup, actor: Actor) -> None:
    """Make the record of a volunteer's closed stay; one that is refused is noted, and the office is told."""
    volunteer = signup.volunteer if signup.opening.audience == Audience.VOLUNTEER else None
    if volunteer is None or row.record_id is not None or span.left is None:
        return
    if span.left.mark.at - span.came.mark.at < dt.timedelta(minutes=1):
        row.note = _("Less than a minute; nothing is recorded.")
        row.save(update_fields=["note"])
        return
    note = ""
    try:
        with transaction.atomic():
            row.record = _make(volunteer, span.left.mark.at, span, signup, actor)
    except ShijianError as error:
        note = (str(error) or "-")[:200]
    if note and note != row.note:
        _tell_office(row, signup, note)
    row.note = note
    row.save(update_fields=["record", "note"])


def _make(
    volunteer: Volunteer, left_at: dt.datetime, span: Span, signup: Signup, actor: Actor
) -> ServiceRecord:
    activity = signup.session.activity
    place = Place.objects.filter(pk=span.came.place or 0).values_list("name", flat=True).first()
    return records.record_service(
        volunteer,
        actor=actor,
        unit=activity.unit,
        team=activity.team,
        source_kind="activity",
        source_id=signup.session_id,
        started_at=span.came.mark.at,
        ended_at=left_at,
        grade=span.grade,
        recipient=activity.recipient,
        content=activity.title,
        place=place or activity.unit.name,
        responsible_id=activity.organiser_id,
    )


def _tell_office(row: Presence, signup: Signup, why: str) -> None:
    activity = signup.session.activity
    telling.tell(
        {activity.organiser_id, *officers_of(activity.unit_id)},
        key=f"no-record:{row.pk}:{row.ended_at:%m%d%H%M}",
        sentence=NO_RECORD,
        activity=activity,
        actor=SYSTEM,
        who=str(signup.person or ""),
        why=why,
    )


def decide(scan: Scan, outcome: Outcome, why: str, *, by: int | None) -> ScanVerdict:
    """Add a verdict; the latest one holds."""
    return ScanVerdict.objects.create(scan=scan, outcome=outcome, why=why[:200], by_id=by, at=clock.now())
