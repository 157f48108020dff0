"""Objections to service records: make one, mine, those that an officer decides, one of them."""

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
from shijian.records import rules
from shijian.records.enums import ObjectionState
from shijian.records.flow import OBJECTION_FLOW
from shijian.records.forms.objections import ObjectForm, RejectForm, UpholdForm
from shijian.records.models import RecordObjection, ServiceRecord
from shijian.records.operations import objections as operations
from shijian.records.queries import objections, publicity

TONES = {
    ObjectionState.OPEN: "warn", ObjectionState.UPHELD: "done", ObjectionState.REJECTED: "info",
    ObjectionState.WITHDRAWN: "neutral",
}  # fmt: skip
FORMS: dict[str, type[forms.Form]] = {"uphold": UpholdForm, "reject": RejectForm, "withdraw": forms.Form}
DEEDS: dict[str, Callable[..., RecordObjection]] = {
    "uphold": operations.uphold_objection,
    "reject": operations.reject_objection,
    "withdraw": operations.withdraw_objection,
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActorRequest, pk: int) -> HttpResponse:
    """Object to a record: anybody while it is before the public, the one who served at any time."""
    rows = publicity.for_the_public(ServiceRecord.objects.select_related("unit"))
    record = get_object_or_404(rows, pk=pk)
    if not rules.can_object(request.actor, record):
        raise OutOfReach
    form = ObjectForm(request.POST or None)
    made = filled(
        request, form, lambda: operations.object_to_record(record, actor=request.actor, **form.cleaned_data)
    )
    if made:
        messages.success(
            request, _("We have your objection. Until it is decided this record does not count.")
        )
        return redirect("records:objection", made.pk)
    context = {"form": form, "row": publicity.shown(record), "unit": record.unit}
    return render(request, "records/objection_new.html", context)


@login_required
@require_safe
def mine(request: ActorRequest) -> HttpResponse:
    """What I objected to."""
    rows = objections.of_person(request.actor.person_id or 0)
    return render(request, "records/objections.html", {"page": page(rows, request), "office": False})


@login_required
@require_safe
def desk(request: ActorRequest) -> HttpResponse:
    """The objections within reach, newest first."""
    if not request.actor.may_anywhere(Permission.RECORD_VOID):
        raise OutOfReach
    rows = objections.with_records(RecordObjection.objects.visible_to(request.actor))
    state = request.GET.get("state", "")
    if state in ObjectionState.values:
        rows = rows.filter(state=state)
    context = {"page": page(rows, request), "office": True, "state": state, "states": ObjectionState.choices}
    return render(request, "records/objections.html", context)


@login_required
@require_safe
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One objection: for whoever made it and for those who decide."""
    return _shown(request, _seen(request, pk), {})


@login_required
@require_POST
def act(request: ActorRequest, pk: int, deed: str) -> HttpResponse:
    """Uphold, reject or take back."""
    objection = _seen(request, pk)
    if deed not in FORMS:
        raise OutOfReach
    form = FORMS[deed](request.POST)
    if filled(request, form, lambda: DEEDS[deed](objection, actor=request.actor, **form.cleaned_data)):
        messages.success(request, _("Done. Who objected and who served are told."))
        return redirect("records:objection", pk)
    return _shown(request, objection, {deed: form})


def _shown(request: ActorRequest, objection: RecordObjection, sent: dict[str, forms.Form]) -> HttpResponse:
    moves = OBJECTION_FLOW.moves(objection, actor=request.actor)
    record = objection.record
    context: dict[str, Any] = {
        "objection": objection,
        "record": record,
        "tone": TONES[ObjectionState(objection.state)],
        "mine": rules.made_objection(request.actor, objection),
        "sees_record": rules.can_see(request.actor, record),
        "forms": [(name, sent.get(name) or FORMS[name]()) for name in ("uphold", "reject") if name in moves],
        "can_withdraw": "withdraw" in moves,
    }
    return render(request, "records/objection.html", context)


def _seen(request: ActorRequest, pk: int) -> RecordObjection:
    rows = objections.with_records(RecordObjection.objects.visible_to(request.actor))
    return get_object_or_404(rows, pk=pk)
