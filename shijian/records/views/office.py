"""Records within reach: list, page, void, reissue."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from shijian.kernel.actor import Permission
from shijian.kernel.errors import NotAllowed, OutOfReach, ShijianError
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.records import operations, queries, rules
from shijian.records.enums import Grade, ObjectionState
from shijian.records.forms import ReissueForm, VoidForm
from shijian.records.models import ServiceRecord
from shijian.records.queries import imports


@login_required
def record_list(request: ActorRequest) -> HttpResponse:
    """List the records within reach, newest first."""
    if not request.actor.may_anywhere(Permission.RECORD_VIEW):
        raise OutOfReach
    records = queries.with_people(ServiceRecord.objects.visible_to(request.actor))
    grade = request.GET.get("grade", "")
    if grade:
        records = records.filter(grade=grade)
    context = {
        "page": page(records, request),
        "grade": grade,
        "may_import": request.actor.may_anywhere(Permission.SERVICE_RECORD),
    }
    return render(request, "records/list.html", context)


@login_required
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    """Show one record: who, when, how it is proved, and what became of it."""
    record = _load(request, pk)
    tone = queries.GRADE_TONES[Grade(record.grade)]
    context = {
        "record": record,
        "tone": tone,
        "origin": imports.origin_of(record),
        "can_void": rules.can_void(request.actor, record),
        "can_object": rules.can_object(request.actor, record),
        "disputed": record.objections.filter(state=ObjectionState.OPEN).exists(),
    }
    return render(request, "records/detail.html", context)


@login_required
def void(request: ActorRequest, pk: int) -> HttpResponse:
    """Void a record, with a reason."""
    record = _voidable(request, pk)
    form = VoidForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _done(form, operations.void_record, record, request):
        return redirect("records:detail", pk)
    return render(request, "records/change.html", {"form": form, "record": record, "danger": True})


@login_required
def reissue(request: ActorRequest, pk: int) -> HttpResponse:
    """Void a record and write it anew with the right times."""
    record = _voidable(request, pk)
    initial = {"started_at": record.started_at, "ended_at": record.ended_at}
    form = ReissueForm(request.POST or None, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(form, operations.reissue_record, record, request)
    ):
        return redirect("records:list")
    return render(request, "records/change.html", {"form": form, "record": record, "danger": False})


def _load(request: ActorRequest, pk: int) -> ServiceRecord:
    visible = ServiceRecord.objects.visible_to(request.actor)
    people = ("volunteer__person", "responsible", "recorder", "voided_by")
    rows = visible.select_related("unit", "team", "replaces", *people)
    return get_object_or_404(rows, pk=pk)


def _voidable(request: ActorRequest, pk: int) -> ServiceRecord:
    record = _load(request, pk)
    if not rules.can_void(request.actor, record):
        raise NotAllowed
    return record


def _done(form: forms.Form, operation: Any, record: ServiceRecord, request: ActorRequest) -> bool:
    try:
        operation(record, actor=request.actor, **form.cleaned_data)
    except ShijianError as error:
        form.add_error(None, str(error))
        return False
    return True
