"""Attendance of past meetings, written in bulk with the same stays, minutes and grades as the operations give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from shijian.activities.enums import Audience, Outcome, ScanKind, ScanWay
from shijian.activities.models import Place, Presence, Scan, ScanVerdict, Session, Signup
from shijian.activities.queries import attendance
from shijian.activities.queries.fold import Span, fold
from shijian.demo.operations.register import BATCH
from shijian.demo.publicity import counts_from
from shijian.records.models import ServiceRecord


@dataclass(frozen=True, slots=True)
class Came:
    """One coming and going of one sign-up. `by`: the person at the desk, None for the person himself."""

    signup: Signup
    came_at: dt.datetime
    left_at: dt.datetime | None
    way: ScanWay = ScanWay.SITE
    place: Place | None = None
    by_id: int | None = None


def attend(session: Session, came: Iterable[Came], *, walk_ins: int = 0) -> list[ServiceRecord]:
    """Write who was at a past meeting; gives the records of the volunteers. The spans must overlap no other service.

    `session.activity` and each sign-up's opening, person and volunteer should be at hand: a handful of queries.
    """
    rows = list(came)
    scans = Scan.objects.bulk_create([scan for row in rows for scan in _scans(row)], batch_size=BATCH)
    verdicts = [ScanVerdict(scan=scan, outcome=Outcome.COUNTED, at=scan.received_at) for scan in scans]
    ScanVerdict.objects.bulk_create(verdicts, batch_size=BATCH)
    stays = [(scans_of[0].signup, span) for scans_of in _grouped(scans) for span in _spans(scans_of)]
    presences = [_presence(signup, span) for signup, span in stays]
    records = [_record(session, signup, span) for signup, span in stays]
    made = ServiceRecord.objects.bulk_create([row for row in records if row], batch_size=BATCH)
    for presence, record in zip(presences, records, strict=True):
        presence.record = record
    Presence.objects.bulk_create(presences, batch_size=BATCH)
    _close(session, walk_ins)
    return made


def _scans(row: Came) -> list[Scan]:
    person_id = row.by_id or row.signup.person_id
    moments = ((ScanKind.IN, row.came_at), (ScanKind.OUT, row.left_at))
    return [
        Scan(
            nonce=f"demo:{row.signup.pk}:{kind}:{at:%Y%m%d%H%M%S}", signup=row.signup, kind=kind, way=row.way, at=at,
            received_at=at, place=row.place, by_id=person_id,
        )
        for kind, at in moments
        if at is not None
    ]  # fmt: skip


def _grouped(scans: Iterable[Scan]) -> list[list[Scan]]:
    found: dict[int, list[Scan]] = {}
    for scan in scans:
        found.setdefault(scan.signup_id, []).append(scan)
    return list(found.values())


def _spans(scans: list[Scan]) -> list[Span]:
    return fold(attendance.mark_of(scan) for scan in scans).spans


def _presence(signup: Signup, span: Span) -> Presence:
    left = span.left.mark if span.left else None
    return Presence(
        signup=signup,
        came_id=span.came.mark.key,
        started_at=span.came.mark.at,
        left_id=left.key if left else None,
        ended_at=left.at if left else None,
    )


def _record(session: Session, signup: Signup, span: Span) -> ServiceRecord | None:
    if signup.opening.audience != Audience.VOLUNTEER or signup.volunteer is None or span.left is None:
        return None
    activity, start, end = session.activity, span.came.mark.at, span.left.mark.at
    return ServiceRecord(
        volunteer=signup.volunteer, unit=activity.unit, unit_path=activity.unit.path, team=activity.team,
        source_kind="activity", source_id=session.pk, started_at=start, ended_at=end,
        minutes=int((end - start).total_seconds() // 60), grade=span.grade, recipient=activity.recipient,
        content=activity.title, place=activity.unit.name, responsible_id=activity.organiser_id,
        recorder_id=signup.person_id, recorded_at=end, counts_from=counts_from(end),
    )  # fmt: skip


def _close(session: Session, walk_ins: int) -> None:
    session.walk_ins, session.ended_at = walk_ins, session.ends_at
    session.save(update_fields=["walk_ins", "ended_at"])
