"""Appointments and positions of a unit."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel.actor import Permission
from shijian.kernel.doing import show
from shijian.kernel.errors import ShijianError
from shijian.people import operations, rules
from shijian.people.forms.staff import AppointForm, EndForm, PositionForm, PublicPhoneForm
from shijian.people.models import Appointment, Person, Position
from shijian.people.queries import appointments, charts, persons
from shijian.people.queries.minors import access
from shijian.people.views.common import actor_of, demand, number, say, unit_or_404


@login_required
@require_safe
def unit_staff(request: HttpRequest, pk: int) -> HttpResponse:
    unit, actor = unit_or_404(request, pk), actor_of(request)
    demand(appointments.visible_at(actor, unit))
    rows = list(appointments.running_at(unit)[:100])
    context = {
        "unit": unit,
        "appointments": [(row, rules.can_grant(actor, row.role, unit)) for row in rows],
        "past": list(appointments.past_at(unit)[:20]),
        "may_appoint": rules.can_appoint_at(actor, unit),
    }
    return render(request, "people/staff.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    unit, actor = unit_or_404(request, pk), actor_of(request)
    demand(rules.can_appoint_at(actor, unit))
    person = _chosen(request)
    form = AppointForm(request.POST or None, roles=appointments.grantable(actor, unit))
    if request.method == "POST" and person is not None and form.is_valid():
        try:
            operations.appoint(person, unit=unit, actor=actor, **form.cleaned_data)
        except ShijianError as error:
            show(form, error)
        else:
            messages.success(request, _("%(name)s is appointed.") % {"name": person.name})
            return redirect("people:appointments", unit.pk)
    title = _("Appoint somebody")
    return render(
        request,
        "people/place_person.html",
        _choice(request, person) | {"form": form, "unit": unit, "title": title},
    )


@login_required
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    reached = actor.within(Permission.STAFF_APPOINT, "unit__path")
    row = get_object_or_404(Appointment.objects.filter(reached).select_related("unit", "person"), pk=pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.end_appointment(row, on=form.cleaned_data["on"], actor=actor)
        except ShijianError as error:
            show(form, error)
        else:
            messages.success(request, _("The term ends with that day."))
            return redirect("people:appointments", row.unit_id)
    context = {
        "question": _("End this appointment?"),
        "explanation": _("Yesterday takes the rights away at once."),
    }
    return render(
        request, "people/end_term.html", context | {"form": form, "row": row, "back": "people:appointments"}
    )


@login_required
@require_safe
def positions(request: HttpRequest, pk: int) -> HttpResponse:
    unit, actor = unit_or_404(request, pk), actor_of(request)
    demand(rules.can_place_at(actor, unit))
    context = {"unit": unit, "positions": charts.current_positions(unit), "past": charts.past_positions(unit)}
    return render(request, "people/positions.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, pk: int) -> HttpResponse:
    unit, actor = unit_or_404(request, pk), actor_of(request)
    demand(rules.can_place_at(actor, unit))
    person = _chosen(request)
    form = PositionForm(request.POST or None, unit=unit)
    if request.method == "POST" and person is not None and form.is_valid():
        try:
            operations.place(person, unit=unit, actor=actor, **form.cleaned_data)
        except ShijianError as error:
            show(form, error)
        else:
            messages.success(request, _("%(name)s stands on the chart.") % {"name": person.name})
            return redirect("people:positions", unit.pk)
    title = _("Put somebody on the chart")
    return render(
        request,
        "people/place_person.html",
        _choice(request, person) | {"form": form, "unit": unit, "title": title},
    )


@login_required
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    row = _position(request, pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.leave_position(row, on=form.cleaned_data["on"], actor=actor_of(request))
        except ShijianError as error:
            show(form, error)
        else:
            messages.success(request, _("The term ends with that day."))
            return redirect("people:positions", row.unit_id)
    context = {
        "question": _("End this term?"),
        "explanation": _("The term stays in the history of the unit."),
    }
    return render(
        request, "people/end_term.html", context | {"form": form, "row": row, "back": "people:positions"}
    )


@login_required
@require_POST
def phone(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = _position(request, pk), PublicPhoneForm(request.POST)
    if form.is_valid():
        try:
            operations.change_public_phone(row, actor=actor_of(request), **form.cleaned_data)
            messages.success(request, _("The public phone is changed."))
        except ShijianError as error:
            say(request, error)
    return redirect("people:positions", row.unit_id)


def _position(request: HttpRequest, pk: int) -> Position:
    reached = actor_of(request).within(Permission.UNIT_EDIT, "unit__path")
    return get_object_or_404(Position.objects.filter(reached).select_related("unit", "person"), pk=pk)


def _chosen(request: HttpRequest) -> Person | None:
    key = number(request.GET.get("person"))
    return get_object_or_404(persons.within_reach(actor_of(request)), pk=key) if key else None


def _choice(request: HttpRequest, person: Person | None) -> dict[str, object]:
    typed = request.GET.get("q", "")[:60]
    asked = bool(typed.strip()) and person is None
    rows = persons.matching(actor_of(request), typed).exclude(access.protected())
    found = rows.order_by("-pk")[:20] if asked else []
    return {"person": person, "typed": typed, "found": found, "opened": None}
