"""What units must know of complaints when they are merged or closed."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import ngettext

from shijian.records.flow import OPEN
from shijian.records.models import Complaint
from shijian.units.operations import TENANTS, Tenant


def attach() -> None:
    """Open complaints move with the unit that they are about and with the unit that handles them."""
    TENANTS.append(Tenant("complaints", _words, _open))
    TENANTS.append(Tenant("complaints_handled", _handled, _open, unit="handler", path="handler_path"))


def _open() -> QuerySet[Complaint]:
    return Complaint.objects.filter(state__in=OPEN)


def _words(count: int) -> str:
    return ngettext("%(n)s open complaint", "%(n)s open complaints", count) % {"n": count}


def _handled(count: int) -> str:
    return ngettext("%(n)s complaint to handle", "%(n)s complaints to handle", count) % {"n": count}
