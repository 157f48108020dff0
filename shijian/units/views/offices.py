"""Officers set up the bodies inside a unit."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shijian.kernel.errors import ShijianError
from shijian.units import operations, queries, rules
from shijian.units.forms import DayForm, NewOfficeForm, OfficeForm
from shijian.units.models import Office, Unit
from shijian.units.views.common import act, actor_of, blame, unit_or_404
from shijian.units.views.office import pages


@login_required
@pages
def index(request: HttpRequest, pk: int) -> HttpResponse:
    unit = unit_or_404(request, pk, rules.can_edit)
    form = NewOfficeForm(request.POST or None, unit=unit)
    if request.method == "POST" and form.is_valid():
        try:
            operations.add_office(unit, actor=actor_of(request), **form.cleaned_data)
        except ShijianError as error:
            blame(form, error)
        else:
            messages.success(request, _("The office has been added."))
            return redirect(_list(unit))
    context = {"unit": unit, "nodes": queries.office_chart(unit), "form": form}
    return render(request, "units/offices.html", context, status=422 if form.is_bound else 200)


@login_required
@pages
def edit(request: HttpRequest, pk: int, office_pk: int) -> HttpResponse:
    unit = unit_or_404(request, pk, rules.can_edit)
    office, actor = _office(unit, office_pk), actor_of(request)
    form = OfficeForm(
        request.POST or None, initial={name: getattr(office, name) for name in OfficeForm.base_fields}
    )
    return act(
        request, form, lambda data: operations.change_office(office, actor=actor, **data), back=_list(unit),
        done=_("The changes are saved."), unit=unit, title=office.name, action=_("Save"),
    )  # fmt: skip


@login_required
@pages
def dissolve(request: HttpRequest, pk: int, office_pk: int) -> HttpResponse:
    unit = unit_or_404(request, pk, rules.can_edit)
    office, actor = _office(unit, office_pk), actor_of(request)
    form = DayForm(request.POST or None)
    return act(
        request, form, lambda data: operations.dissolve_office(office, actor=actor, **data), back=_list(unit),
        done=_("The office is dissolved."), unit=unit, title=_("Dissolve %(name)s") % {"name": office.name},
        action=_("Dissolve"), tone="danger", hint=_("The groups below it are dissolved too."),
    )  # fmt: skip


def _office(unit: Unit, pk: int) -> Office:
    return get_object_or_404(Office, pk=pk, unit=unit, dissolved_on__isnull=True)


def _list(unit: Unit) -> str:
    return reverse("units:offices", args=[unit.pk])
