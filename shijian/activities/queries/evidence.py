"""What attendance knows of the service records that came of it, for the detectors of signals."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import Count, Sum

from shijian.activities.enums import Audience, NotCounted, Outcome, ScanWay
from shijian.activities.models import ActivityPhoto, Opening, Presence, ScanVerdict, Session
from shijian.records.queries import device_marks as marks
from shijian.records.queries.evidence import Known

BY_HAND = (ScanWay.LEADER, ScanWay.PAPER)


def of_activities(keys: Collection[int]) -> Known:
    """Who entered it, when the scans arrived, by which device, what was photographed, who was expected."""
    rows = Presence.objects.filter(record__in=keys).select_related("came", "left", "signup__session")
    stays = list(rows.order_by("pk"))
    meetings = {(stay.signup.session_id, stay.signup.session.activity_id) for stay in stays}
    photos, seats = _photos(meetings), _seats({activity for _session, activity in meetings})
    refused = _refused([stay.signup_id for stay in stays])
    devices = marks.of_sources(
        "activity", [key for stay in stays for key in (stay.came_id, stay.left_id) if key]
    )
    known: Known = {}
    for stay in stays:
        session = stay.signup.session
        known[stay.record_id or 0] = {
            **_scans(stay),
            "devices": tuple(sorted(devices[stay.came_id] | devices[stay.left_id or 0])),
            "photos": (*photos[session.pk], *_papers(stay)),
            "seats": seats.get(session.activity_id, 0),
            "codes_refused": refused[stay.signup_id],
            "asked_before": stay.signup.made_at <= session.ends_at,
        }
    return known


def _scans(stay: Presence) -> dict[str, Any]:
    came, left = stay.came, stay.left or stay.came
    by = next((scan.by_id or 0 for scan in (came, left) if scan.way in BY_HAND), 0)
    own = came.way in (ScanWay.SITE, ScanWay.SELF)
    return {
        "enterer": 0 if by == stay.signup.person_id else by,
        "came_received": came.received_at.timestamp() if own else 0,
        "left_received": left.received_at.timestamp() if own and left.way not in BY_HAND else 0,
    }


def _papers(stay: Presence) -> list[str]:
    """A photo of the paper list stands behind it; it is not compared with others."""
    scans = (stay.came, stay.left or stay.came)
    return sorted({hashlib.sha256(scan.evidence.encode()).hexdigest() for scan in scans if scan.evidence})


def _photos(meetings: Collection[tuple[int, int]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    of_activity: dict[int, list[str]] = defaultdict(list)
    rows = ActivityPhoto.objects.filter(activity__in={activity for _session, activity in meetings})
    for activity, session, digest in rows.order_by("pk").values_list("activity_id", "session_id", "digest"):
        if session:
            found[session].append(digest)
        else:
            of_activity[activity].append(digest)
    several = _several({activity for _session, activity in meetings})
    for session, activity in meetings:
        if activity not in several:
            found[session] += of_activity[activity]
    return found


def _several(activities: Collection[int]) -> set[int]:
    """The activities with more than one meeting: a photo of such a one as a whole proves none of them."""
    rows = Session.objects.filter(activity__in=activities).order_by().values("activity")
    counted = rows.annotate(count=Count("pk")).filter(count__gt=1)
    return set(counted.values_list("activity", flat=True))


def records_with(digests: Collection[str]) -> list[int]:
    """The records of meetings that one of these photos shows."""
    shown = ActivityPhoto.objects.filter(digest__in=digests).order_by()
    rows = Presence.objects.filter(
        record__isnull=False, signup__session__activity__in=shown.values("activity")
    )
    return [key for key in rows.order_by().values_list("record_id", flat=True) if key]


def _seats(activities: Collection[int]) -> dict[int, int]:
    """The places for volunteers of an activity; left out where one kind of them has no limit."""
    rows = Opening.objects.filter(activity__in=activities, audience=Audience.VOLUNTEER)
    open_ended = set(rows.filter(capacity__isnull=True).values_list("activity_id", flat=True))
    sums = rows.order_by().values("activity").annotate(total=Sum("capacity"))
    return {row["activity"]: row["total"] for row in sums if row["activity"] not in open_ended}


def _refused(signups: list[int]) -> Counter[int]:
    rows = ScanVerdict.objects.filter(
        scan__signup__in=signups, outcome=Outcome.REFUSED, why=NotCounted.CODE
    ).order_by("pk")
    return Counter(rows.values_list("scan__signup_id", flat=True))
