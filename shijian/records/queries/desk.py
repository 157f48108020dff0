"""Complaints, objections, missing records, certificates, signals, re-checks, commendations on the work list."""

from __future__ import annotations

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

from shijian.kernel import clock
from shijian.kernel.actor import Permission
from shijian.kernel.worklist import Line, Source
from shijian.records.models import (
    CertificateRequest,
    Commendation,
    Complaint,
    Recheck,
    RecordImport,
    RecordObjection,
    Signal,
    TopUp,
)
from shijian.records.queries import (
    complaints,
    honours,
    imports,
    objections,
    rechecks,
    service_certificates,
    signals,
    topups,
)


def source() -> Source:
    """Open complaints that nobody else has taken."""
    return Source(
        "complaint", gettext_lazy("Complaints"), gettext_lazy("Look into it"), Permission.ORDER_FOLLOW_UP,
        complaints.waiting, _say, _page, _page, due="due_at",
    )  # fmt: skip


def _say(row: Complaint) -> Line:
    return Line(str(row.get_ground_display()), row.about, row.unit.name, str(row.get_state_display()))


def _page(row: Complaint) -> str:
    return reverse("records:complaint-desk", args=[row.pk])


def objections_source() -> Source:
    """Open objections that one may decide."""
    return Source(
        "objection", gettext_lazy("Objections to records"), gettext_lazy("Decide"), Permission.RECORD_VOID,
        objections.waiting, _say_objection, _objection, _objection, due="due_at",
    )  # fmt: skip


def _say_objection(row: RecordObjection) -> Line:
    day = date_format(clock.local(row.record.started_at).date(), "DATE_FORMAT")
    return Line(str(row.get_ground_display()), day, row.record.unit.name, str(row.get_state_display()))


def _objection(row: RecordObjection) -> str:
    return reverse("records:objection", args=[row.pk])


def top_ups_source() -> Source:
    """Wishes for missing records that one may decide."""
    return Source(
        "top-up", gettext_lazy("Missing records"), gettext_lazy("Decide"), Permission.RECORD_VOID,
        topups.waiting, _say_top_up, _top_up, _top_up, due="due_at",
    )  # fmt: skip


def _say_top_up(row: TopUp) -> Line:
    return Line(row.content, row.volunteer.number, row.unit.name, str(row.get_state_display()))


def _top_up(row: TopUp) -> str:
    return reverse("records:top-up", args=[row.pk])


def imports_source() -> Source:
    """Tables of older hours that one may decide."""
    return Source(
        "record-import", gettext_lazy("Older hours"), gettext_lazy("Decide"), Permission.RECORD_VOID,
        imports.waiting, _say_import, _import, _import, due="due_at",
    )  # fmt: skip


def _say_import(row: RecordImport) -> Line:
    return Line(row.system, row.asked_by.name, row.unit.name, str(row.get_state_display()))


def _import(row: RecordImport) -> str:
    return reverse("records:import", args=[row.pk])


def signals_source() -> Source:
    """Signals that nobody has decided and that one may."""
    return Source(
        "signal", gettext_lazy("Signals about records"), gettext_lazy("Look into it"), Permission.RECORD_VOID,
        signals.waiting, _say_signal, _signal, _signal, due="due_at",
    )  # fmt: skip


def _say_signal(row: Signal) -> Line:
    return Line(str(row.get_kind_display()), "", row.unit.name, str(row.get_state_display()))


def _signal(row: Signal) -> str:
    return reverse("records:signal", args=[row.pk])


def certificates_source() -> Source:
    """Certificates of service that one may check or issue, and those in force whose records changed."""
    return Source(
        "certificate", gettext_lazy("Certificates of service"), gettext_lazy("Look into it"),
        Permission.SERVICE_RECORD, service_certificates.waiting, _say_certificate, _certificate, _certificate,
        due="due_at",
    )  # fmt: skip


def _say_certificate(row: CertificateRequest) -> Line:
    state = gettext("A record on which it rests was voided") if row.flagged_at else row.get_state_display()
    return Line(gettext("Certificate of service"), row.volunteer.number, row.unit.name, str(state))


def _certificate(row: CertificateRequest) -> str:
    return reverse("records:certificate-request", args=[row.pk])


def rechecks_source() -> Source:
    """Drawn services about which one phones."""
    return Source(
        "recheck", gettext_lazy("Re-check calls"), gettext_lazy("Phone"), Permission.ORDER_FOLLOW_UP,
        rechecks.waiting, _say_recheck, _recheck, _recheck, due="due_at",
    )  # fmt: skip


def _say_recheck(row: Recheck) -> Line:
    day = date_format(clock.local(row.record.started_at).date(), "DATE_FORMAT")
    return Line(
        str(row.record.get_recipient_display()), day, row.record.unit.name, str(row.get_state_display())
    )


def _recheck(row: Recheck) -> str:
    return reverse("records:recheck", args=[row.pk])


def commendations_source() -> Source:
    """Commendations that one may confirm."""
    return Source(
        "commendation", gettext_lazy("Commendations"), gettext_lazy("Decide"), Permission.RECORD_VOID,
        honours.waiting, _say_commendation, _commendation, _commendation, due="due_at",
    )  # fmt: skip


def _say_commendation(row: Commendation) -> Line:
    return Line(row.title, row.volunteer.number, row.volunteer.unit.name, str(row.get_state_display()))


def _commendation(row: Commendation) -> str:
    return reverse("records:honour", args=[row.pk])
