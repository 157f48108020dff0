"""For whoever complains: with an account, by a number and a code, or through an officer who writes it down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel.actor import Channel, Permission
from shijian.kernel.errors import Invalid, OutOfReach, ShijianError
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.records.enums import ComplaintState
from shijian.records.flow import OPEN
from shijian.records.forms.complaints import AgainForm, ComplaintForm, LookForm
from shijian.records.models import Complaint
from shijian.records.operations import complaints as operations
from shijian.records.queries import complaints, subjects

OPENED = "complaints"  # keys of complaints whose code was shown in this session
TONES = {
    ComplaintState.RECEIVED: "info", ComplaintState.HANDLING: "warn", ComplaintState.ANSWERED: "done",
    ComplaintState.PASSED_ON: "info", ComplaintState.WITHDRAWN: "neutral",
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Complain, about what `about` names (kind-key) or about a unit that is chosen."""
    about = _about(request)
    by = "proxy" in request.GET and request.actor.may_anywhere(Permission.ORDER_TAKE)
    account = request.actor.is_authenticated and not by
    form = ComplaintForm(request.POST or None, about_known=about is not None, has_account=account, proxy=by)
    if request.method == "POST" and form.is_valid():
        try:
            return _file(request, form, about)
        except Invalid as error:
            for name, text in error.fields.items():
                form.add_error(name if name in form.fields else None, str(text))
    subject = subjects.find(*about, request.actor) if about else None
    return render(request, "records/complaint_new.html", {"form": form, "subject": subject, "proxy": by})


def _about(request: ActorRequest) -> tuple[str, int] | None:
    kind, _dash, key = request.GET.get("about", "").partition("-")
    if not kind:
        return None
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        raise OutOfReach
    if subjects.find(kind, int(key), request.actor) is None:
        raise OutOfReach
    return kind, int(key)


def _file(request: ActorRequest, form: ComplaintForm, about: tuple[str, int] | None) -> HttpResponse:
    data = dict(form.cleaned_data)
    unit = data.pop("unit", None)
    kind, key = about or ("unit", unit.pk)
    channel = Channel(data.pop("channel")) if data.get("channel") else data.pop("channel", None) or None
    complaint, code = operations.file_complaint(
        kind=kind, object_id=key, actor=request.actor, channel=channel, **data
    )
    if not code:
        messages.success(request, _("We have your complaint. The answer will stand here."))
        return redirect("records:complaint", complaint.pk)
    if channel is None:
        request.session[OPENED] = [*request.session.get(OPENED, []), complaint.pk][-20:]
    # The code is shown once and stands neither in an address nor in the session.
    return render(request, "records/complaint_received.html", {"complaint": complaint, "code": code})


@require_http_methods(["GET", "HEAD", "POST"])
def look(request: ActorRequest) -> HttpResponse:
    """Open a complaint by its number and code."""
    form = LookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = complaints.by_code(form.cleaned_data["number"], form.cleaned_data["code"])
        if found is not None:
            request.session[OPENED] = [*request.session.get(OPENED, []), found.pk][-20:]
            return redirect("records:complaint", found.pk)
        form.add_error(None, _("Number and code do not belong together. Look at your slip again."))
    return render(request, "records/complaint_look.html", {"form": form})


@login_required
@require_safe
def mine(request: ActorRequest) -> HttpResponse:
    """What I complained about under my name."""
    rows = Complaint.objects.of_person(request.actor.person_id).select_related("unit")
    return render(request, "records/complaints.html", {"page": page(rows, request)})


@require_safe
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One complaint of mine: where it stands, the answer, what I can still do."""
    complaint, _by_code = _own(request, pk)
    again = complaint.state not in OPEN and complaint.reopened_at is None
    context = {
        "complaint": complaint,
        "tone": TONES[ComplaintState(complaint.state)],
        "is_open": complaint.state in OPEN,
        "again": AgainForm() if again else None,
        "story": complaints.story(complaint),
    }
    return render(request, "records/complaint.html", context)


@require_POST
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    complaint, by_code = _own(request, pk)
    done = _("Your complaint is taken back.")
    return _do(
        request, complaint,
        lambda: operations.withdraw_complaint(complaint, actor=request.actor, by_code=by_code), done,
    )  # fmt: skip


@require_POST
def reopen(request: ActorRequest, pk: int) -> HttpResponse:
    complaint, by_code = _own(request, pk)
    words = request.POST.get("words", "")
    done = _("The level above will look at it again.")
    return _do(
        request, complaint,
        lambda: operations.reopen_complaint(complaint, words=words, actor=request.actor, by_code=by_code), done,
    )  # fmt: skip


def _own(request: ActorRequest, pk: int) -> tuple[Complaint, bool]:
    complaint = Complaint.objects.select_related("unit", "handler").filter(pk=pk).first()
    by_code = pk in request.session.get(OPENED, [])
    if complaint is None or not (by_code or complaint.is_by(request.actor.person_id)):
        raise OutOfReach
    return complaint, by_code


def _do(request: ActorRequest, complaint: Complaint, deed: Callable[[], Any], done: str) -> HttpResponse:
    try:
        deed()
    except ShijianError as error:
        messages.error(request, "; ".join(map(str, error.fields.values())) or str(error))
    else:
        messages.success(request, done)
    return redirect("records:complaint", complaint.pk)
