"""Deductions of points: the office proposes and decides, the volunteer reads and appeals."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel import duties
from shijian.kernel.actor import Permission
from shijian.kernel.doing import filled
from shijian.kernel.errors import NotAllowed, OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.people import rules as people
from shijian.points import rules
from shijian.points.enums import DeductionState
from shijian.points.flow import DEDUCTION_FLOW
from shijian.points.forms import AppealForm, DeductionForm, SettleForm
from shijian.points.models import Deduction
from shijian.points.operations import appeals
from shijian.points.operations import deductions as operations
from shijian.points.queries import desk
from shijian.volunteers.models import Volunteer

D = DeductionState
TONES = {
    D.PROPOSED: "info", D.DECIDED: "warn", D.APPEALED: "warn", D.UPHELD: "danger", D.DONE: "danger",
    D.LIFTED: "done", D.DROPPED: "neutral",
}  # fmt: skip
FORMS: dict[str, type[forms.Form]] = {
    "decide": forms.Form, "drop": forms.Form, "appeal": AppealForm, "settle": SettleForm,
}  # fmt: skip
DEEDS: dict[str, Callable[..., Deduction]] = {
    "decide": operations.decide_deduction,
    "drop": operations.drop_deduction,
    "appeal": appeals.appeal_deduction,
    "settle": appeals.settle_appeal,
}
SECOND = {"proposed": "points.deduct", "appealed": "points.appeal"}


@login_required
@require_safe
def deduction_list(request: ActorRequest) -> HttpResponse:
    """The deductions within reach, newest first."""
    if not request.actor.may_anywhere(Permission.RECORD_VOID):
        raise OutOfReach
    return render(request, "points/deductions.html", {"page": page(desk.in_reach(request.actor), request)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActorRequest, pk: int) -> HttpResponse:
    """Propose to deduct points of a volunteer."""
    within = request.actor.within(Permission.RECORD_VOID, "unit_path")
    volunteer = get_object_or_404(Volunteer.objects.filter(within).select_related("person"), pk=pk)
    if not rules.can_deduct(request.actor, volunteer):
        raise NotAllowed
    form = DeductionForm(request.POST or None)
    row = filled(
        request,
        form,
        lambda: operations.propose_deduction(volunteer, actor=request.actor, **form.cleaned_data),
    )
    if row:
        messages.success(request, _("Proposed. A second person decides; nothing is deducted before."))
        return redirect("points:deduction", row.pk)
    return render(request, "points/deduct.html", {"form": form, "volunteer": volunteer})


@login_required
@require_safe
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One deduction: what was found, the evidence, where it stands, what can be done."""
    return _shown(request, _seen(request, pk), {})


def _shown(request: ActorRequest, row: Deduction, sent: dict[str, forms.Form]) -> HttpResponse:
    moves = DEDUCTION_FLOW.moves(row, actor=request.actor)
    own = people.is_own(request.actor, row.volunteer.person)
    duty = SECOND.get(row.state, "")
    refusal = duties.refusal(duty, row, actor=request.actor) if duty and moves else ""
    context = {
        "deduction": row,
        "tone": TONES[DeductionState(row.state)],
        "own": own,
        "refusal": refusal,
        "can_decide": "decide" in moves and not refusal,
        "appeal_form": sent.get("appeal", AppealForm())
        if "appeal" in moves and row.may_be_appealed
        else None,
        "settle_form": sent.get("settle", SettleForm()) if "uphold" in moves and not refusal else None,
    }
    return render(request, "points/deduction.html", context)


@login_required
@require_POST
def act(request: ActorRequest, pk: int, deed: str) -> HttpResponse:
    """Decide, drop, appeal or settle."""
    row = _seen(request, pk)
    if deed not in FORMS:
        raise OutOfReach
    form = FORMS[deed](request.POST)
    if filled(request, form, lambda: DEEDS[deed](row, actor=request.actor, **form.cleaned_data)):
        messages.success(request, _("Done."))
        return redirect("points:deduction", pk)
    return _shown(request, row, {deed: form})


def _seen(request: ActorRequest, pk: int) -> Deduction:
    people_ = ("volunteer__person", "volunteer__unit", "proposed_by", "decided_by", "settled_by")
    rows = Deduction.objects.visible_to(request.actor).select_related(*people_)
    return get_object_or_404(rows, pk=pk)
