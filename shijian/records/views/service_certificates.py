"""Certificates of service: ask for one, what the office has to do, one of them with its next step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel.actor import Permission
from shijian.kernel.doing import filled
from shijian.kernel.errors import OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.people.models import Person
from shijian.people.queries.minors import access
from shijian.records.enums import CertificateRequestState
from shijian.records.flow import CERTIFICATE_FLOW
from shijian.records.forms.service_certificates import AskForm, WhyForm
from shijian.records.models import CertificateRequest
from shijian.records.operations import certificate_requests as operations
from shijian.records.queries import certificates
from shijian.records.queries import service_certificates as reads

S = CertificateRequestState
TONES = {
    S.ASKED: "warn", S.CHECKED: "warn", S.ISSUED: "done", S.REFUSED: "danger", S.WITHDRAWN: "neutral",
    S.REVOKED: "danger",
}  # fmt: skip
DEEDS: dict[str, Callable[..., CertificateRequest]] = {
    "check": operations.check_certificate_request,
    "approve": operations.approve_certificate_request,
    "refuse": operations.refuse_certificate_request,
    "withdraw": operations.withdraw_certificate_request,
    "revoke": operations.revoke_service_certificate,
    "replace": operations.replace_service_certificate,
}
WITH_REASON = ("refuse", "replace", "revoke")
SHOWN = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: ActorRequest) -> HttpResponse:
    """Ask a unit to certify what it recorded."""
    form = AskForm(request.POST or None, actor=request.actor)

    def deed() -> CertificateRequest:
        facts = dict(form.cleaned_data)
        return operations.ask_certificate(facts.pop("volunteer"), actor=request.actor, **facts)

    if made := filled(request, form, deed):
        words = _("Asked for. The unit checks it, a second person issues it; you will be told.")
        messages.success(request, words)
        return redirect("records:certificate-request", made.pk)
    return render(request, "records/certificate_ask.html", {"form": form, "may": form.units().exists()})


@login_required
@require_safe
def desk(request: ActorRequest) -> HttpResponse:
    """Those that units within reach certify, newest first."""
    if not request.actor.may_anywhere(Permission.SERVICE_RECORD):
        raise OutOfReach
    reach = request.actor.within(Permission.SERVICE_RECORD, "unit_path")
    rows = reads.with_people(CertificateRequest.objects.filter(reach))
    state = request.GET.get("state", "")
    if state in CertificateRequestState.values:
        rows = rows.filter(state=state)
    context = {"page": page(rows, request), "state": state, "states": CertificateRequestState.choices}
    return render(request, "records/certificate_requests.html", context)


@login_required
@require_safe
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One of them: for whoever asked and for the office."""
    return _shown(request, _seen(request, pk), {})


@login_required
@require_POST
def act(request: ActorRequest, pk: int, deed: str) -> HttpResponse:
    """Check, approve, refuse, take back, revoke or replace."""
    row = _seen(request, pk)
    if deed not in DEEDS:
        raise OutOfReach
    form = WhyForm(request.POST) if deed in WITH_REASON else forms.Form(request.POST)
    if filled(request, form, lambda: DEEDS[deed](row, actor=request.actor, **form.cleaned_data)):
        messages.success(request, _("Done. Those concerned are told."))
        return redirect("records:certificate-request", pk)
    return _shown(request, row, {deed: form})


def _shown(request: ActorRequest, row: CertificateRequest, sent: dict[str, forms.Form]) -> HttpResponse:
    moves = CERTIFICATE_FLOW.moves(row, actor=request.actor)
    person = row.volunteer.person
    paper = reads.latest(row)
    records = reads.records_of(row) if row.is_open else []
    context: dict[str, Any] = {
        "row": row,
        "name": _named(request, person),
        "asked_by": _named(request, row.asked_by),
        "opens_paper": access.shows_whole(request.actor, person),
        "tone": TONES[CertificateRequestState(row.state)],
        "paper": paper,
        "status": certificates.status_of(paper) if paper else None,
        "in_force": paper is not None and row.state == S.ISSUED,
        "records": records[:SHOWN],
        "more": max(len(records) - SHOWN, 0),
        "minutes": sum(record.minutes for record in records),
        "next": "approve"
        if "approve" in moves
        else "check"
        if "check" in moves and row.state == S.ASKED
        else "",
        "again": "check" in moves and row.state == S.CHECKED,
        "sent": next(iter(sent.values()), None),
        "forms": [(name, sent.get(name) or WhyForm()) for name in WITH_REASON if name in moves],
        "can_withdraw": "withdraw" in moves,
    }
    return render(request, "records/certificate_request.html", context)


def _named(request: ActorRequest, person: Person) -> str:
    return person.name if access.shows_whole(request.actor, person) else access.masked_name(person)


def _seen(request: ActorRequest, pk: int) -> CertificateRequest:
    return get_object_or_404(reads.with_people(CertificateRequest.objects.visible_to(request.actor)), pk=pk)
