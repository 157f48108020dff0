"""Signing up in two screens: the risks where there are any, then meeting, place and who comes; what happens next."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.activities.forms.people import SignUpForm
from shijian.activities.models import Activity, Session
from shijian.activities.operations import sign_up as deeds
from shijian.activities.queries import facts, mine, risks
from shijian.activities.views.asking import attempt, choices, chosen, meetings, refusal_of
from shijian.kernel.errors import NotAllowed, OutOfReach, ShijianError
from shijian.kernel.http import ActorRequest
from shijian.people.models import Person
from shijian.people.queries.persons import spoken_for


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: ActorRequest, pk: int) -> HttpResponse:
    """Choose meeting, place and who comes; with a risk the statement comes first."""
    activity = _visible(request, pk)
    if request.method != "POST" and risks.must_read(activity, request.actor.person_id or 0):
        key = request.GET.get("session", "")
        context = {"activity": activity, "version": risks.version_of(activity), "session_key": key[:18]}
        return render(request, "activities/risk.html", context)
    persons = spoken_for(request.actor)
    only = request.GET.get("session", "")
    sessions = meetings(activity, int(only) if only.isascii() and only.isdigit() and len(only) < 19 else 0)
    offered = choices(sessions)
    form = SignUpForm(request.POST or None, choices=offered, persons=persons)
    refusal: dict[str, Any] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            session = _enter(request, activity, form, persons)
        except (NotAllowed, OutOfReach):
            raise
        except ShijianError as error:
            refusal = refusal_of(error, activity)
        else:
            return redirect("activities:done", session.pk)
    context = {
        "activity": activity,
        "form": form,
        "refusal": refusal,
        "any": bool(offered),
    }
    context["single"] = persons[0] if len(persons) == 1 else None
    return render(request, "activities/sign_up.html", context, status=422 if refusal or form.errors else 200)


def _enter(request: ActorRequest, activity: Activity, form: SignUpForm, persons: list[Person]) -> Session:
    data = form.cleaned_data
    session, opening = chosen(activity, data["choice"])
    coming = [person for person in persons if person.pk in data["persons"]]
    deeds.sign_up_together(
        session, opening, persons=coming, actor=request.actor, idempotency_key=data["idempotency_key"]
    )
    return session


@login_required
@require_POST
def read_risk(request: ActorRequest, pk: int) -> HttpResponse:
    """Say that the statement was read: an act of its own, before signing up."""
    activity = _visible(request, pk)
    version = request.POST.get("version", "")[:16]
    attempt(
        request,
        lambda: deeds.read_activity_risk(activity, version=version, actor=request.actor),
        _("Thank you for reading it."),
    )
    place, session = request.POST.get("place", ""), request.POST.get("session", "")
    if place.isascii() and place.isdigit() and len(place) < 19:
        return redirect("activities:place", int(place))
    query = f"?session={session}" if session.isascii() and session.isdigit() and len(session) < 19 else ""
    return redirect(reverse("activities:signup", args=[activity.pk]) + query)


@login_required
@require_safe
def done(request: ActorRequest, pk: int) -> HttpResponse:
    """What one and one's wards have in a meeting, and what happens next."""
    session = get_object_or_404(Session.objects.select_related("activity__unit"), pk=pk)
    held = mine.in_session(request.actor, session)
    if not held:
        raise OutOfReach
    context = {
        "session": session,
        "activity": session.activity,
        "held": held,
        "until": mine.until(held[0].signup),
    }
    notes = _(", ").join(sorted({each.signup.opening.note for each in held} - {""}))
    told = [(_("When"), facts.span(session)), (_("Where"), facts.where(session.activity))]
    told += [(_("What to do or bring"), notes), (_("Phone of the organiser"), session.activity.unit.phone)]
    context["facts"] = [(label, value) for label, value in told if value]
    context["waits"] = any(each.line for each in held)
    return render(request, "activities/done.html", context)


def _visible(request: ActorRequest, pk: int) -> Activity:
    rows = Activity.objects.visible_to(request.actor).select_related("unit")
    return get_object_or_404(rows.filter(published_at__isnull=False), pk=pk)
