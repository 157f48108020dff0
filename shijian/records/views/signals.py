"""Signals about service records: the queue, one of them with its next step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from shijian.kernel.actor import Permission
from shijian.kernel.doing import filled
from shijian.kernel.errors import OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.records.enums import SignalState
from shijian.records.flow import SIGNAL_FLOW
from shijian.records.forms.signals import OutcomeForm
from shijian.records.models import Signal
from shijian.records.operations import signals as operations
from shijian.records.queries import signals

TONES = {
    SignalState.OPEN: "warn", SignalState.REVIEW: "info", SignalState.CONFIRMED: "danger",
    SignalState.CLEARED: "done",
}  # fmt: skip
STRENGTHS: dict[int, str | Promise] = {1: _("weak"), 2: _("middling"), 3: _("strong")}
FORMS: dict[str, type[forms.Form]] = {"take": forms.Form, "confirm": OutcomeForm, "clear": OutcomeForm}
DEEDS: dict[str, Callable[..., Signal]] = {
    "take": operations.take_signal,
    "confirm": operations.confirm_signal,
    "clear": operations.clear_signal,
}
SAID: dict[str, str | Promise] = {
    "take": _("You look into it now. Ask those involved, then write what was found."),
    "confirm": _("Confirmed. Hours change only when you void a record or write it anew."),
    "clear": _("Cleared. The records stay as they are."),
}


@login_required
@require_safe
def queue(request: ActorRequest) -> HttpResponse:
    """The signals within reach, what waits first; how many of each kind were right."""
    if not request.actor.may_anywhere(Permission.RECORD_VOID):
        raise OutOfReach
    rows = signals.with_units(Signal.objects.visible_to(request.actor))
    state = request.GET.get("state", SignalState.OPEN)
    if state in SignalState.values:
        rows = rows.filter(state=state)
    found = page(rows, request)
    context = {
        "page": found,
        "rows": [(row, TONES[SignalState(row.state)]) for row in found.items],
        "state": state,
        "states": SignalState.choices,
        "measured": signals.measured(request.actor),
    }
    return render(request, "records/signals.html", context)


@login_required
@require_safe
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One signal: what was noticed, its records, the next step."""
    return _shown(request, _seen(request, pk), {})


@login_required
@require_POST
def act(request: ActorRequest, pk: int, deed: str) -> HttpResponse:
    """Take it, confirm or clear it."""
    signal = _seen(request, pk)
    if deed not in FORMS:
        raise OutOfReach
    form = FORMS[deed](request.POST)
    if filled(request, form, lambda: DEEDS[deed](signal, actor=request.actor, **form.cleaned_data)):
        messages.success(request, str(SAID[deed]))
        return redirect("records:signal", pk)
    return _shown(request, signal, {deed: form})


def _shown(request: ActorRequest, signal: Signal, sent: dict[str, forms.Form]) -> HttpResponse:
    moves = SIGNAL_FLOW.moves(signal, actor=request.actor)
    deeds = [name for name in ("confirm", "clear") if name in moves]
    context: dict[str, Any] = {
        "signal": signal,
        "sentence": signals.sentence(signal.kind, signal.facts),
        "tone": TONES[SignalState(signal.state)],
        "strength": STRENGTHS[signal.strength],
        "page": page(signals.records_of(signal), request, size=20),
        "can_take": "take" in moves,
        "forms": [(name, sent.get(name) or FORMS[name](auto_id=f"{name}_%s")) for name in deeds],
    }
    return render(request, "records/signal.html", context)


def _seen(request: ActorRequest, pk: int) -> Signal:
    rows = Signal.objects.visible_to(request.actor).select_related("unit", "taken_by", "decided_by")
    return get_object_or_404(rows, pk=pk)
