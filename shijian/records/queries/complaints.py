"""Reads of complaints: who handles them, what the desk and the one who complains see, the figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.kernel import clock, crypto, flow, paths
from shijian.kernel.actor import Actor
from shijian.kernel.models import FlowLog
from shijian.people.models import Appointment
from shijian.records.enums import COMPLAINT_KIND, ComplaintState, Ground
from shijian.records.flow import OPEN
from shijian.records.models import Complaint
from shijian.records.models.complaints import CODE
from shijian.records.queries.subjects import OFFICERS
from shijian.units.models import Unit

SENTENCES = {
    "take": gettext_lazy("An officer looks into it"),
    "answer": gettext_lazy("Answered"),
    "pass-on": gettext_lazy("Passed on to the authority in charge, and told"),
    "hand-up": gettext_lazy("Given to the level above"),
    "escalate": gettext_lazy("Not done in time: given to the level above"),
    "withdraw": gettext_lazy("Taken back"),
    "reopen": gettext_lazy("To be looked at again"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of what happened."""

    time: dt.datetime
    sentence: str
    who: str


@dataclass(frozen=True, slots=True)
class Figures:
    """How many complaints came in a span of days, by state and by ground, and how many were over in time."""

    total: int
    open: int
    late: int
    states: list[tuple[str, int]]
    grounds: list[tuple[str, int]]


def handler_for(unit: Unit, against: Collection[int], *, above: str = "") -> tuple[Unit, bool]:
    """The nearest unit on the way up whose officers are not meant, and whether nobody in the network may decide.

    `above` names a unit whose own officers are passed over. A unit at which somebody complained about holds office is
    passed over with everything below it.
    """
    way = paths.ancestors(unit.path)
    rows = Appointment.objects.filter(
        Appointment.on(clock.today()), role__in=OFFICERS, unit__path__in=way
    ).values_list("unit__path", "person_id")
    posts = list(rows)
    meant = [path for path, person_id in posts if person_id in against] + ([above] if above else [])
    limit = min((len(path) for path in meant), default=len(unit.path) + 1)
    free = {path for path, person_id in posts if len(path) < limit and person_id not in against}
    path = max(free, key=len, default=way[0])
    return (unit if path == unit.path else Unit.objects.get(path=path)), not free


def for_desk(actor: Actor) -> QuerySet[Complaint]:
    """The complaints within reach, with what a list shows."""
    return Complaint.objects.visible_to(actor).select_related("unit", "handler", "handled_by")


def waiting(actor: Actor) -> QuerySet[Complaint]:
    """Those that wait for an officer: never one's own."""
    rows = for_desk(actor).filter(state__in=OPEN)
    mine = Complaint.objects.of_person(actor.person_id).values("pk")
    return rows.filter(Q(handled_by__isnull=True) | Q(handled_by_id=actor.person_id or 0)).exclude(
        pk__in=mine
    )


def by_code(number: str, code: str) -> Complaint | None:
    """The complaint that number and code open together."""
    secrets = crypto.blind_indexes(code.strip().upper(), CODE)
    rows = Complaint.objects.filter(number=number.strip().upper()).exclude(code_index="")
    return rows.filter(code_index__in=secrets).first()


def story(complaint: Complaint) -> list[Entry]:
    """What happened, newest first; whoever complained has no name in it."""
    rows = flow.history(COMPLAINT_KIND, complaint.pk).order_by("-id")[:30]
    told = [Entry(row.at, _sentence(row), row.actor_name) for row in rows]
    return [*told, Entry(complaint.created_at, _("Received"), "")]


def _sentence(row: FlowLog) -> str:
    words = str(SENTENCES.get(row.transition, row.transition))
    return f"{words}: {row.note}" if row.note else words


def figures(path: str, first: dt.datetime, last: dt.datetime) -> Figures:
    """Count what was received from `first` to before `last` about the unit at `path` and below; three queries."""
    rows = Complaint.objects.filter(
        paths.below("unit_path", path), created_at__gte=first, created_at__lt=last
    ).order_by()
    states = dict(rows.values_list("state").annotate(n=Count("pk")))
    late = rows.filter(state__in=OPEN, due_at__lt=clock.now()).count()
    grounds = dict(rows.values_list("ground").annotate(n=Count("pk")))
    return Figures(
        total=sum(states.values()),
        open=sum(states.get(state, 0) for state in OPEN),
        late=late,
        states=[(str(state.label), states.get(state, 0)) for state in ComplaintState],
        grounds=[(str(ground.label), grounds[ground]) for ground in Ground if ground in grounds],
    )
