"""For officers: the complaints within reach, one of them, and what they do with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shijian.kernel import clock
from shijian.kernel.actor import Permission
from shijian.kernel.doing import attempt, complain
from shijian.kernel.errors import OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.records import rules
from shijian.records.enums import ComplaintState
from shijian.records.flow import COMPLAINT_FLOW
from shijian.records.forms.complaints import AnswerForm, PassOnForm, UpForm
from shijian.records.models import Complaint
from shijian.records.operations import complaints as operations
from shijian.records.queries import complaints
from shijian.records.views.complaints import TONES

YEAR = dt.timedelta(days=365)
FORMS: dict[str, type[forms.Form]] = {
    "take": forms.Form, "answer": AnswerForm, "pass-on": PassOnForm, "hand-up": UpForm,
}  # fmt: skip
DEEDS: dict[str, Callable[..., Complaint]] = {
    "take": operations.take_complaint,
    "answer": operations.answer_complaint,
    "pass-on": operations.pass_on_complaint,
    "hand-up": operations.hand_up_complaint,
}


@login_required
@require_safe
def complaint_list(request: ActorRequest) -> HttpResponse:
    """The complaints within reach, newest first, and the figures of the last twelve months."""
    if not request.actor.may_anywhere(Permission.ORDER_FOLLOW_UP):
        raise OutOfReach
    rows = complaints.for_desk(request.actor)
    state = request.GET.get("state", "")
    if state in ComplaintState.values:
        rows = rows.filter(state=state)
    now = clock.now()
    path = request.actor.acting.path if request.actor.acting else request.actor.posts[0].path
    context = {
        "page": page(rows, request),
        "state": state,
        "states": ComplaintState.choices,
        "figures": complaints.figures(path, now - YEAR, now),
        "until": now,
    }
    return render(request, "records/complaint_desk_list.html", context)


@login_required
@require_safe
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One complaint; the name of the one who complained only for the officer who took it."""
    complaint = _seen(request, pk)
    moves = COMPLAINT_FLOW.moves(complaint, actor=request.actor)
    context = {
        "complaint": complaint,
        "tone": TONES[ComplaintState(complaint.state)],
        "story": complaints.story(complaint),
        "may_read": rules.can_read_complainant(request.actor, complaint),
        "is_mine": complaint.handled_by_id == request.actor.person_id,
        "can_take": "take" in moves and complaint.handled_by_id != request.actor.person_id,
        "forms": [(name, FORMS[name]()) for name in ("answer", "pass-on", "hand-up") if name in moves],
    }
    return render(request, "records/complaint_desk.html", context)


@login_required
@require_POST
def act(request: ActorRequest, pk: int, deed: str) -> HttpResponse:
    """Take, answer, pass on or hand up."""
    complaint = _seen(request, pk)
    if deed not in FORMS:
        raise OutOfReach
    form = FORMS[deed](request.POST)
    if not form.is_valid():
        complain(request, form)
    elif _done(request, deed, complaint, form.cleaned_data) and deed == "hand-up":
        return redirect("records:complaint-list")
    return redirect("records:complaint-desk", pk)


def _done(request: ActorRequest, deed: str, complaint: Complaint, data: dict[str, Any]) -> bool:
    done = _("Done. Whoever complained is told.")
    return attempt(request, lambda: DEEDS[deed](complaint, actor=request.actor, **data), done)


def _seen(request: ActorRequest, pk: int) -> Complaint:
    rows = Complaint.objects.visible_to(request.actor).select_related(
        "unit", "handler", "handled_by", "taken_by"
    )
    return get_object_or_404(rows, pk=pk)
