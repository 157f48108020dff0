"""Older hours whose columns are not known: where the headings are, and what each column holds."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from shijian.kernel.doing import filled
from shijian.kernel.http import ActorRequest
from shijian.kernel.tables import stored
from shijian.kernel.tables.choosing import ColumnsForm
from shijian.records import rules_imports as rules
from shijian.records.enums import ImportState
from shijian.records.forms.imports import HeadingForm
from shijian.records.imports.columns import FIELDS, VOCABULARY
from shijian.records.models import RecordImport
from shijian.records.operations import import_columns as operations
from shijian.records.queries import imports
from shijian.volunteers.queries.column_memory import recall


def is_asked(request: ActorRequest, run: RecordImport) -> bool:
    """Whether the page asks what the columns hold: only who brought the table."""
    return run.state == ImportState.COLUMNS and rules.asked(request.actor, run)


def shown(
    request: ActorRequest,
    run: RecordImport,
    form: ColumnsForm | None = None,
    heading: HeadingForm | None = None,
) -> HttpResponse:
    """The columns with their first values, and where the headings are."""
    found = operations.heading_of(run)
    form = form or _columns(run)
    samples = stored.samples(run.table_key, run.sheet, run.heading_row, found.titles)
    context: dict[str, Any] = {
        "run": run, "form": form, "columns": form.rows(samples, found.hidden), "heading_form": heading or _heading(run),
    }  # fmt: skip
    return render(request, "records/import_columns.html", context)


@login_required
@require_POST
def sheet(request: ActorRequest, pk: int) -> HttpResponse:
    """Look for the headings elsewhere in the file."""
    run = _seen(request, pk)
    if not is_asked(request, run):
        return redirect("records:import", pk)
    form = _heading(run, request.POST)
    done = filled(
        request, form, lambda: operations.choose_import_sheet(run, actor=request.actor, **form.cleaned_data)
    )
    return redirect("records:import", pk) if done else shown(request, _seen(request, pk), heading=form)


@login_required
@require_POST
def columns(request: ActorRequest, pk: int) -> HttpResponse:
    """Say what each column holds; the rows are read."""
    run = _seen(request, pk)
    if not is_asked(request, run):
        return redirect("records:import", pk)
    form = _columns(run, request.POST)
    done = filled(
        request,
        form,
        lambda: operations.choose_import_columns(run, mapping=form.mapping, actor=request.actor),
    )
    return redirect("records:import", pk) if done else shown(request, _seen(request, pk), form=form)


def _heading(run: RecordImport, data: Any = None) -> HeadingForm:
    sheets, row = stored.book(run.table_key).sheets, run.heading_row + 1
    return HeadingForm(data, sheets=sheets, sheet=run.sheet, initial={"row": row})


def _columns(run: RecordImport, data: Any = None) -> ColumnsForm:
    found = operations.heading_of(run)
    chosen = VOCABULARY.mapping(found.titles, recall(run.unit, found))
    return ColumnsForm(data, titles=found.titles, chosen=chosen, fields=FIELDS)


def _seen(request: ActorRequest, pk: int) -> RecordImport:
    return get_object_or_404(imports.with_people(RecordImport.objects.visible_to(request.actor)), pk=pk)
