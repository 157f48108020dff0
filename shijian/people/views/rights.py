"""My data: see, copy, correct, delete, close; also for the minors for whom one answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel.doing import show
from shijian.kernel.errors import ShijianError
from shijian.people import operations
from shijian.people.enums import Part, RequestKind
from shijian.people.forms import privacy
from shijian.people.models import DataRequest, Person
from shijian.people.operations import erasing
from shijian.people.operations.requests import wish_of
from shijian.people.queries import mydata
from shijian.people.views.common import account_of, actor_of, say

FORMS: dict[str, type[forms.Form]] = {
    RequestKind.CORRECT: privacy.CorrectionForm,
    RequestKind.DELETE: privacy.DeletionForm,
    RequestKind.CLOSE: privacy.ClosureForm,
}


@login_required
@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """Everything that is held about oneself, to read and to print."""
    return _data(request, Person.objects.select_related("unit").get(pk=account_of(request).person_id))


@login_required
@require_safe
def ward_data(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for a minor for whom one answers."""
    return _data(request, _ward(request, pk))


@login_required
@require_POST
def my_copy(request: HttpRequest) -> HttpResponse:
    """The machine-readable copy as a file; `ward` names a minor for whom one answers."""
    ward = request.POST.get("ward", "")
    person = _ward(request, int(ward)) if ward.isdigit() and len(ward) < 19 else account_of(request).person
    found = operations.hand_out_copy(person, actor=actor_of(request))
    response = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, kind: str, pk: int | None = None) -> HttpResponse:
    """Ask for a correction, a deletion or the closure of the account."""
    person = _ward(request, pk) if pk else account_of(request).person
    if kind not in FORMS:
        return redirect("people:my-data")
    form = FORMS[kind](request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            row = operations.ask_about_data(person, kind=kind, actor=actor_of(request), **values_of(form))
        except ShijianError as error:
            show(form, error)
        else:
            messages.success(request, _("We have your request. You will be answered in time."))
            return redirect("people:my-request", row.pk)
    context = {"form": form, "kind": RequestKind(kind), "person": person, "is_ward": bool(pk)}
    context |= {"blocks": erasing.blocks(person), "stays": erasing.stays(person)} if kind == "close" else {}
    return render(request, "people/privacy/ask.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def my_request(request: HttpRequest, pk: int) -> HttpResponse:
    """One own request and its answer."""
    row = _own(request, pk)
    context = {"row": row, "wishes": wishes_of(row), "parts": [Part(each).label for each in row.parts]}
    return render(request, "people/privacy/my_request.html", context)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an own request back."""
    try:
        operations.withdraw_request(_own(request, pk), actor=actor_of(request))
        messages.success(request, _("Your request is taken back."))
    except ShijianError as error:
        say(request, error)
    return redirect("people:my-request", pk)


def values_of(form: forms.Form) -> dict[str, Any]:
    """The input of a request as its operation takes it."""
    values: dict[str, Any] = {
        name: form.cleaned_data[name] for name in ("words", "parts", "evidence") if name in form.cleaned_data
    }
    if isinstance(form, privacy.CorrectionForm):
        values["wish"] = form.wish()
    return values


def wishes_of(row: DataRequest) -> list[tuple[str, str, str]]:
    """For each field its label, what stands there, what is wished."""
    after = Person(**wish_of(row)) if row.wish else None
    found = []
    for name in wish_of(row):
        label = str(privacy.CorrectionForm.base_fields[name].label)
        found.append((label, _shown(row.person, name), _shown(after, name)))
    return found


def _shown(person: Person | None, name: str) -> str:
    if person is None:
        return ""
    if name == "document_number":
        return person.masked_document
    display = getattr(person, f"get_{name}_display", None)
    return str(display() if display else getattr(person, name) or "—")


def _data(request: HttpRequest, person: Person) -> HttpResponse:
    requests = DataRequest.objects.filter(person=person).order_by("-pk")[:20]
    is_ward = person.pk != account_of(request).person_id
    context = {
        "person": person,
        "is_ward": is_ward,
        "chapters": mydata.chapters(person, own=True),
        "requests": list(requests),
        "wards": [] if is_ward else list(person.wards.filter(closed_at__isnull=True).order_by("pk")),
    }
    return render(request, "people/privacy/my_data.html", context)


def _ward(request: HttpRequest, pk: int) -> Person:
    rows = Person.objects.filter(guardian_id=account_of(request).person_id, merged_into__isnull=True)
    return get_object_or_404(rows.select_related("unit"), pk=pk)


def _own(request: HttpRequest, pk: int) -> DataRequest:
    key = account_of(request).person_id
    rows = DataRequest.objects.filter(person_id=key) | DataRequest.objects.filter(person__guardian_id=key)
    return get_object_or_404(rows.select_related("person"), pk=pk)
