"""One place or wish of one's own: answer an offer, take it back, come every time, look for a substitute."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.activities import rules
from shijian.activities.enums import SignupState
from shijian.activities.forms.people import LeaveForm, SwapForm
from shijian.activities.models import LIVE, Signup, Standing
from shijian.activities.operations import leaving, standing
from shijian.activities.operations import sign_up as deeds
from shijian.activities.queries import facts, mine, risks, seats, teams, windows
from shijian.activities.views.asking import attempt
from shijian.kernel import clock
from shijian.kernel.errors import OutOfReach, ShijianError
from shijian.kernel.http import ActorRequest
from shijian.people.models import own_or_ward


def own(request: ActorRequest, pk: int) -> Signup:
    """A place that the actor may see: one's own, a ward's, the led team's, or of an activity that one runs."""
    rows = Signup.objects.visible_to(request.actor)
    rows = rows.select_related("session__activity__unit", "opening", "person", "team", "standing")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def place(request: ActorRequest, pk: int) -> HttpResponse:
    """Where it stands, and what one can do about it."""
    signup = own(request, pk)
    state, activity = SignupState(signup.state), signup.session.activity
    live, coming = state in LIVE, signup.session.ends_at > clock.now()
    mine_ = rules.is_own_signup(request.actor, signup)
    line = seats.place_in_line(signup) if state == SignupState.WAITING else 0
    context = {
        "facts": facts.of_place(signup, line),
        "version": risks.version_of(activity),
        "may_leave": mine_ or rules.can_run(request.actor, activity),
        "signup": signup,
        "activity": activity,
        "live": live and coming,
        "is_on": state == SignupState.TAKEN and windows.is_on(signup.session),
        "mine": mine_,
        "tone": mine.Held(signup).tone,
        "offered": state == SignupState.OFFERED and (signup.offered_until or clock.now()) > clock.now(),
        "taken": state == SignupState.TAKEN and signup.session.starts_at > clock.now(),
        "swap": mine.open_swap(signup),
        "swap_form": SwapForm(members=teams.mates(signup)),
        "standing": standing_of(signup),
        "series": activity.sessions.filter(starts_at__gt=clock.now(), cancelled_at__isnull=True).count() > 1,
        "must_read": live
        and mine_
        and signup.person_id
        and risks.must_read(activity, request.actor.person_id or 0),
    }
    return render(request, "activities/place.html", context)


def standing_of(signup: Signup) -> Standing | None:
    """The running standing sign-up of the person for that kind of place."""
    rows = Standing.objects.filter(opening=signup.opening, person=signup.person_id, ended_at__isnull=True)
    return rows.order_by("pk").first() if signup.person_id else None


@login_required
@require_POST
def accept(request: ActorRequest, pk: int) -> HttpResponse:
    signup = own(request, pk)
    done = attempt(
        request, lambda: deeds.accept_place(signup, actor=request.actor), _("Thank you. You have a place.")
    )
    if done and signup.person_id and rules.is_own_signup(request.actor, signup):
        return redirect("activities:done", signup.session_id)
    return redirect("activities:place", signup.pk)


@login_required
@require_POST
def decline(request: ActorRequest, pk: int) -> HttpResponse:
    signup = own(request, pk)
    said = _("Noted. The place goes to the next one; it costs you nothing.")
    attempt(request, lambda: leaving.decline_place(signup, actor=request.actor), said)
    return redirect("activities:place", signup.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a place or a wish back; asks once more, with a reason where it begins soon."""
    signup = own(request, pk)
    if signup.state not in LIVE:
        return redirect("activities:place", signup.pk)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            leaving.withdraw(signup, actor=request.actor, **form.cleaned_data)
        except ShijianError as error:
            if not error.fields:
                raise
            for name, text in error.fields.items():
                form.add_error(name, str(text))
        else:
            messages.success(request, _("Taken back. Thank you for saying so; it costs you nothing."))
            if _of_team(request, signup):
                return redirect("activities:team", signup.session.activity_id)
            return redirect("activities:place", signup.pk)
    context = {
        "signup": signup,
        "activity": signup.session.activity,
        "form": form,
        "late": signup.state == SignupState.TAKEN and mine.until(signup) < clock.now(),
    }
    return render(request, "activities/leave.html", context, status=422 if form.errors else 200)


def _of_team(request: ActorRequest, signup: Signup) -> bool:
    return signup.team_id is not None and signup.team_id in request.actor.led_team_ids


@login_required
@require_POST
def every_time(request: ActorRequest, pk: int) -> HttpResponse:
    """Come every time, like this time."""
    signup = own(request, pk)
    person = signup.person
    if person is None or not rules.is_own_signup(request.actor, signup):
        raise OutOfReach
    said = _("You come every time from now on, as long as there is room.")
    attempt(
        request, lambda: standing.come_every_time(signup.opening, person=person, actor=request.actor), said
    )
    return redirect("activities:place", signup.pk)


@login_required
@require_POST
def end_every_time(request: ActorRequest, pk: int) -> HttpResponse:
    """Come every time no more; the places ahead that it brought are given back."""
    own_ = Standing.objects.filter(own_or_ward(request.actor.person_id, "person"))
    row = get_object_or_404(own_.select_related("opening__activity", "person"), pk=pk)
    said = _("You do not come every time any more.")
    attempt(request, lambda: standing.end_standing(row, actor=request.actor), said)
    return redirect("activities:mine")
