"""Officers found, edit, rename, merge and close units."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shijian.units import operations, rules
from shijian.units.forms import CodeForm, DayForm, FactsForm, FoundForm, MergeForm, NothingForm, RenameForm
from shijian.units.models import Unit
from shijian.units.views.common import act, actor_of, unit_or_404

pages = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@pages
def found(request: HttpRequest, pk: int) -> HttpResponse:
    unit, actor = unit_or_404(request, pk, rules.can_found_below), actor_of(request)
    form = FoundForm(request.POST or None, unit=unit)
    return act(
        request, form, lambda data: operations.found_unit(unit, actor=actor, **data), back=_home(unit),
        done=_("The unit has been founded."), unit=unit, title=_("Found a unit below"), action=_("Found the unit"),
    )  # fmt: skip


@login_required
@pages
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    unit, actor = unit_or_404(request, pk, rules.can_edit), actor_of(request)
    form = FactsForm(
        request.POST or None, initial={name: getattr(unit, name) for name in FactsForm.base_fields}
    )
    return act(
        request, form, lambda data: operations.change_unit(unit, facts=data, actor=actor), back=_home(unit),
        done=_("The changes are saved."), unit=unit, title=_("Edit"), action=_("Save"),
    )  # fmt: skip


@login_required
@pages
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    unit, actor = unit_or_404(request, pk, rules.can_govern), actor_of(request)
    form = RenameForm(request.POST or None, initial={"name": unit.name, "place_name": unit.place_name})
    return act(
        request, form, lambda data: operations.rename_unit(unit, actor=actor, **data), back=_home(unit),
        done=_("The unit has its new name."), unit=unit, title=_("Rename"), action=_("Rename"),
        hint=_("The old name stays in the history."),
    )  # fmt: skip


@login_required
@pages
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    unit, actor = unit_or_404(request, pk, rules.can_govern), actor_of(request)
    form = MergeForm(request.POST or None, unit=unit)
    return act(
        request, form, lambda data: operations.merge_unit(unit, actor=actor, **data), back=_home(unit),
        done=_("The units are merged."), unit=unit, title=_("Merge units"), action=_("Merge units"), tone="danger",
        hint=_("This unit ends and points to the other one. It cannot be taken back."),
    )  # fmt: skip


@login_required
@pages
def close(request: HttpRequest, pk: int) -> HttpResponse:
    unit, actor = unit_or_404(request, pk, rules.can_govern), actor_of(request)
    return act(
        request, _day(request), lambda data: operations.close_unit(unit, actor=actor, **data), back=_home(unit),
        done=_("The unit is closed."), unit=unit, title=_("Close the unit"), action=_("Close the unit"), tone="danger",
        hint=_("Its codes end and its offices are dissolved. It can be reopened."),
    )  # fmt: skip


@login_required
@pages
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    unit, actor = unit_or_404(request, pk, rules.can_govern), actor_of(request)
    form = NothingForm(request.POST if request.method == "POST" else None)
    return act(
        request, form, lambda _data: operations.reopen_unit(unit, actor=actor), back=_home(unit),
        done=_("The unit works again."), unit=unit, title=_("Reopen the unit"), action=_("Reopen the unit"),
        hint=_("Its codes have ended; give them anew afterwards."),
    )  # fmt: skip


@login_required
@pages
def open_planned(request: HttpRequest, pk: int) -> HttpResponse:
    unit, actor = unit_or_404(request, pk, rules.can_govern), actor_of(request)
    return act(
        request, _day(request), lambda data: operations.open_unit(unit, actor=actor, **data), back=_home(unit),
        done=_("The unit is open."), unit=unit, title=_("Open the unit"), action=_("Open the unit"),
    )  # fmt: skip


@login_required
@pages
def code(request: HttpRequest, pk: int) -> HttpResponse:
    unit, actor = unit_or_404(request, pk, rules.can_govern), actor_of(request)
    back = reverse("units:history", args=[unit.pk])
    return act(
        request, CodeForm(request.POST or None), lambda data: operations.set_code(unit, actor=actor, **data),
        back=back, done=_("The code is set."), unit=unit, title=_("Set a code"), action=_("Save"),
        hint=_("The code before it ends on that day and stays in the history."),
    )  # fmt: skip


def _home(unit: Unit) -> str:
    return reverse("units:detail", args=[unit.pk])


def _day(request: HttpRequest) -> forms.Form:
    return DayForm(request.POST or None)
