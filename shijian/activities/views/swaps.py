"""Substitutes: ask for one, see who looks for one, come instead."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shijian.activities.forms.people import SwapForm
from shijian.activities.models import Signup, SwapRequest
from shijian.activities.operations import swaps
from shijian.activities.queries import fitting, risks, teams
from shijian.activities.views.asking import attempt
from shijian.activities.views.places import own
from shijian.kernel.errors import OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.people.queries.persons import spoken_for


@login_required
@require_POST
def ask(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask anybody who fits, or one member of the team."""
    signup = own(request, pk)
    form = SwapForm(request.POST, members=teams.mates(signup))
    if form.is_valid():
        asked = next((p for p in teams.mates(signup) if p.pk == form.cleaned_data["asked"]), None)
        note = form.cleaned_data["note"]
        attempt(
            request,
            lambda: swaps.ask_for_substitute(signup, note=note, asked=asked, actor=request.actor),
            _("We look for somebody. Your place stays yours until it is taken over."),
        )
    return redirect("activities:place", signup.pk)


@login_required
@require_POST
def call_off(request: ActorRequest, pk: int) -> HttpResponse:
    """Stop looking; one comes oneself."""
    visible = Signup.objects.visible_to(request.actor).values("pk")
    rows = SwapRequest.objects.filter(signup__in=visible).select_related("signup__session", "signup__opening")
    swap = get_object_or_404(rows, pk=pk)
    attempt(
        request, lambda: swaps.call_off_swap(swap, actor=request.actor), _("Good that you come yourself.")
    )
    return redirect("activities:place", swap.signup_id)


@login_required
@require_safe
def substitutes(request: ActorRequest) -> HttpResponse:
    """Who looks for a substitute that I could be."""
    found = page(fitting.substitutes(request.actor), request)
    activities = {swap.signup.session.activity for swap in found.items}
    unread = {each.pk for each in activities if risks.must_read(each, request.actor.person_id or 0)}
    context = {
        "page": found,
        "unread": unread,
        "persons": spoken_for(request.actor),
        "me": request.actor.person_id,
    }
    return render(request, "activities/substitutes.html", context)


@login_required
@require_POST
def take(request: ActorRequest, pk: int) -> HttpResponse:
    """Come instead: oneself, or a ward that was asked."""
    rows = fitting.substitutes(request.actor).select_related(
        "signup__session__activity", "signup__opening", "asked"
    )
    swap = get_object_or_404(rows, pk=pk)
    key = swap.asked_id or request.actor.person_id
    person = next((each for each in spoken_for(request.actor) if each.pk == key), None)
    if person is None:
        raise OutOfReach
    done = attempt(
        request,
        lambda: swaps.take_over(swap, person=person, actor=request.actor),
        _("Thank you. You have the place."),
    )
    return redirect("activities:done", swap.signup.session_id) if done else redirect("activities:substitutes")
