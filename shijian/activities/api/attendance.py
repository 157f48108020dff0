"""Routes of coming and going: oneself, the code on site, a batch of a desk device, objection."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from shijian.activities.enums import Outcome, ScanKind, ScanWay
from shijian.activities.models import Activity, Place, Scan, Session, Signup
from shijian.activities.operations import batch, scanning, vouching
from shijian.activities.queries import attendance, codes
from shijian.kernel import clock, device_mark
from shijian.kernel.api import ERRORS, Key, actor_of
from shijian.kernel.errors import OutOfReach

router = Router()
WEEK = 7 * 24 * 3600
NONCE = Field(
    min_length=8, max_length=40, pattern=r"^[\x21-\x7e]+$", description="Made by the device; counts once"
)


class CheckIn(Schema):
    """A coming or going of one's own."""

    nonce: str = NONCE
    code: str = Field("", max_length=12, description="The code on site; without it it is one's own word")
    place_id: Key | None = Field(None, description="Found on the device; a position is never sent")
    ago: int = Field(0, ge=0, le=WEEK, description="Seconds since it was done, when it waited without signal")


class BatchLine(Schema):
    """One scan of a desk device: the place by id, or the personal code that was scanned."""

    nonce: str = NONCE
    kind: ScanKind
    signup_id: Key | None = None
    code: str = Field("", max_length=12)
    place_id: Key | None = None
    ago: int = Field(0, ge=0, le=WEEK, description="Seconds since the scan, by the device's own clock")


class BatchIn(Schema):
    """What a desk device kept, in the order in which it was scanned."""

    scans: list[BatchLine] = Field(min_length=1, max_length=200)


class ScanOut(Schema):
    """What became of a scan."""

    id: int
    kind: ScanKind
    way: ScanWay
    at: dt.datetime
    outcome: Outcome
    why: str


class StayOut(Schema):
    """A stay; `minutes` and `grade` when it has become a service record."""

    started_at: dt.datetime
    ended_at: dt.datetime | None
    minutes: int | None
    grade: str
    note: str


class AttendanceOut(Schema):
    """What is counted of one place, and every scan with its outcome."""

    personal_code: str = Field(description="Shown as QR at the desk; it says nothing about the person")
    stays: list[StayOut]
    scans: list[ScanOut]


class ReplyOut(Schema):
    """The answer to one line: counted, waiting, refused (kept, not counted) or failed (nothing was kept)."""

    nonce: str
    state: str
    why: str


class BatchOut(Schema):
    """The answers, in the order of the lines."""

    replies: list[ReplyOut]


class CodeOut(Schema):
    """The codes of this minute, for who runs the activity."""

    minute: int
    codes: dict[str, str] = Field(description="By the id of the place; 0 where the meeting has none")


class ObjectionIn(Schema):
    """What is wrong, in a few words."""

    words: str = Field(min_length=1, max_length=200)


def _place(signup: Signup, key: int | None) -> Place | None:
    return Place.objects.filter(activity_id=signup.session.activity_id, pk=key).first() if key else None


def _own(request: HttpRequest, place_id: int) -> Signup:
    found = attendance.own_signups(actor_of(request)).filter(pk=place_id).first()
    if found is None:
        raise OutOfReach
    return found


def _run(request: HttpRequest, session_id: int) -> Session:
    runs = Activity.objects.filter(Activity.objects.all().run_by(actor_of(request))).values("pk")
    found = Session.objects.select_related("activity").filter(activity__in=runs, pk=session_id).first()
    if found is None:
        raise OutOfReach
    return found


def _shown(scan: Scan) -> dict[str, Any]:
    facts: dict[str, Any] = {name: getattr(scan, name) for name in ("kind", "way", "at", "outcome")}
    return {"id": scan.pk, "why": attendance.said(scan.why), **facts}  # type: ignore[attr-defined]


def _attendance(signup: Signup) -> dict[str, Any]:
    stays = signup.presences.select_related("record").order_by("started_at")
    scans = attendance.with_outcome(Scan.objects.filter(signup=signup)).order_by("at", "pk")
    return {
        "personal_code": codes.personal_code(signup),
        "scans": [_shown(scan) for scan in scans],
        "stays": [
            {
                "started_at": row.started_at,
                "ended_at": row.ended_at,
                "minutes": row.record.minutes if row.record else None,
                "grade": row.record.grade if row.record else "",
                "note": row.note,
            }
            for row in stays
        ],
    }


@router.get(
    "places/{place_id}/attendance", response={200: AttendanceOut, **ERRORS}, operation_id="get_attendance"
)
def read(request: HttpRequest, place_id: int) -> object:
    """What is counted of one's place in a meeting, and why something is not."""
    return _attendance(_own(request, place_id))


def _check(request: HttpRequest, place_id: int, kind: ScanKind, data: CheckIn) -> object:
    signup = _own(request, place_id)
    scanning.check_self(
        signup,
        kind=kind,
        nonce=data.nonce,
        code=data.code,
        place=_place(signup, data.place_id),
        said=clock.now() - dt.timedelta(seconds=data.ago) if data.ago else None,
        device=device_mark.known(request),
        actor=actor_of(request),
    )
    return _attendance(signup)


@router.post(
    "places/{place_id}/check-in", response={200: AttendanceOut, **ERRORS}, operation_id="check_in_place"
)
def come(request: HttpRequest, place_id: int, data: CheckIn) -> object:
    """Come to a meeting in which one has a place; sent twice with one nonce it counts once."""
    return _check(request, place_id, ScanKind.IN, data)


@router.post(
    "places/{place_id}/check-out", response={200: AttendanceOut, **ERRORS}, operation_id="check_out_place"
)
def go(request: HttpRequest, place_id: int, data: CheckIn) -> object:
    """Go from a meeting; the hours of a volunteer are recorded at once."""
    return _check(request, place_id, ScanKind.OUT, data)


@router.get(
    "sessions/{session_id}/site-code", response={200: CodeOut, **ERRORS}, operation_id="get_site_codes"
)
def site_code(request: HttpRequest, session_id: int) -> object:
    """The codes on site of this minute, as who runs the activity."""
    session = _run(request, session_id)
    minute, key = codes.minute_of(clock.now()), codes.site_key(session)
    places = list(Place.objects.filter(activity_id=session.activity_id).values_list("pk", flat=True)) or [0]
    return {"minute": minute, "codes": {str(pk): codes.site_code(key, pk, minute) for pk in places}}


@router.post("sessions/{session_id}/scans", response={200: BatchOut, **ERRORS}, operation_id="send_scans")
def scans(request: HttpRequest, session_id: int, data: BatchIn) -> object:
    """Take what a desk device kept; each line is answered by itself, and the whole may be sent again."""
    session = _run(request, session_id)
    lines = [batch.Line(**line.model_dump()) for line in data.scans]
    replies = batch.scan_batch(session, lines, actor=actor_of(request))
    return {"replies": [{"nonce": row.nonce, "state": row.state, "why": row.why} for row in replies]}


@router.post("scans/{scan_id}/object", response={200: AttendanceOut, **ERRORS}, operation_id="object_to_scan")
def object_to(request: HttpRequest, scan_id: int, data: ObjectionIn) -> object:
    """Object to a scan of one's own that was not counted; a second person decides."""
    own = attendance.own_signups(actor_of(request)).values("pk")
    scan = Scan.objects.select_related("signup__session").filter(signup__in=own, pk=scan_id).first()
    if scan is None:
        raise OutOfReach
    vouching.object_to(scan, words=data.words, actor=actor_of(request))
    return _attendance(scan.signup)
