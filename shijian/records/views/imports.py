"""Older hours: bring a table, look at what was found, hand it in, decide; its photo and its rows to take along."""

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

from shijian.kernel import exports, photos, sameness
from shijian.kernel.actor import Permission
from shijian.kernel.doing import entered, filled
from shijian.kernel.errors import OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.records import rules_imports as rules
from shijian.records.enums import ImportState
from shijian.records.flow import IMPORT_FLOW
from shijian.records.forms.imports import FORMS, UploadForm
from shijian.records.imports import columns
from shijian.records.models import RecordImport
from shijian.records.operations import import_recording
from shijian.records.operations import imports as operations
from shijian.records.queries import imports
from shijian.records.views import import_columns

TONES = {
    ImportState.COLUMNS: "info",
    ImportState.DRAFT: "info", ImportState.ASKED: "warn", ImportState.APPROVED: "info", ImportState.DONE: "done",
    ImportState.REFUSED: "danger", ImportState.WITHDRAWN: "neutral",
}  # fmt: skip
DEEDS: dict[str, Callable[..., Any]] = {
    "approve": operations.approve_import,
    "refuse": operations.refuse_import,
    "withdraw": operations.withdraw_import,
    "void": import_recording.void_import,
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: ActorRequest) -> HttpResponse:
    """Tables within reach, newest first, and the form for a new one for those who record."""
    records = request.actor.may_anywhere(Permission.SERVICE_RECORD)
    if not records and not request.actor.may_anywhere(Permission.RECORD_VOID):
        raise OutOfReach
    form = UploadForm(request.POST or None, request.FILES or None, actor=request.actor) if records else None
    if request.method == "POST" and form is not None:
        made = entered(form, lambda: _upload(request, form))
        if made is not None:
            return redirect("records:import", made.pk)
    rows = imports.counted(RecordImport.objects.visible_to(request.actor))
    return render(request, "records/imports.html", {"form": form, "page": page(rows, request)})


def _upload(request: ActorRequest, form: UploadForm) -> RecordImport:
    data = dict(form.cleaned_data)
    file = data.pop("file")
    return operations.upload_hours(file, name=file.name, actor=request.actor, **data)


@login_required
@require_safe
def empty_form(request: ActorRequest) -> FileResponse:
    """Give the empty form with all columns and one example row."""
    if not request.actor.may_anywhere(Permission.SERVICE_RECORD):
        raise OutOfReach
    headings, rows, widths = columns.empty_form()
    return exports.answer("历史服务时长", "xlsx", headings, rows, widths)


@login_required
@require_safe
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One table: what was found in its rows, who brought it and why, what became of it."""
    run = _seen(request, pk)
    if import_columns.is_asked(request, run):
        return import_columns.shown(request, run)
    return _shown(request, run, {})


@login_required
@require_POST
def act(request: ActorRequest, pk: int, deed: str) -> HttpResponse:
    """Hand in, approve, refuse, take back or void."""
    run = _seen(request, pk)
    if deed not in FORMS:
        raise OutOfReach
    form = FORMS[deed](request.POST, request.FILES)
    done = filled(request, form, lambda: [_do(request, run, deed, form.cleaned_data)])
    if done:
        left = done[0] if deed == "void" else 0
        words = _("Done; %(n)s records are left. Void again to go on.") % {"n": left} if left else _("Done.")
        messages.success(request, words)
        return redirect("records:import", pk)
    return _shown(request, _seen(request, pk), {deed: form})


def _do(request: ActorRequest, run: RecordImport, deed: str, data: dict[str, Any]) -> Any:
    if deed != "hand-in":
        return DEEDS[deed](run, actor=request.actor, **data)
    image = data.pop("photo")
    with photos.held(image) as key:
        proof = sameness.Proof(key, sameness.digest_of(image)) if image else None
        return operations.hand_in_import(run, proof=proof, actor=request.actor, **data)


@login_required
@never_cache
@require_safe
def photo(request: ActorRequest, pk: int) -> FileResponse:
    """The photo of the signed roll, for those who see the table."""
    row = _seen(request, pk)
    return photos.reply(row.file_key)


@login_required
@require_POST
def result(request: ActorRequest, pk: int) -> FileResponse:
    """Give the rows with what was found about each, and what became of it."""
    run = _seen(request, pk)
    headings, rows = operations.take_rows(run, actor=request.actor)
    return exports.answer(_("Older hours, row by row"), "xlsx", headings, rows)


def _shown(request: ActorRequest, run: RecordImport, sent: dict[str, forms.Form]) -> HttpResponse:
    moves = IMPORT_FLOW.moves(run, actor=request.actor)
    if rules.can_void(request.actor, run):
        moves.append("void")
    state = request.GET.get("state", "")
    found = page(imports.rows_of(run, state), request, size=50, newest_first=False)
    context: dict[str, Any] = {
        "run": run,
        "tone": TONES[ImportState(run.state)],
        "page": found,
        "lines": imports.shown(found.items, request.actor),
        "figures": imports.figures(run),
        "minutes": imports.minutes_of(run),
        "state": state,
        "earlier": imports.earlier(run, request.actor) if run.state == ImportState.DRAFT else None,
        "forms": [
            (name, sent.get(name) or FORMS[name]()) for name in FORMS if name in moves and name != "withdraw"
        ],
        "can_withdraw": "withdraw" in moves,
    }
    return render(request, "records/import.html", context)


def _seen(request: ActorRequest, pk: int) -> RecordImport:
    return get_object_or_404(imports.with_people(RecordImport.objects.visible_to(request.actor)), pk=pk)
