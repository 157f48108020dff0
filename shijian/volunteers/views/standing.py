"""What a team is before the law, and the consents of communities."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shijian.kernel import clock
from shijian.kernel.errors import NotAllowed, ShijianError
from shijian.kernel.http import ActorRequest
from shijian.volunteers import rules
from shijian.volunteers.enums import Standing
from shijian.volunteers.forms.rights import CommunityForm, StandingForm
from shijian.volunteers.models import CommunityConsent, Team, TeamStanding
from shijian.volunteers.operations import standing as operations
from shijian.volunteers.views.common import load_team, submit


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def standing(request: ActorRequest, pk: int) -> HttpResponse:
    """What the team is, and whose consent it has."""
    team = _kept(request, pk)
    form = StandingForm(request.POST or None, initial={"kind": _kind(team)})
    if submit(request, form, lambda: operations.set_standing(team, actor=request.actor, **form.cleaned_data)):
        messages.success(request, _("Noted."))
        return redirect("volunteers:team-standing", pk)
    return _page(request, team, form, CommunityForm(auto_id="consent_%s"))


@login_required
@require_POST
def consent(request: ActorRequest, pk: int) -> HttpResponse:
    """Note a consent."""
    team = _kept(request, pk)
    form = CommunityForm(request.POST, auto_id="consent_%s")
    if submit(
        request,
        form,
        lambda: operations.note_community_consent(team, actor=request.actor, **form.cleaned_data),
    ):
        messages.success(request, _("Noted. The leaders of the team are told."))
        return redirect("volunteers:team-standing", pk)
    return _page(request, team, StandingForm(initial={"kind": _kind(team)}), form)


@login_required
@require_POST
def end_consent(request: ActorRequest, pk: int) -> HttpResponse:
    """End a consent."""
    seen = Team.objects.visible_to(request.actor)
    row = get_object_or_404(CommunityConsent.objects.select_related("team"), pk=pk, team__in=seen)
    if not rules.can_dissolve_team(request.actor, row.team):
        raise NotAllowed
    try:
        operations.end_community_consent(row, actor=request.actor)
        messages.success(request, _("The consent has ended. The leaders of the team are told."))
    except ShijianError as error:
        messages.warning(request, str(error))
    return redirect("volunteers:team-standing", row.team_id)


def _kept(request: ActorRequest, pk: int) -> Team:
    team = load_team(request, pk)
    if team.dissolved_on is not None:
        raise Http404
    if not rules.can_dissolve_team(request.actor, team):
        raise NotAllowed
    return team


def _kind(team: Team) -> str:
    row = TeamStanding.objects.filter(team=team).first()
    return row.kind if row else Standing.PART.value


def _page(request: ActorRequest, team: Team, form: StandingForm, consent_form: CommunityForm) -> HttpResponse:
    context = {
        "team": team,
        "form": form,
        "is_unregistered": _kind(team) == Standing.UNREGISTERED,
        "consents": team.community_consents.order_by("-given_on", "-pk"),
        "consent_form": consent_form,
        "today": clock.today(),
    }
    wrong = form.errors or consent_form.errors
    return render(request, "volunteers/team_standing.html", context, status=422 if wrong else 200)
