"""The open pages of teams."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from shijian.kernel.actor import Permission
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.volunteers import rules
from shijian.volunteers.enums import VolunteerState
from shijian.volunteers.forms.teams import TeamFilterForm
from shijian.volunteers.models import JoinRequest, Team, Volunteer
from shijian.volunteers.queries import teams
from shijian.volunteers.views.common import load_team

MEMBERS = 30


def team_list(request: ActorRequest) -> HttpResponse:
    """Show the tree of teams; with a search word or a kind, a plain list."""
    form = TeamFilterForm(request.GET or None)
    form.is_valid()
    values = form.cleaned_data if form.is_bound else {}
    unit, kind, words = values.get("unit"), values.get("kind", ""), values.get("q", "")
    narrow = bool(kind or words)
    found = teams.counted(teams.found(request.actor, unit=unit, kind=kind, words=words))
    context = {
        "form": form,
        "page": page(found, request) if narrow else None,
        "tree": [] if narrow else teams.tree(request.actor, unit),
        "is_filtered": narrow or unit is not None,
        "may_found": request.actor.may_anywhere(Permission.TEAM_EDIT),
    }
    return render(request, "volunteers/team_list.html", context)


def team_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """Show a team: who it is, its rules, who leads it, how many they are, what it offers."""
    team, actor = load_team(request, pk), request.actor
    context = {
        "team": team,
        "skills": team.skills.order_by("pk"),
        "children": teams.counted(team.children.working()).order_by("level", "pk"),
        "leaders": teams.leaders_of(team),
        "member_count": team.members.current().count(),
        "members": page(teams.members_of(team, actor), request, size=MEMBERS, newest_first=False),
        "requests": [(row, rules.can_decide_join(actor, row)) for row in teams.requests_for(team, actor)],
        "panels": teams.panels_of(team, actor),
        **_rights(request, team),
    }
    return render(request, "volunteers/team_detail.html", context)


def _rights(request: ActorRequest, team: Team) -> dict[str, object]:
    actor = request.actor
    mine = Volunteer.objects.filter(person_id=actor.person_id or 0, state=VolunteerState.ACTIVE).first()
    is_member = mine is not None and team.members.current().filter(volunteer=mine).exists()
    waiting = JoinRequest.objects.filter(volunteer=mine, team=team, state="waiting").first() if mine else None
    works = team.dissolved_on is None
    return {
        "volunteer": mine,
        "is_member": is_member,
        "waiting": waiting,
        "may_join": works and mine is not None and not is_member and waiting is None,
        "may_edit": works and rules.can_edit_team(actor, team),
        "may_dissolve": rules.can_dissolve_team(actor, team),
        "sees_names": is_member or rules.can_see_members(actor, team),
    }
