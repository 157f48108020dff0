"""Service records as the rows that detectors read. Packages above tell what they know of the evidence.

    evidence.SOURCES["order"] = evidence_of_orders      # in AppConfig.ready

A source gets the ids of records and gives for each what it knows, by the names of the columns of `signals.facts.Fact`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from shijian.kernel import clock, policy
from shijian.people.models import Person
from shijian.records import policies, policies_signals
from shijian.records.enums import TOP_UP_KIND, Grade
from shijian.records.models import ServiceRecord, TopUp
from shijian.records.signals.facts import Fact, Limits

Known = dict[int, dict[str, Any]]
SOURCES: dict[str, Callable[[Collection[int]], Known]] = {}
SPAN = 90  # days: the longest stretch in which most detectors look for a habit
LARGEST_HOME = 8  # an address that more people share is a street, not a home
CHUNK = 500
COLUMNS = (
    "pk", "volunteer__person_id", "unit_id", "unit__latitude", "unit__longitude", "source_kind", "source_id",
    "started_at", "ended_at", "recorded_at", "minutes", "grade", "recorder_id",
)  # fmt: skip


def limits() -> Limits:
    """The thresholds in force today."""
    decided = {name: policy.get(key) for name, key in policies_signals.KEYS.items()}
    return Limits(day_minutes=60 * policy.get(policies.MAX_PER_DAY_WARN), **decided)


def since() -> dt.date:
    """The first day of the stretch before the present one, so that no habit is cut at an edge."""
    today = clock.today().toordinal()
    return dt.date.fromordinal((today // SPAN - 1) * SPAN)


def facts(first: dt.date) -> list[Fact]:
    """All valid records that began since that day."""
    start = clock.local(clock.now()).replace(
        year=first.year, month=first.month, day=first.day, hour=0, minute=0, second=0, microsecond=0
    )
    return read(ServiceRecord.objects.valid().filter(started_at__gte=start))


def read(records: QuerySet[ServiceRecord]) -> list[Fact]:
    """These records as facts, in the order of their keys."""
    rows = list(records.order_by("pk").values_list(*COLUMNS))
    known = _known(rows)
    return _with_homes(_with_family([replace(_fact(row), **known.get(row[0], {})) for row in rows]))


def _fact(row: tuple[Any, ...]) -> Fact:
    (key, person, unit, lat, lon, kind, source, start, end, recorded, minutes, grade, recorder) = row
    taken_over = grade == Grade.IMPORTED  # its unit keeps the roll; nobody knows where the service was
    typed = grade in (Grade.WITNESSED, Grade.LATE) and recorder not in (None, person)
    return Fact(
        record=key, person=person, unit=unit, source=(kind, source), started=start.timestamp(), ended=end.timestamp(),
        recorded=recorded.timestamp(), minutes=minutes, day=clock.local(start).date().toordinal(),
        place=(float(lat), float(lon)) if lat is not None and lon is not None and not taken_over else None,
        enterer=recorder if typed else 0, imported=taken_over,
    )  # fmt: skip


def _known(rows: Iterable[tuple[Any, ...]]) -> Known:
    by_kind: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        by_kind[row[5]].append(row[0])
    known: Known = {}
    for kind, keys in by_kind.items():
        if kind in SOURCES:
            for start in range(0, len(keys), CHUNK):
                known |= SOURCES[kind](keys[start : start + CHUNK])
    return known


def of_top_ups(keys: Collection[int]) -> Known:
    """Who asked for a missing record, and its photo."""
    rows = TopUp.objects.filter(record__in=keys).order_by("pk")
    told = rows.values_list("record_id", "asked_by_id", "volunteer__person_id", "digest")
    return {
        key: {"enterer": by if by != person else 0, "photos": (digest,), "asked_before": False}
        for key, by, person, digest in told
    }


SOURCES[TOP_UP_KIND] = of_top_ups


def _with_family(rows: list[Fact]) -> list[Fact]:
    """Mark the records that family of the one who served entered or vouched for."""
    pairs = {(row.person, hand) for row in rows for hand in (row.enterer, row.witness) if hand}
    family = _family({person for pair in pairs for person in pair})
    return [
        replace(row, kin=True)
        if any(hand and (row.person, hand) in family for hand in (row.enterer, row.witness))
        else row
        for row in rows
    ]


def _with_homes(rows: list[Fact]) -> list[Fact]:
    """Give those who share a device with family one number, so that the phone of a family counts as one home."""
    users: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for device in row.devices:
            users[device].add(row.person)
    shared = {person for people in users.values() if len(people) > 1 for person in people}
    family = _family(shared)
    home = {person: person for pair in family for person in pair}
    for one, other in family:
        home[_head(home, one)] = _head(home, other)
    return [replace(row, home=_head(home, row.person)) if row.person in home else row for row in rows]


def _head(home: dict[int, int], person: int) -> int:
    while home[person] != person:
        person = home[person]
    return person


def _family(keys: set[int]) -> set[tuple[int, int]]:
    """Pairs of whom one answers for the other, or who live at one address."""
    pairs: set[tuple[int, int]] = set()
    homes: dict[tuple[int, str], set[int]] = defaultdict(set)
    for chunk in _chunks(sorted(keys)):
        people = Person.objects.filter(pk__in=chunk).order_by("pk")
        for key, unit, address, *guardians in people.values_list(
            "pk", "unit_id", "address", "guardian_id", "second_guardian_id"
        ):
            pairs |= {(key, other) for other in guardians if other}
            if address.strip():
                homes[unit, address.strip()].add(key)
    for home in homes.values():
        if len(home) <= LARGEST_HOME:
            pairs |= {(one, other) for one in home for other in home if one != other}
    return pairs | {(other, one) for one, other in pairs}


def _chunks(keys: list[int]) -> Iterable[list[int]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))
