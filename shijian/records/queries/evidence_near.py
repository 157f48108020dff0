"""The few records that belong together with new ones, so that the cheap detectors can look at once.

    evidence_near.PICTURED.append(records_with)      # in AppConfig.ready; gives the ids of records by hashes of photos

Each group is whole: whatever a nightly run would put beside a new record for these detectors is in it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

from django.db.models import QuerySet

from shijian.kernel import clock, sameness
from shijian.records.enums import TOP_UP_KIND, Grade
from shijian.records.models import DeviceMark, ServiceRecord, TopUp
from shijian.records.queries import evidence
from shijian.records.signals.facts import SPAN_DAYS, Fact, Limits

PICTURED: list[Callable[[Collection[str]], Iterable[int]]] = []
TYPED = (Grade.WITNESSED, Grade.LATE)
MOST = 500  # records of one press that are looked at together
PRESS = dt.timedelta(minutes=1)


def of_one_press(key: int) -> list[ServiceRecord]:
    """The record and those that the same hand entered right after it."""
    first = ServiceRecord.objects.valid().filter(pk=key).first()
    if first is None:
        return []
    rows = ServiceRecord.objects.valid().filter(recorder=first.recorder_id, pk__gte=key)
    rows = rows.filter(recorded_at__lte=first.recorded_at + PRESS).select_related("volunteer")
    return list(rows.order_by("pk")[:MOST])


def around(fresh: list[ServiceRecord], limits: Limits) -> list[Fact]:
    """The facts of new records of one hand, and of all that share their day, hand, device or photo."""
    own = evidence.read(ServiceRecord.objects.filter(pk__in=[row.pk for row in fresh]))
    keys = (
        {row.pk for row in fresh} | _of_the_day(fresh) | _of_the_hand(fresh) | _of_the_device(fresh, limits)
    )
    keys |= _of_the_photo({photo for fact in own for photo in fact.photos}, limits.photo_bits)
    rows = ServiceRecord.objects.valid().filter(pk__in=keys, started_at__gte=_begin(evidence.since()))
    return evidence.read(rows)


def _of_the_day(fresh: list[ServiceRecord]) -> set[int]:
    found: set[int] = set()
    for row in fresh:
        begin = clock.local(row.started_at).replace(hour=0, minute=0, second=0, microsecond=0)
        span = ServiceRecord.objects.valid().filter(volunteer=row.volunteer_id, started_at__gte=begin)
        found |= _keys(span.filter(started_at__lt=begin + dt.timedelta(days=1)))
    return found


def _of_the_hand(fresh: list[ServiceRecord]) -> set[int]:
    """What the same person typed on that day (UTC, as the detectors count), and asked to have recorded."""
    if not any(row.grade in TYPED for row in fresh):
        return set()
    begin = fresh[0].recorded_at.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    day = ServiceRecord.objects.valid().filter(
        recorded_at__gte=begin, recorded_at__lt=begin + dt.timedelta(days=1), grade__in=TYPED
    )
    found = _keys(day.filter(recorder=fresh[0].recorder_id))
    wishes = [row.source_id for row in fresh if row.source_kind == TOP_UP_KIND]
    if wishes:
        askers = TopUp.objects.filter(pk__in=wishes).values("asked_by")
        found |= _keys(day.filter(pk__in=TopUp.objects.filter(asked_by__in=askers).values("record")))
    return found


def _of_the_device(fresh: list[ServiceRecord], limits: Limits) -> set[int]:
    """Records of everybody who used a device of these people in the same stretch; none below the thresholds."""
    day = min(clock.local(row.started_at).date().toordinal() for row in fresh)
    begin = _begin(dt.date.fromordinal(day // SPAN_DAYS * SPAN_DAYS))
    marks = DeviceMark.objects.filter(at__gte=begin).order_by()
    own = marks.filter(person__in=[row.volunteer.person_id for row in fresh])
    users, places = defaultdict[str, set[int]](set), defaultdict[str, set[int]](set)
    used = marks.filter(device_index__in=set(own.values_list("device_index", flat=True)))
    for device, person, unit in used.values_list("device_index", "person", "unit").distinct():
        users[device].add(person)
        places[device].add(unit)
    people = {
        person for device, found in users.items()
        if len(found) >= limits.device_people and len(places[device]) >= limits.device_units
        for person in found
    }  # fmt: skip
    if not people:
        return set()
    return _keys(ServiceRecord.objects.valid().filter(volunteer__person__in=people, started_at__gte=begin))


def _of_the_photo(shown: set[str], bits: int) -> set[int]:
    """Records with the same pictures, and with those that are near to these in turn."""
    if not shown:
        return set()
    known = {each: int(each, 16) for source in sameness.SOURCES for each in source()}
    group, edge = set(shown), set(shown)
    while edge:
        wanted = [int(each, 16) for each in edge]
        near = {
            each for each, digest in known.items()
            if each not in group and any((digest ^ one).bit_count() <= bits for one in wanted)
        }  # fmt: skip
        group, edge = group | near, near
    if group == shown:
        return set()
    return {key for pictured in PICTURED for key in pictured(group)}


def of_top_ups(digests: Collection[str]) -> Iterable[int]:
    """Records that were asked for with one of these photos."""
    rows = TopUp.objects.filter(digest__in=digests, record__isnull=False).order_by()
    return [key for key in rows.values_list("record_id", flat=True) if key]


PICTURED.append(of_top_ups)


def _begin(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), clock.ZONE)


def _keys(rows: QuerySet[ServiceRecord]) -> set[int]:
    return set(rows.order_by().values_list("pk", flat=True))
