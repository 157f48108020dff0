"""Missing records: ask for one, mine, those that an officer decides, one of them with its photo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel import photos, policy, sameness
from shijian.kernel.actor import Permission
from shijian.kernel.doing import entered, filled
from shijian.kernel.errors import OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.people.queries.minors import access
from shijian.records import policies
from shijian.records.enums import TopUpState
from shijian.records.flow import TOP_UP_FLOW
from shijian.records.forms.topups import ApproveForm, RefuseForm, TopUpForm
from shijian.records.models import TopUp
from shijian.records.operations import topups as operations
from shijian.records.queries import topups

TONES = {
    TopUpState.ASKED: "warn", TopUpState.APPROVED: "done", TopUpState.REFUSED: "danger",
    TopUpState.WITHDRAWN: "neutral",
}  # fmt: skip
FORMS: dict[str, type[forms.Form]] = {"approve": ApproveForm, "refuse": RefuseForm, "withdraw": forms.Form}
DEEDS: dict[str, Callable[..., TopUp]] = {
    "approve": operations.approve_top_up,
    "refuse": operations.refuse_top_up,
    "withdraw": operations.withdraw_top_up,
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Ask for a record that was never made."""
    chosen = {"volunteer": request.actor.volunteer_id}
    form = TopUpForm(request.POST or None, request.FILES or None, actor=request.actor, initial=chosen)
    made = entered(form, lambda: _ask(request, form))
    if made is not None:
        messages.success(request, _("Asked for. A second person above decides; you will be told."))
        return redirect("records:top-up", made.pk)
    may = topups.askable(request.actor).exists() or request.actor.may_anywhere(Permission.SERVICE_RECORD)
    context = {"form": form, "may": may, "days": policy.get(policies.TOP_UP_DAYS)}
    return render(request, "records/top_up_new.html", context)


def _ask(request: ActorRequest, form: TopUpForm) -> TopUp:
    data = dict(form.cleaned_data)
    image = data.pop("photo")
    with photos.held(image) as key:
        proof = sameness.Proof(key, sameness.digest_of(image))
        return operations.ask_top_up(data.pop("volunteer"), proof=proof, actor=request.actor, **data)


@login_required
@require_safe
def mine(request: ActorRequest) -> HttpResponse:
    """What I asked for, and what was asked for me and my wards."""
    rows = topups.of_person(request.actor.person_id or 0)
    return render(request, "records/top_ups.html", {"page": page(rows, request), "office": False})


@login_required
@require_safe
def desk(request: ActorRequest) -> HttpResponse:
    """Those that the units within reach decide, newest first."""
    if not request.actor.may_anywhere(Permission.RECORD_VOID):
        raise OutOfReach
    reach = request.actor.within(Permission.RECORD_VOID, "handler_path")
    rows = topups.with_people(TopUp.objects.filter(reach))
    state = request.GET.get("state", "")
    if state in TopUpState.values:
        rows = rows.filter(state=state)
    context = {"page": page(rows, request), "office": True, "state": state, "states": TopUpState.choices}
    return render(request, "records/top_ups.html", context)


@login_required
@require_safe
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One of them: for whoever asked or served and for those who decide."""
    return _shown(request, _seen(request, pk), {})


@login_required
@require_POST
def act(request: ActorRequest, pk: int, deed: str) -> HttpResponse:
    """Approve, refuse or take back."""
    top_up = _seen(request, pk)
    if deed not in FORMS:
        raise OutOfReach
    form = FORMS[deed](request.POST)
    if filled(request, form, lambda: DEEDS[deed](top_up, actor=request.actor, **form.cleaned_data)):
        messages.success(request, _("Done. Who asked and who served are told."))
        return redirect("records:top-up", pk)
    return _shown(request, top_up, {deed: form})


@login_required
@never_cache
@require_safe
def photo(request: ActorRequest, pk: int) -> FileResponse:
    """The photo that proves it, for those who see the wish."""
    row = _seen(request, pk)
    return photos.reply(row.file_key)


def _shown(request: ActorRequest, top_up: TopUp, sent: dict[str, forms.Form]) -> HttpResponse:
    moves = TOP_UP_FLOW.moves(top_up, actor=request.actor)
    person = top_up.volunteer.person
    whole = access.shows_whole(request.actor, person)
    context: dict[str, Any] = {
        "top_up": top_up,
        "name": person.name if whole else access.masked_name(person),
        "tone": TONES[TopUpState(top_up.state)],
        "forms": [(name, sent.get(name) or FORMS[name]()) for name in ("approve", "refuse") if name in moves],
        "can_withdraw": "withdraw" in moves,
    }
    return render(request, "records/top_up.html", context)


def _seen(request: ActorRequest, pk: int) -> TopUp:
    rows = topups.with_people(TopUp.objects.visible_to(request.actor)).select_related("record")
    return get_object_or_404(rows, pk=pk)
