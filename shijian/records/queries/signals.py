"""Reads of signals: what they say in words, what waits, how many of each kind were right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Actor
from shijian.records.enums import SignalKind, SignalState
from shijian.records.models import ServiceRecord, Signal
from shijian.records.queries.records import with_people

K = SignalKind
SENTENCES: dict[str, str | Promise] = {
    K.TRAVEL: _(
        "One person served at two places that are %(km)s km apart, with %(minutes)s minutes in between."
    ),
    K.LONG_DAY: _("One person has %(minutes)s minutes of service on one day; more than %(most)s is marked."),
    K.BATCH: _(
        "One person entered %(count)s services of %(days)s different days, for "
        "%(people)s people, within %(minutes)s minutes."
    ),
    K.CREDITING: _(
        "One person credited %(people)s people with %(hours)s hours in 90 days, each of "
        "them alone, without photo or witness."
    ),
    K.FAVOUR: _(
        "%(hours)s hours of one person, %(percent)s percent of them all in 90 days, were "
        "entered by one other person, without photo or witness."
    ),
    K.KIN: _("%(count)s services, %(hours)s hours together, were entered or confirmed by family."),
    K.DEVICE: _(
        "One phone checked in %(people)s people of %(homes)s homes at %(units)s units within 30 days. That is allowed: "
        "a neighbour may lend a phone, somebody may help others. Ask whose phone it was and who was there."
    ),
    K.PHOTO: _("The same photo was given for %(times)s services of different days or places."),
    K.RHYTHM: _(
        "%(times)s of %(of)s services of one person begin at the same time and last "
        "equally long, to within %(seconds)s seconds."
    ),
    K.CLOCK: _(
        "%(times)s times the scans of one person came long after the service, up to "
        "%(hours)s hours later, while others there had signal."
    ),
    K.CODE: _(
        "%(people)s people say that they scanned the code in the same minute, and all "
        "told so later; %(refused)s codes had been refused."
    ),
    K.LATE: _(
        "On one day one person entered %(count)s services for %(people)s people, the "
        "oldest %(days)s days old."
    ),
    K.GHOST: _(
        "A meeting of %(people)s people, %(hours)s hours together, was entered by one "
        "person: nobody had signed up or scanned, and there is no photo."
    ),
    K.CROWD: _(
        "%(added)s of %(people)s people were added to a meeting after it was over; it had %(seats)s places."
    ),
    K.PAIR: _(
        "Two people confirmed each other's service in 90 days: %(there)s hours one way, "
        "%(back)s hours the other."
    ),
    K.RECIPIENT: _(
        "One volunteer served one person %(times)s times, %(hours)s hours, in 90 days; "
        "nobody else has served or asked for that person."
    ),
    K.RECHECK: _("Somebody from another unit phoned: whoever was served says that it was not so."),
}


def sentence(kind: str, facts: Mapping[str, object]) -> str:
    """What was noticed, in one plain sentence; figures that are missing (an older version) show as a dash."""
    return str(SENTENCES[kind]) % _Figures(facts)


class _Figures(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "–"


def with_units(rows: QuerySet[Signal]) -> QuerySet[Signal]:
    """Fetch what a list shows in one query."""
    return rows.select_related("unit", "taken_by", "decided_by").annotate(count=Count("records"))


def waiting(actor: Actor) -> QuerySet[Signal]:
    """Those that nobody has decided and that the actor may."""
    return Signal.objects.visible_to(actor).undecided().select_related("unit")


def records_of(signal: Signal) -> QuerySet[ServiceRecord]:
    """The records that it is about, in the order of their beginning."""
    return with_people(ServiceRecord.objects.filter(signals=signal)).order_by("started_at", "pk")


@dataclass(frozen=True, slots=True)
class Measure:
    """Of one kind: how many were noticed, decided, and right."""

    label: str
    noticed: int
    decided: int
    right: int

    @property
    def percent(self) -> int | None:
        """The share of those decided that were right; nothing before one was decided."""
        return round(100 * self.right / self.decided) if self.decided else None


def measured(actor: Actor) -> list[Measure]:
    """How right each kind was within reach; kinds that were never noticed are left out."""
    right, over = Q(state=SignalState.CONFIRMED), Q(state__in=(SignalState.CONFIRMED, SignalState.CLEARED))
    rows = Signal.objects.visible_to(actor).order_by().values("kind")
    counted = rows.annotate(
        noticed=Count("pk"), decided=Count("pk", filter=over), right=Count("pk", filter=right)
    )
    by_kind = {row["kind"]: row for row in counted}
    return [
        Measure(str(kind.label), by_kind[kind]["noticed"], by_kind[kind]["decided"], by_kind[kind]["right"])
        for kind in SignalKind
        if kind in by_kind
    ]
