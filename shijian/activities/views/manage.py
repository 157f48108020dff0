"""The pages on which an activity is prepared and run: overview, facts, meetings, places."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shijian.activities import rules
from shijian.activities.enums import ActivityState
from shijian.activities.flow import ACTIVITY_FLOW
from shijian.activities.forms.office import FactsForm, initial_of
from shijian.activities.models import Activity, Contest, Session
from shijian.activities.operations import approval, begin
from shijian.activities.queries import office
from shijian.activities.queries.missing import missing
from shijian.activities.views.organising import PARTS, frame, run_by
from shijian.kernel import clock, duties
from shijian.kernel.doing import show
from shijian.kernel.errors import ShijianError
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page

MEETINGS = 20


@login_required
@require_safe
def overview(request: ActorRequest, pk: int) -> HttpResponse:
    """Where the activity stands, what is missing, the next meeting, and the decisions that are open now."""
    activity = run_by(request, pk)
    ahead = activity.sessions.filter(cancelled_at__isnull=True, ends_at__gt=clock.now())
    coming = list(ahead.order_by("starts_at", "pk")[:3])
    places = office.taken(coming, activity.openings.all()) if coming else {}
    context = frame(activity, "manage") | {
        "tone": office.TONES[ActivityState(activity.state)],
        "next_step": office.NEXT[activity.state],
        "lacks": _lacks(activity),
        "approval": activity.state == ActivityState.DRAFT and approval.needs_approval(activity),
        "coming": [(session, places[session.pk]) for session in coming],
        "facts": office.facts_of(activity),
        "entries": office.story(activity),
        "moves": [m for m in ACTIVITY_FLOW.moves(activity, actor=request.actor) if m not in ("start", "end")],
        "second_person": _second_person(activity, request),
        "may_copy": rules.can_make(request.actor, activity.unit_path, activity.team_id),
        "may_change": rules.may_change(activity),
        "is_over": activity.state == ActivityState.DONE,
        "has_contest": Contest.objects.filter(activity=activity).exists(),
    }
    return render(request, "activities/manage.html", context)


def _lacks(activity: Activity) -> list[tuple[str, str]]:
    """What is missing with the address where it is said; nothing once it is published."""
    if activity.state != ActivityState.DRAFT:
        return []
    return [(each.what, reverse(PARTS[each.part], args=[activity.pk])) for each in missing(activity)]


def _second_person(activity: Activity, request: ActorRequest) -> Any:
    """Why somebody else approves, for an officer who is too close to the activity."""
    if activity.state != ActivityState.REVIEW or not rules.can_approve(request.actor, activity):
        return ""
    return duties.refusal("activity.approve", activity, actor=request.actor)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: ActorRequest, pk: int) -> HttpResponse:
    """What and where: the facts of the activity."""
    activity = run_by(request, pk)
    form = FactsForm(request.POST or None, initial=initial_of(activity), terms=list(activity.terms.all()))
    if request.method == "POST" and form.is_valid() and _save(request, activity, form):
        messages.success(request, _("Saved."))
        return redirect("activities:manage", activity.pk)
    context = frame(activity, "facts") | {"form": form, "may_change": rules.may_change(activity)}
    return render(request, "activities/manage_facts.html", context, status=422 if form.errors else 200)


def _save(request: ActorRequest, activity: Activity, form: FactsForm) -> bool:
    try:
        begin.save_facts(
            activity,
            facts=form.facts,
            places=form.places_said,
            terms=form.chosen_terms(),
            actor=request.actor,
        )
    except ShijianError as error:
        show(form, error)
        return False
    return True


@login_required
@require_safe
def when(request: ActorRequest, pk: int) -> HttpResponse:
    """The meetings, the coming ones first, with who has signed up."""
    activity = run_by(request, pk)
    is_past = request.GET.get("past") == "1"
    now = clock.now()
    rows = (
        activity.sessions.filter(ends_at__lte=now) if is_past else activity.sessions.filter(ends_at__gt=now)
    )
    found = page(rows, request, size=MEETINGS, newest_first=is_past)
    places = office.taken(found.items, activity.openings.all()) if found.items else {}
    context = frame(activity, "when") | {
        "rows": [_meeting(session, places[session.pk]) for session in sorted(found.items, key=_start)],
        "page": found,
        "is_past": is_past,
        "now": now,
        "may_change": rules.may_change(activity),
    }
    return render(request, "activities/manage_when.html", context)


def _start(session: Session) -> dt.datetime:
    return session.starts_at


def _meeting(session: Session, places: list[office.Taken]) -> dict[str, Any]:
    """A meeting with its places; it can be moved or called off until it begins."""
    open_still = session.cancelled_at is None and session.starts_at > clock.now()
    return {"session": session, "places": places, "open": open_still}


@login_required
@require_safe
def who(request: ActorRequest, pk: int) -> HttpResponse:
    """The places by task, with what they ask for."""
    activity = run_by(request, pk)
    openings = activity.openings.select_related("skill")
    context = frame(activity, "who") | {"openings": openings, "may_change": rules.may_change(activity)}
    return render(request, "activities/manage_who.html", context)
