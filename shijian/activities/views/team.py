"""For the leader: take places for the team, say who comes, give places back."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shijian.activities.enums import Audience
from shijian.activities.forms.people import BlockForm
from shijian.activities.models import Activity
from shijian.activities.operations import blocks
from shijian.activities.queries import mine, teams
from shijian.activities.views.asking import attempt, choices, chosen, meetings
from shijian.activities.views.places import own
from shijian.kernel.errors import Invalid, OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.volunteers.models import Team


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: ActorRequest, pk: int) -> HttpResponse:
    """The places of the led teams in the meetings ahead, and a form to take more."""
    rows = Activity.objects.visible_to(request.actor).filter(published_at__isnull=False)
    activity = get_object_or_404(rows.select_related("unit"), pk=pk)
    led = Team.objects.filter(pk__in=request.actor.led_team_ids, dissolved_on__isnull=True).order_by(
        "name", "pk"
    )
    if not request.actor.led_team_ids:
        raise OutOfReach
    offered = choices(meetings(activity), audience=Audience.VOLUNTEER)
    form = BlockForm(request.POST or None, choices=offered, teams=led)
    if request.method == "POST" and form.is_valid() and _take(request, activity, form):
        return redirect("activities:team", activity.pk)
    context = {
        "activity": activity,
        "form": form if offered else None,
        "meetings": _places(request, activity),
    }
    return render(request, "activities/team.html", context, status=422 if form.errors else 200)


def _take(request: ActorRequest, activity: Activity, form: BlockForm) -> bool:
    data = form.cleaned_data
    session, opening = chosen(activity, data["choice"])
    return attempt(
        request,
        lambda: blocks.take_block(
            session, opening, team=data["team"], count=data["count"], actor=request.actor
        ),
        _("The places are kept for your team. Say who comes as soon as you know."),
    )


def _places(request: ActorRequest, activity: Activity) -> list[tuple[Any, list[Any]]]:
    """The team's places by meeting, each unnamed one with those who may be named."""
    found = mine.team_places(request.actor, activity)
    members = {key: teams.members([key]) for key in {signup.team_id for signup in found}}
    named = {(signup.session_id, signup.person_id) for signup in found}
    return [
        (
            session,
            [
                (signup, [p for p in members[signup.team_id] if (session.pk, p.pk) not in named])
                for signup in signups
            ],
        )
        for session, signups in groupby(found, key=lambda signup: signup.session)
    ]


@login_required
@require_POST
def name_member(request: ActorRequest, pk: int) -> HttpResponse:
    """Say who of the team comes for a place."""
    signup = own(request, pk)
    key = request.POST.get("person", "")
    person = next((p for p in teams.members([signup.team_id]) if str(p.pk) == key), None)
    if person is None:
        attempt(request, _nobody, "")
    else:
        said = _("%(name)s is told.") % {"name": person.name}
        attempt(request, lambda: blocks.name_member(signup, person=person, actor=request.actor), said)
    return redirect("activities:team", signup.session.activity_id)


def _nobody() -> None:
    raise Invalid(_("Choose a member of the team."))
