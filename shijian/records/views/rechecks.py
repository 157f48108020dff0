"""Random re-checks: for everybody the draws, for the caller the list and one call."""

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
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shijian.kernel import policy
from shijian.kernel.actor import Permission
from shijian.kernel.doing import answer_of, filled
from shijian.kernel.errors import OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.kernel.words import masked_name, masked_phone
from shijian.records import policies_rechecks
from shijian.records.enums import RecheckState
from shijian.records.forms.rechecks import NoteForm, ToldForm
from shijian.records.models import Recheck
from shijian.records.operations import rechecks as operations
from shijian.records.queries import rechecks
from shijian.records.queries.rechecks import Contact

TONES = {
    RecheckState.OPEN: "warn", RecheckState.CONFIRMED: "done", RecheckState.DENIED: "danger",
    RecheckState.UNREACHED: "neutral",
}  # fmt: skip
FORMS: dict[str, type[forms.Form]] = {"confirm": NoteForm, "deny": ToldForm, "try": forms.Form}
DEEDS: dict[str, Callable[..., Recheck]] = {
    "confirm": operations.confirm_recheck,
    "deny": operations.deny_recheck,
    "try": operations.note_try,
}
SAID: dict[str, str | Promise] = {
    "confirm": _("Noted: it was so."),
    "deny": _(
        "Noted. Somebody without a part in the record looks into it; hours stay as they are until then."
    ),
    "try": _("Noted: not reached."),
}


@require_safe
def draws(request: ActorRequest) -> HttpResponse:
    """For everybody: the promise of each month, its seed once it is drawn, and what came of the calls."""
    found = page(rechecks.promises(), request, size=12)
    return render(request, "records/recheck_draws.html", {"page": found})


@login_required
@require_safe
def queue(request: ActorRequest) -> HttpResponse:
    """The calls of the actor's units, what is open first."""
    if not request.actor.may_anywhere(Permission.ORDER_FOLLOW_UP):
        raise OutOfReach
    rows = rechecks.with_records(Recheck.objects.visible_to(request.actor))
    state = request.GET.get("state", RecheckState.OPEN)
    if state in RecheckState.values:
        rows = rows.filter(state=state)
    found = page(rows, request)
    context = {
        "page": found,
        "rows": [(row, TONES[RecheckState(row.state)]) for row in found.items],
        "state": state,
        "states": RecheckState.choices,
    }
    return render(request, "records/rechecks.html", context)


@login_required
@require_safe
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One call: what the record says, whom to phone, the outcome."""
    return _shown(request, _seen(request, pk), {})


@login_required
@never_cache
@require_POST
def number(request: ActorRequest, pk: int) -> HttpResponse:
    """Show the whole number once, and note that it was read."""
    recheck = _seen(request, pk)
    contact = answer_of(request, lambda: operations.reveal_contact(recheck, actor=request.actor))
    return _shown(request, recheck, {}, contact) if contact else redirect("records:recheck", pk)


@login_required
@require_POST
def act(request: ActorRequest, pk: int, deed: str) -> HttpResponse:
    """Note the outcome, or that nobody answered."""
    recheck = _seen(request, pk)
    if deed not in FORMS:
        raise OutOfReach
    form = FORMS[deed](request.POST)
    if filled(request, form, lambda: DEEDS[deed](recheck, actor=request.actor, **form.cleaned_data)):
        messages.success(request, str(SAID[deed]))
        return redirect("records:recheck", pk)
    return _shown(request, recheck, {deed: form})


def _shown(
    request: ActorRequest, recheck: Recheck, sent: dict[str, forms.Form], whole: Contact | None = None
) -> HttpResponse:
    contact = whole or rechecks.contact_of(recheck.record)
    deeds = ("confirm", "deny") if recheck.is_open else ()
    context: dict[str, Any] = {
        "recheck": recheck,
        "record": recheck.record,
        "tone": TONES[RecheckState(recheck.state)],
        "tries": policy.get(policies_rechecks.TRIES),
        "name": masked_name(contact.name) if contact and recheck.is_open else "",
        "phone": masked_phone(contact.phone) if contact and recheck.is_open else "",
        "whole": whole.phone if whole else "",
        "volunteer": masked_name(recheck.record.volunteer.person.name),
        "forms": [(name, sent.get(name) or FORMS[name](auto_id=f"{name}_%s")) for name in deeds],
    }
    return render(request, "records/recheck.html", context)


def _seen(request: ActorRequest, pk: int) -> Recheck:
    rows = rechecks.with_records(Recheck.objects.visible_to(request.actor))
    return get_object_or_404(rows.select_related("record__volunteer__person"), pk=pk)
