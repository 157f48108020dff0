"""What units must know of what waits in `records` when they are merged or closed."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import ngettext

from shijian.records.enums import STAR_STANDING, STAR_UNDER_WAY, ImportState
from shijian.records.flow import OPEN
from shijian.records.models import (
    CertificateRequest,
    Commendation,
    Complaint,
    Recheck,
    RecordImport,
    Signal,
    Star,
    TopUp,
)
from shijian.units.operations import TENANTS, Tenant


def attach() -> None:
    """Open complaints and wishes for missing records and certificates move with their unit and its handler."""
    TENANTS.append(Tenant("complaints", _words, _open))
    TENANTS.append(Tenant("top_ups", _missing, _asked))
    TENANTS.append(Tenant("top_ups_handled", _to_decide, _asked, unit="handler", path="handler_path"))
    TENANTS.append(Tenant("record_imports", _tables, _brought))
    TENANTS.append(Tenant("record_imports_handled", _tables, _brought, unit="handler", path="handler_path"))
    to_confirm = Commendation.objects.open
    TENANTS.append(Tenant("commendations_handled", _honours, to_confirm, unit="handler", path="handler_path"))
    TENANTS.append(Tenant("signals", _signals, Signal.objects.undecided))
    TENANTS.append(Tenant("certificate_requests", _to_certify, _wished))
    TENANTS.append(Tenant("stars", _stars, _under_way))
    calls = Recheck.objects.open
    TENANTS.append(Tenant("rechecks", _calls, calls, unit="handler", path="handler_path"))
    TENANTS.append(Tenant("complaints_handled", _handled, _open, unit="handler", path="handler_path"))


def _open() -> QuerySet[Complaint]:
    return Complaint.objects.filter(state__in=OPEN)


def _words(count: int) -> str:
    return ngettext("%(n)s open complaint", "%(n)s open complaints", count) % {"n": count}


def _handled(count: int) -> str:
    return ngettext("%(n)s complaint to handle", "%(n)s complaints to handle", count) % {"n": count}


def _under_way() -> QuerySet[Star]:
    return Star.objects.filter(state__in=(*STAR_UNDER_WAY, *STAR_STANDING))


def _stars(count: int) -> str:
    return ngettext("%(n)s star", "%(n)s stars", count) % {"n": count}


def _asked() -> QuerySet[TopUp]:
    return TopUp.objects.open()


def _missing(count: int) -> str:
    return ngettext("%(n)s missing record asked for", "%(n)s missing records asked for", count) % {"n": count}


def _to_decide(count: int) -> str:
    return ngettext("%(n)s missing record to decide", "%(n)s missing records to decide", count) % {"n": count}


def _brought() -> QuerySet[RecordImport]:
    return RecordImport.objects.filter(state__in=(ImportState.DRAFT, ImportState.ASKED, ImportState.APPROVED))


def _tables(count: int) -> str:
    return ngettext("%(n)s table of older hours", "%(n)s tables of older hours", count) % {"n": count}


def _honours(count: int) -> str:
    words = ngettext("%(n)s commendation to confirm", "%(n)s commendations to confirm", count)
    return words % {"n": count}


def _signals(count: int) -> str:
    return ngettext("%(n)s signal about records", "%(n)s signals about records", count) % {"n": count}


def _wished() -> QuerySet[CertificateRequest]:
    return CertificateRequest.objects.open()


def _to_certify(count: int) -> str:
    words = ngettext("%(n)s certificate asked for", "%(n)s certificates asked for", count)
    return words % {"n": count}


def _calls(count: int) -> str:
    return ngettext("%(n)s re-check call", "%(n)s re-check calls", count) % {"n": count}
