"""What signals and re-checks hold about a person: only what was decided, so that nobody is warned of a look."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shijian.kernel.purposes import hold, plain
from shijian.people.models import Person
from shijian.records.models import Recheck, Signal


def _decided(person: Person) -> QuerySet[Signal]:
    rows = Signal.objects.filter(records__volunteer__person=person, over_at__isnull=False)
    return rows.distinct().order_by("pk")


hold(
    "records.Signal",
    "service-record",
    label=_("Signals about my service records that were decided"),
    find=_decided,
    fields={
        "kind": _("what was noticed"),
        "state": _("Where it stands"),
        "created_at": _("When"),
        "answer": _("What was found"),
        "over_at": _("Decided on"),
    },
    inner=("key", "unit", "unit_path", "facts", "strength", "due_at", "taken_by", "decided_by"),
)


def _phoned(person: Person) -> QuerySet[Recheck]:
    return Recheck.objects.filter(record__volunteer__person=person, over_at__isnull=False).order_by("pk")


hold(
    "records.Recheck",
    "service-record",
    label=_("Calls about my service records"),
    find=_phoned,
    fields={"state": _("Where it stands"), "over_at": _("Decided on"), "note": _("What was said")},
    inner=("draw", "record", "handler", "handler_path", "tries", "created_at", "due_at", "by"),
)
plain("records.SeedPromise", "records.RecheckDraw")
