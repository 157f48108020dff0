"""What signals and re-checks hold about a person: only what was decided, so that nobody is warned of a look."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shijian.kernel.purposes import Basis, define, hold, plain
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
DEVICES = define(
    "device-mark",
    _("One phone for many"),
    why=_(
        "So that a phone that checks in many people at several places is noticed. When you check in or out yourself, "
        "your phone keeps a random mark (the cookie check-in-mark, 180 days); of it only an encrypted fingerprint is "
        "kept here, for nothing else. A shared or lent phone is allowed; nothing follows before somebody has asked."
    ),
    recipients=_("Nobody. Whoever looks into it reads only how many people one phone checked in."),
    basis=Basis.DUTY,
    keep_months=6,
    law="《志愿服务条例》第十九条，《个人信息保护法》第六条",
)
hold(
    "records.DeviceMark",
    DEVICES,
    label=_("Check-ins for which the phone was noted by a random mark"),
    subject="person",
    fields={"step": _("Coming or going"), "unit": _("Unit"), "at": _("When")},
    inner=("person", "source_kind", "source_id", "device_index"),
)
plain("records.SeedPromise", "records.RecheckDraw")
