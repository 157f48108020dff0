"""The draw of records for a re-check, who phones whom, and what came of it.

    rechecks.CONTACTS["order"] = who_was_served      # in AppConfig.ready

Only records of kinds with a contact are drawn: whoever phones must know whom to ask.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from shijian.kernel import clock, paths
from shijian.kernel.actor import Actor
from shijian.people.enums import Role
from shijian.people.models import Appointment
from shijian.records.enums import RecheckState
from shijian.records.models import Recheck, RecheckDraw, SeedPromise, ServiceRecord
from shijian.units.models import Unit

CALLERS = (Role.STATION, Role.HUB)


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to phone: for the trail the person, for the page the name and the number."""

    person_id: int
    name: str
    phone: str


CONTACTS: dict[str, Callable[[ServiceRecord], Contact | None]] = {}


def contact_of(record: ServiceRecord) -> Contact | None:
    """Who was served by a record, where that is known."""
    find = CONTACTS.get(record.source_kind)
    return find(record) if find else None


def commitment_of(seed: str) -> str:
    """The fingerprint of a seed, as anybody can compute it."""
    return hashlib.sha256(seed.encode()).hexdigest()


def order_of(seed: str, ids: Iterable[int]) -> list[int]:
    """The ids in the order of the draw: by SHA-256 of seed, colon and id."""
    return sorted(ids, key=lambda key: (hashlib.sha256(f"{seed}:{key}".encode()).hexdigest(), key))


def drawn(seed: str, ids: Sequence[int], permille: int) -> list[int]:
    """The ids that a seed draws: the first so many of a thousand, rounded up."""
    return order_of(seed, ids)[: math.ceil(len(ids) * permille / 1000)]


def fingerprint_of(ids: Iterable[int]) -> str:
    """What the ids among which was drawn are known by: SHA-256 of them in ascending order, with commas."""
    return hashlib.sha256(",".join(map(str, sorted(ids))).encode()).hexdigest()


def next_month(month: dt.date) -> dt.date:
    """The first day of the month after."""
    return (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


def candidates(month: dt.date) -> list[int]:
    """The records that began to count in a month, valid now, about which somebody can be asked."""
    rows = ServiceRecord.objects.valid().filter(
        counts_from__gte=month, counts_from__lt=next_month(month), source_kind__in=CONTACTS
    )
    return list(rows.order_by("pk").values_list("pk", flat=True))


def callers() -> list[Unit]:
    """The units with an officer today who may phone, in the order of their paths."""
    posts = Appointment.objects.filter(Appointment.on(clock.today()), role__in=CALLERS)
    return list(Unit.objects.filter(pk__in=posts.values("unit_id")).order_by("path"))


def caller_for(record: ServiceRecord, seed: str, units: Sequence[Unit]) -> Unit | None:
    """The unit that phones: by the seed one of another branch, else one that is not the record's own."""
    line = set(paths.ancestors(record.unit_path))
    apart = [unit for unit in units if unit.path not in line and not unit.path.startswith(record.unit_path)]
    hub = record.unit_path[: 2 * paths.WIDTH]
    others = [unit for unit in apart if not unit.path.startswith(hub)] or apart
    if not others:
        return Unit.objects.filter(path=record.unit_path[: paths.WIDTH]).first()
    ticket = int(hashlib.sha256(f"{seed}:{record.pk}:unit".encode()).hexdigest(), 16)
    return others[ticket % len(others)]


def with_records(rows: QuerySet[Recheck]) -> QuerySet[Recheck]:
    """Fetch what a list shows in one query."""
    return rows.select_related("record__unit", "handler", "draw__promise", "by")


def waiting(actor: Actor) -> QuerySet[Recheck]:
    """Those that wait for a call of the actor's units."""
    return with_records(Recheck.objects.visible_to(actor).open())


def promises() -> QuerySet[SeedPromise]:
    """Months with their promise, their draw and what came of it, newest first; for everybody."""
    of = {
        state.value.replace("-", "_"): Count("draw__rechecks", filter=Q(draw__rechecks__state=state))
        for state in RecheckState
    }
    rows: QuerySet[SeedPromise] = SeedPromise.objects.select_related("draw").annotate(**of)
    return rows.order_by("-month")


def is_proved(draw: RecheckDraw) -> bool:
    """Whether the seed is the one that was promised."""
    return commitment_of(draw.seed) == draw.promise.commitment
