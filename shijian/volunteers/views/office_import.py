"""Imports of rolls in the office: upload, columns, dry run, progress, result; and the export."""

from __future__ import annotations

import io
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shijian.kernel import limits
from shijian.kernel.actor import Permission
from shijian.kernel.errors import Invalid, OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.kernel.tables.choosing import ColumnsForm, SheetForm
from shijian.volunteers.forms.imports import ExportForm, StartForm, UploadForm
from shijian.volunteers.imports import export as workbooks
from shijian.volunteers.imports import source
from shijian.volunteers.imports.enums import RunState
from shijian.volunteers.imports.fields import FIELDS
from shijian.volunteers.models import ImportRun
from shijian.volunteers.operations import exports, import_runs
from shijian.volunteers.queries import imports
from shijian.volunteers.views.common import submit

MOVING = (RunState.CHECKING, RunState.RUNNING)
STEPS = {
    RunState.MAPPING: 2,
    RunState.CHECKING: 3,
    RunState.CHECKED: 3,
    RunState.RUNNING: 4,
    RunState.DONE: 5,
}


@login_required
def import_list(request: ActorRequest) -> HttpResponse:
    """List the imports within reach, and take a new roll."""
    _must_hold(request, Permission.VOLUNTEER_IMPORT)
    form = UploadForm(request.POST or None, request.FILES or None, actor=request.actor)
    run = submit(request, form, lambda: _upload(request, form))
    if run:
        return redirect("volunteers:import-run", run.pk)
    return render(
        request, "volunteers/import.html", {"form": form, "page": page(imports.runs(request.actor), request)}
    )


def _upload(request: ActorRequest, form: UploadForm) -> ImportRun:
    data, actor = form.cleaned_data, request.actor
    file, key = data["file"], data["idempotency_key"]
    return import_runs.upload_roll(file, name=file.name, unit=data["unit"], idempotency_key=key, actor=actor)


@login_required
def import_page(request: ActorRequest, pk: int) -> HttpResponse:
    """Show an import at its present step."""
    run = _load(request, pk)
    return _mapping(request, run) if run.state == RunState.MAPPING else _state(request, run)


def _columns_form(run: ImportRun, data: Any = None) -> ColumnsForm:
    return ColumnsForm(data, titles=run.titles, chosen=run.mapping, fields=FIELDS)


def _mapping(request: ActorRequest, run: ImportRun, form: ColumnsForm | None = None) -> HttpResponse:
    form = form or _columns_form(run)
    context = {
        "form": form,
        "columns": form.rows(source.samples(run), run.hidden),
        "sheet_form": SheetForm(sheets=run.sheets, sheet=run.sheet) if len(run.sheets) > 1 else None,
    }
    return render(request, "volunteers/import_columns.html", _context(run) | context)


def _state(request: ActorRequest, run: ImportRun, form: forms.Form | None = None) -> HttpResponse:
    outcome = request.GET.get("outcome", "")
    found = page(imports.rows(run, outcome), request, size=50, newest_first=False)
    matches = imports.matches(run.counts) if run.state == RunState.CHECKED else []
    context = {
        "form": form or StartForm(matches=matches),
        "page": found,
        "lines": imports.lines(found.items, request.actor),
        "figures": imports.figures(run),
        "outcome": outcome,
        "fine": run.counts.get("fine", 0),
        "startable": run.counts.get("fine", 0) + run.counts.get("duplicate", 0),
        "earlier": imports.earlier(run, request.actor) if run.state == RunState.CHECKED else None,
        "moving": run.state in MOVING,
    }
    return render(request, "volunteers/import_run.html", _context(run) | context)


def _context(run: ImportRun) -> dict[str, Any]:
    labels = [_("Upload"), _("Columns"), _("Check"), _("Import"), _("Result")]
    tone = imports.TONES.get(run.state, "neutral")
    return {"run": run, "steps": labels, "step": STEPS.get(RunState(run.state), 5), "tone": tone}


@login_required
@require_POST
def sheet(request: ActorRequest, pk: int) -> HttpResponse:
    """Look for the roll in another sheet."""
    run = _load(request, pk)
    form = SheetForm(request.POST, sheets=run.sheets, sheet=run.sheet)
    changed = submit(
        request, form, lambda: import_runs.choose_sheet(run, actor=request.actor, **form.cleaned_data)
    )
    if changed:
        return redirect("volunteers:import-run", pk)
    raise Invalid("; ".join(str(error) for errors in form.errors.values() for error in errors))


@login_required
def columns(request: ActorRequest, pk: int) -> HttpResponse:
    """Say what each column holds; also again after the check. An import that is over has no file any more."""
    run = _load(request, pk)
    if run.state in (RunState.DONE, RunState.CANCELLED):
        return redirect("volunteers:import-run", pk)
    form = _columns_form(run, request.POST or None)
    changed = submit(
        request, form, lambda: import_runs.choose_columns(run, mapping=form.mapping, actor=request.actor)
    )
    return redirect("volunteers:import-run", pk) if changed else _mapping(request, run, form)


@login_required
@require_POST
def start(request: ActorRequest, pk: int) -> HttpResponse:
    """Let the import run."""
    run = _load(request, pk)
    form = StartForm(request.POST, matches=imports.matches(run.counts))
    started = submit(
        request,
        form,
        lambda: import_runs.start_import(
            run, choices=form.choices, evidence=form.cleaned_data["evidence"], actor=request.actor
        ),
    )
    return redirect("volunteers:import-run", pk) if started else _state(request, run, form)


@login_required
@require_POST
def cancel(request: ActorRequest, pk: int) -> HttpResponse:
    """Stop an import."""
    import_runs.cancel_import(_load(request, pk), actor=request.actor)
    return redirect("volunteers:import-run", pk)


@login_required
@require_POST
def resume(request: ActorRequest, pk: int) -> HttpResponse:
    """Go on with an import that stands still."""
    import_runs.resume_import(_load(request, pk), actor=request.actor)
    return redirect("volunteers:import-run", pk)


@login_required
@require_POST
def result(request: ActorRequest, pk: int) -> FileResponse:
    """Give the roll again with what became of each row."""
    run = _load(request, pk)
    file = exports.export_result(run, actor=request.actor)
    return FileResponse(file, as_attachment=True, filename=f"导入结果-{run.pk}.xlsx")


@login_required
def empty_form(request: ActorRequest) -> FileResponse:
    """Give an empty roll with all columns."""
    _must_hold(request, Permission.VOLUNTEER_IMPORT)
    file = io.BytesIO()
    workbooks.write(file, [field.words[0] for field in FIELDS], [workbooks.example()])
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename="志愿者名册.xlsx")


@limits.rated(limits.EXPORT)
@login_required
def export(request: ActorRequest) -> HttpResponseBase:
    """Give the register within reach as a workbook, for a stated purpose."""
    _must_hold(request, Permission.VOLUNTEER_VIEW)
    form = ExportForm(request.POST or None, actor=request.actor)
    file = submit(request, form, lambda: _export(request, form))
    if file:
        return FileResponse(file, as_attachment=True, filename="志愿者名册.xlsx")
    return render(
        request, "volunteers/import_export.html", {"form": form, "back_url": reverse("volunteers:list")}
    )


def _export(request: ActorRequest, form: ExportForm) -> Any:
    return exports.export_roll(form.cleaned_data.pop("unit"), actor=request.actor, **form.cleaned_data)


def _load(request: ActorRequest, pk: int) -> ImportRun:
    visible = ImportRun.objects.visible_to(request.actor)
    return get_object_or_404(visible.select_related("unit", "created_by"), pk=pk)


def _must_hold(request: ActorRequest, permission: Permission) -> None:
    if not request.actor.may_anywhere(permission):
        raise OutOfReach
