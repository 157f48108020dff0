"""强制报告: one tap to report, and the desk of the handling line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel.actor import Permission
from shijian.kernel.doing import show
from shijian.kernel.errors import OutOfReach, ShijianError
from shijian.kernel.paging import page
from shijian.people.flow.minors import HARM_FLOW
from shijian.people.forms.minors import HarmForm, StepForm, TellForm
from shijian.people.models import HarmReport
from shijian.people.operations.minors import harm as operations
from shijian.people.queries.minors import audits, harm
from shijian.people.views.common import actor_of, demand

STEPS: dict[str, tuple[type[forms.Form], Callable[..., HarmReport]]] = {
    "tell": (TellForm, operations.tell_harm),
    "note": (StepForm, operations.note_harm),
    "close": (StepForm, operations.close_harm),
    "reopen": (StepForm, operations.reopen_harm),
}


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Two fields and three phone numbers."""
    form = HarmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.report_harm(actor=actor_of(request), **form.cleaned_data)
        except ShijianError as error:
            show(form, error)
        else:
            messages.success(request, _("Your report has arrived. The centre acts on it at once."))
            return redirect("people:harm-mine")
    context = {"form": form, "phones": harm.PHONES}
    return render(request, "people/minors/harm_new.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """When one's own reports came, and what became of them; none of their words."""
    found = page(harm.mine(actor_of(request)), request, size=20)
    return render(request, "people/minors/harm_mine.html", {"page": found, "phones": harm.PHONES})


@login_required
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The reports of the handling line."""
    actor = actor_of(request)
    demand(actor.may_anywhere(Permission.CHILD_PROTECT))
    context = {"page": page(harm.for_line(actor), request, size=20), "years": audits.years()[:2]}
    return render(request, "people/minors/harm_list.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One report: its course on GET, its words after a press, which is noted."""
    report = _report(request, pk)
    if request.method == "POST":
        operations.read_harm(report, actor=actor_of(request))
    return _page(request, report, is_open=request.method == "POST")


@login_required
@never_cache
@require_POST
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Note one step."""
    report = _report(request, pk)
    if name not in STEPS:
        raise OutOfReach
    kind, operation = STEPS[name]
    form = kind(request.POST)
    if form.is_valid():
        try:
            operation(report, actor=actor_of(request), **form.cleaned_data)
        except ShijianError as error:
            show(form, error)
        else:
            messages.success(request, _("That is noted."))
            return redirect("people:harm", report.pk)
    return _page(request, report, wrong=(name, form))


def _report(request: HttpRequest, pk: int) -> HarmReport:
    rows = HarmReport.objects.visible_to(actor_of(request)).select_related("unit", "reporter")
    return get_object_or_404(rows, pk=pk)


def _page(
    request: HttpRequest,
    report: HarmReport,
    *,
    is_open: bool = False,
    wrong: tuple[str, forms.Form] | None = None,
) -> HttpResponse:
    bound: dict[str, Any] = dict([wrong] if wrong else [])
    moves = [
        (name, bound.get(name) or STEPS[name][0](auto_id=f"{name}_%s"))
        for name in HARM_FLOW.moves(report, actor=actor_of(request))
    ]
    context = {
        "report": report,
        "is_open": is_open,
        "steps": list(report.steps.select_related("by").order_by("-pk")[:100]),
        "moves": moves,
        "phones": harm.PHONES,
    }
    return render(request, "people/minors/harm.html", context, status=422 if wrong else 200)
