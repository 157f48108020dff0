"""What signals hold about a person: only what was decided is told, so that a look into something is not warned of."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shijian.kernel.purposes import hold
from shijian.people.models import Person
from shijian.records.models import Signal


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
