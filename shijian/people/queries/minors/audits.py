"""The yearly compliance audit of minors' data, computed from what is recorded (未成年人网络保护条例 art. 37)."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shijian.kernel import ages, clock
from shijian.kernel.models import AuditEntry
from shijian.people.enums.minors import AccessState
from shijian.people.models import ChildRefusal, Consent, HarmReport, Incident, MinorAccess, MinorAudit, Person
from shijian.people.queries.minors import access, wards

LEAST = 5
HIDDEN = "<5"
Figures = dict[str, dict[str, int | str]]
HEADS: dict[str, str | Promise] = {
    "held": _("Persons whose data are held at the end of the year"),
    "given": _("Consents given by guardians"),
    "withdrawn": _("Consents withdrawn, refused or ended by a birthday"),
    "access": _("Access by staff"),
    "other": _("Refusals, deletions, incidents, reports"),
}
LABELS: dict[str, str | Promise] = {
    **{str(band): access.BANDS[band] for band in ages.Band},
    **{str(purpose): purpose.label for purpose in wards.LIMITS},
    "asked": _("Requests for leave"),
    "approved": _("Leave given"),
    "not-approved": _("Leave not given"),
    "looks": _("Records opened with leave"),
    "looks-refused": _("Tries to open without leave, refused"),
    "emergencies": _("Opened in an emergency"),
    "emergencies-right": _("Emergencies found right"),
    "emergencies-wrong": _("Emergencies found wrong"),
    "emergencies-open": _("Emergencies not reviewed yet"),
    "refusals": _("Guardians who refused, with the data deleted"),
    "incidents": _("Incidents noted"),
    "harm": _("Reports of harm to minors"),
}


def figures(year: int) -> Figures:
    """The figures of a year as they stand now; counts under 5 are hidden."""
    span = _span(year)
    found = {
        "held": _held(min(dt.date(year, 12, 31), clock.today())),
        "given": _by_purpose(Consent.objects.filter(given_at__range=span)),
        "withdrawn": _by_purpose(Consent.objects.filter(withdrawn_at__range=span)),
        "access": _access(span),
        "other": _other(span),
    }
    return {head: {key: _hidden(count) for key, count in rows.items()} for head, rows in found.items()}


def rows(found: Figures) -> list[tuple[str | Promise, list[tuple[str | Promise, int | str]]]]:
    """Figures in words, section by section."""
    return [
        (label, [(LABELS.get(key, key), value) for key, value in found.get(head, {}).items()])
        for head, label in HEADS.items()
    ]


def closed(year: int) -> MinorAudit | None:
    """The closed audit of a year."""
    return MinorAudit.objects.select_related("closed_by").filter(year=year).first()


def is_due(year: int) -> bool:
    """Whether a year with minors in it is over and not closed."""
    born = dt.date(year, 12, 31)
    held = Person.objects.filter(
        birth_date__gt=ages.latest_birth(ages.Age.ADULT, born), created_at__lt=_span(year)[1]
    )
    return year < clock.today().year and closed(year) is None and held.exists()


def _held(day: dt.date) -> dict[str, int]:
    until = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), clock.ZONE)
    people = Person.objects.filter(merged_into__isnull=True, created_at__lt=until)
    limits = [0, *(int(age) for age in ages.Age)]
    bands = {
        f"b{place}": Count(
            "pk",
            filter=Q(
                birth_date__lte=ages.latest_birth(since, day), birth_date__gt=ages.latest_birth(below, day)
            ),
        )
        for place, (since, below) in enumerate(pairwise(limits))
    }
    unknown = Count("pk", filter=Q(birth_date__isnull=True, guardian__isnull=False))
    counts = people.aggregate(**bands, unknown=unknown)
    named = {str(band): counts[f"b{place}"] for place, band in enumerate(ages.MINORS)}
    return {**named, str(ages.Band.UNKNOWN): counts["unknown"]}


def _by_purpose(consents: QuerySet[Consent]) -> dict[str, int]:
    counted = dict(
        consents.filter(purpose__in=list(wards.LIMITS)).values_list("purpose").annotate(n=Count("pk"))
    )
    return {str(purpose): counted.get(purpose, 0) for purpose in wards.LIMITS}


def _access(span: tuple[dt.datetime, dt.datetime]) -> dict[str, int]:
    requests = MinorAccess.objects.filter(asked_at__range=span)
    emergencies = requests.filter(is_emergency=True)
    trail = AuditEntry.objects.filter(at__range=span)
    return {
        "asked": requests.filter(is_emergency=False).count(),
        "approved": requests.filter(
            is_emergency=False, decided_by__isnull=False, until__isnull=False
        ).count(),
        "not-approved": requests.filter(state=AccessState.REFUSED).count(),
        "looks": trail.filter(action=access.LOOK).count(),
        "looks-refused": trail.filter(action="minor.refused").count(),
        "emergencies": emergencies.count(),
        "emergencies-right": emergencies.filter(state=AccessState.REVIEWED).count(),
        "emergencies-wrong": emergencies.filter(state=AccessState.WRONG).count(),
        "emergencies-open": emergencies.filter(state=AccessState.EMERGENCY).count(),
    }


def _other(span: tuple[dt.datetime, dt.datetime]) -> dict[str, int]:
    return {
        "refusals": ChildRefusal.objects.filter(at__range=span).count(),
        "incidents": Incident.objects.filter(has_minors=True, noticed_at__range=span).count(),
        "harm": HarmReport.objects.filter(created_at__range=span).count(),
    }


def _hidden(count: int) -> int | str:
    return HIDDEN if 0 < count < LEAST else count


def _span(year: int) -> tuple[dt.datetime, dt.datetime]:
    first = dt.datetime(year, 1, 1, tzinfo=clock.ZONE)
    return first, dt.datetime(year + 1, 1, 1, tzinfo=clock.ZONE) - dt.timedelta(microseconds=1)


def years() -> list[int]:
    """The last five years, the present one first."""
    return [clock.today().year - back for back in range(5)]


def is_year(year: Any) -> bool:
    """Whether a year can be audited."""
    return isinstance(year, int) and 2000 <= year <= clock.today().year
