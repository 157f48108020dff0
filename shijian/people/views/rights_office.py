"""Staff answer requests about data, and write down those that come on paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel.actor import Channel, Permission
from shijian.kernel.doing import show
from shijian.kernel.errors import NotAllowed, ShijianError
from shijian.kernel.paging import page
from shijian.people import operations, rules
from shijian.people.enums import Part, RequestKind
from shijian.people.forms import privacy
from shijian.people.models import DataRequest
from shijian.people.operations import erasing
from shijian.people.queries import mydata, rights
from shijian.people.views.common import actor_of, demand, person_or_404, say
from shijian.people.views.rights import values_of, wishes_of

PAPER: dict[str, type[forms.Form]] = {
    RequestKind.CORRECT: privacy.PaperCorrectionForm,
    RequestKind.DELETE: privacy.PaperDeletionForm,
    RequestKind.CLOSE: privacy.PaperClosureForm,
}


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Requests in reach, the open ones first asked for."""
    actor = actor_of(request)
    demand(actor.may_anywhere(Permission.PERSON_EDIT))
    rows = rights.for_staff(actor)
    only_open = request.GET.get("all") is None
    found = page(rows.filter(state="open") if only_open else rows, request)
    here = reverse("people:requests")
    tabs = [(_("Waiting for an answer"), here, only_open), (_("All"), f"{here}?all=1", not only_open)]
    return render(request, "people/privacy/requests.html", {"page": found, "tabs": tabs})


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One request with what is asked for; here it is answered."""
    row = _row(request, pk)
    context = {"grant_form": privacy.GrantForm(), "refusal_form": privacy.RefusalForm()}
    return render(request, "people/privacy/request.html", _facts(request, row) | context)


@login_required
@require_POST
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what is asked for."""
    row, form = _row(request, pk), privacy.GrantForm(request.POST)
    if form.is_valid():
        try:
            operations.grant_request(row, answer=form.cleaned_data["answer"], actor=actor_of(request))
            messages.success(request, _("Done; the person can read it."))
        except ShijianError as error:
            say(request, error)
    return redirect("people:request", pk)


@login_required
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse, with ground and reason."""
    row, form = _row(request, pk), privacy.RefusalForm(request.POST)
    if form.is_valid():
        try:
            operations.refuse_request(row, actor=actor_of(request), **form.cleaned_data)
            messages.success(request, _("Refused; the person can read why."))
            return redirect("people:request", pk)
        except ShijianError as error:
            show(form, error)
    context = {"grant_form": privacy.GrantForm(), "refusal_form": form}
    return render(request, "people/privacy/request.html", _facts(request, row) | context, status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def on_paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Write down a request that came on paper."""
    person = person_or_404(request, pk)
    if kind not in PAPER or not rules.can_correct(actor_of(request), person):
        raise NotAllowed
    form = PAPER[kind](request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actor = actor_of(request).via(Channel.PAPER)
            row = operations.ask_about_data(person, kind=kind, actor=actor, **values_of(form))
        except ShijianError as error:
            show(form, error)
        else:
            messages.success(
                request, _("The request is written down. Somebody else of the staff answers it.")
            )
            return redirect("people:request", row.pk)
    context = {"form": form, "kind": RequestKind(kind), "person": person}
    return render(request, "people/privacy/on_paper.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the copy of all data to a person who came to the office: a page to print, or the file."""
    person, form = person_or_404(request, pk), privacy.CopyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say in a few words what you need it for."))
        return redirect("people:detail", pk)
    found = operations.hand_out_copy(person, purpose=form.cleaned_data["purpose"], actor=actor_of(request))
    if "file" in request.POST:
        response = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 1})
        response.headers["Content-Disposition"] = 'attachment; filename="data.json"'
        return response
    context = {"person": person, "chapters": mydata.chapters(person, own=False, limit=None)}
    return render(request, "people/privacy/copy.html", context)


def _row(request: HttpRequest, pk: int) -> DataRequest:
    demand(actor_of(request).may_anywhere(Permission.PERSON_EDIT))
    rows = rights.for_staff(actor_of(request)).select_related("person__unit", "asked_by", "decided_by")
    return get_object_or_404(rows, pk=pk)


def _facts(request: HttpRequest, row: DataRequest) -> dict[str, Any]:
    is_closing = row.is_open and row.kind == RequestKind.CLOSE
    return {
        "row": row,
        "wishes": wishes_of(row),
        "parts": [Part(each).label for each in row.parts],
        "blocks": erasing.blocks(row.person) if is_closing else [],
        "stays": erasing.stays(row.person) if is_closing else [],
        "may_decide": row.is_open and rules.can_decide(actor_of(request), row),
    }
