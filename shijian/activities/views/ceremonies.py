"""Ceremonies: the order of events for everybody, the parts and guests for the organiser."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shijian.activities import rules
from shijian.activities.forms.contests import CeremonyForm, GuestForm, GuestNoteForm, PartForm, PointsForm
from shijian.activities.models import Activity, Ceremony, CeremonyPart, Guest
from shijian.activities.operations import ceremonies
from shijian.activities.views.organising import run_by
from shijian.kernel.doing import attempt, complain
from shijian.kernel.http import ActorRequest


@require_safe
def ceremony(request: ActorRequest, pk: int) -> HttpResponse:
    """The order of events, and which parts there are; names only for the organiser."""
    seen = Activity.objects.visible_to(request.actor)
    found = get_object_or_404(
        Ceremony.objects.select_related("activity__unit"), activity__in=seen.filter(pk=pk)
    )
    context = {
        "ceremony": found,
        "activity": found.activity,
        "points": list(found.points.all()),
        "parts": list(found.parts.all()),
        "runs": rules.can_run(request.actor, found.activity),
    }
    return render(request, "activities/ceremony.html", context)


@login_required
@require_safe
def manage(request: ActorRequest, pk: int) -> HttpResponse:
    """Everything about a ceremony on one page."""
    activity = run_by(request, pk)
    found = Ceremony.objects.filter(activity=activity).first()
    points = "\n".join(f"{point.what} {point.minutes}" for point in found.points.all()) if found else ""
    initial = {"kind": found.kind, "customs": found.customs} if found else {}
    context = {
        "activity": activity,
        "ceremony": found,
        "parts": list(found.parts.select_related("person")) if found else [],
        "guests": list(found.guests.order_by("pk")) if found else [],
        "kind": CeremonyForm(initial=initial),
        "part": PartForm(),
        "points": PointsForm(initial={"points": points}),
        "guest": GuestForm(prefix="guest"),
    }
    return render(request, "activities/ceremony_manage.html", context)


@login_required
@require_POST
def set_up(request: ActorRequest, pk: int) -> HttpResponse:
    """Say what is celebrated."""
    activity, form = run_by(request, pk), CeremonyForm(request.POST)
    return _do(
        request, pk, form, lambda data: ceremonies.set_up_ceremony(activity, actor=request.actor, **data)
    )


@login_required
@require_POST
def add(request: ActorRequest, pk: int, what: str) -> HttpResponse:
    """Add a part or a guest, or write the order of events anew."""
    found, actor = get_object_or_404(Ceremony, activity=run_by(request, pk)), request.actor
    if what == "part":
        return _do(
            request, pk, PartForm(request.POST), lambda data: ceremonies.add_part(found, actor=actor, **data)
        )
    if what == "guest":
        form = GuestForm(request.POST, prefix="guest")
        return _do(request, pk, form, lambda data: ceremonies.invite_guest(found, actor=actor, **data))
    if what == "points":
        return _do(
            request,
            pk,
            PointsForm(request.POST),
            lambda data: ceremonies.set_points(found, actor=actor, **data),
        )
    raise Http404


@login_required
@require_POST
def drop(request: ActorRequest, pk: int, part_pk: int) -> HttpResponse:
    """Take a part away."""
    part = get_object_or_404(CeremonyPart, ceremony__activity=run_by(request, pk), pk=part_pk)
    attempt(request, lambda: ceremonies.drop_part(part, actor=request.actor), _("Taken away."))
    return redirect("activities:ceremony-manage", pk)


@login_required
@require_POST
def note(request: ActorRequest, pk: int, guest_pk: int) -> HttpResponse:
    """Note what a guest answered."""
    guest = get_object_or_404(Guest, ceremony__activity=run_by(request, pk), pk=guest_pk)
    form = GuestNoteForm(request.POST)
    return _do(request, pk, form, lambda data: ceremonies.note_guest(guest, actor=request.actor, **data))


def _do(request: ActorRequest, pk: int, form: Any, deed: Any) -> HttpResponse:
    if form.is_valid():
        attempt(request, lambda: deed(form.cleaned_data), _("Noted."))
    else:
        complain(request, form)
    return redirect("activities:ceremony-manage", pk)
