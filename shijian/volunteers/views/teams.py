"""Joining and leaving teams, and the work of leaders and staff on them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shijian.kernel.actor import Permission
from shijian.kernel.errors import NotAllowed, OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.volunteers import operations, rules
from shijian.volunteers.forms.office import NoteForm, ReasonForm
from shijian.volunteers.forms.teams import (
    AddMemberForm,
    AnswerForm,
    FoundForm,
    JoinForm,
    RoleForm,
    TeamForm,
    TeamWordsForm,
)
from shijian.volunteers.models import JoinRequest, Team, TeamMember, Volunteer
from shijian.volunteers.views.common import load_team, submit


@login_required
def found(request: ActorRequest) -> HttpResponse:
    """Found a team."""
    if not request.actor.may_anywhere(Permission.TEAM_EDIT):
        raise OutOfReach
    form = FoundForm(request.POST or None, actor=request.actor)
    made = submit(request, form, lambda: operations.found_team(actor=request.actor, **form.cleaned_data))
    if made:
        return redirect("volunteers:team-detail", made.pk)
    return _form_page(request, form, _("Found a team"), reverse("volunteers:team-list"))


@login_required
def change(request: ActorRequest, pk: int) -> HttpResponse:
    """Change a team: staff all of it, leaders its words and limits."""
    team = _led(request, pk)
    form: forms.Form
    if rules.can_dissolve_team(request.actor, team):
        form = TeamForm(request.POST or None, actor=request.actor, team=team, initial=_initial(team))
    else:
        form = TeamWordsForm(request.POST or None, initial=_initial(team))
    if submit(request, form, lambda: operations.change_team(team, actor=request.actor, **form.cleaned_data)):
        return redirect("volunteers:team-detail", pk)
    return _form_page(request, form, team.name, _page_of(team))


@login_required
def dissolve(request: ActorRequest, pk: int) -> HttpResponse:
    """End a team."""
    team = _led(request, pk)
    if not rules.can_dissolve_team(request.actor, team):
        raise NotAllowed
    form = NoteForm(request.POST if request.method == "POST" else None)
    if submit(
        request, form, lambda: operations.dissolve_team(team, actor=request.actor, **form.cleaned_data)
    ):
        return redirect("volunteers:team-list")
    return _ask(
        request, form, _("Dissolve %(team)s?") % {"team": team.name}, _("Dissolve the team"), team, "danger"
    )


@login_required
def join(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask to join, or to move here from another team."""
    team = load_team(request, pk)
    mine = _mine(request)
    if mine is None:
        return redirect("volunteers:me")
    form = JoinForm(request.POST if request.method == "POST" else None, volunteer_id=mine.pk, team=team)
    asked = submit(
        request,
        form,
        lambda: operations.request_join(team, volunteer=mine, actor=request.actor, **form.cleaned_data),
    )
    if asked:
        messages.success(request, _("The leaders of the team have been told."))
        return redirect("volunteers:team-detail", pk)
    return _ask(request, form, _("Join %(team)s?") % {"team": team.name}, _("Ask to join"), team)


@login_required
def leave(request: ActorRequest, pk: int) -> HttpResponse:
    """Leave a team."""
    team, mine = load_team(request, pk), _mine(request)
    if mine is None:
        raise OutOfReach
    form = NoteForm(request.POST if request.method == "POST" else None)
    if submit(
        request,
        form,
        lambda: operations.leave_team(team, volunteer=mine, actor=request.actor, **form.cleaned_data),
    ):
        return redirect("volunteers:me")
    return _ask(
        request, form, _("Leave %(team)s?") % {"team": team.name}, _("Leave the team"), team, "danger"
    )


@login_required
@require_POST
def approve(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a volunteer in."""
    row = _request(request, pk)
    operations.decide_join(row, approve=True, actor=request.actor)
    return redirect("volunteers:team-detail", row.team_id)


@login_required
def decline(request: ActorRequest, pk: int) -> HttpResponse:
    """Refuse, with a word if one likes."""
    row = _request(request, pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if submit(
        request,
        form,
        lambda: operations.decide_join(row, approve=False, actor=request.actor, **form.cleaned_data),
    ):
        return redirect("volunteers:team-detail", row.team_id)
    question = _("Decline the request of %(name)s?") % {"name": row.volunteer.person.name}
    return _ask(request, form, question, _("Decline"), row.team)


@login_required
@require_POST
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Take one's own request back."""
    row = _request(request, pk)
    operations.withdraw_join(row, actor=request.actor)
    return redirect("volunteers:me")


@login_required
def add_member(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter a volunteer who agreed outside."""
    team = _led(request, pk)
    form = AddMemberForm(request.POST or None)
    if submit(request, form, lambda: _add(form, team, request)):
        return redirect("volunteers:team-detail", pk)
    return _form_page(request, form, _("Enter a member"), _page_of(team))


@login_required
def role(request: ActorRequest, pk: int) -> HttpResponse:
    """Say what a member is in the team."""
    member = _member(request, pk)
    form = RoleForm(request.POST or None, initial={"role": member.role})
    if submit(request, form, lambda: _give_role(form, member, request)):
        return redirect("volunteers:team-detail", member.team_id)
    return _form_page(request, form, member.volunteer.person.name, _page_of(member.team))


@login_required
def remove(request: ActorRequest, pk: int) -> HttpResponse:
    """End another's membership, with a reason."""
    member = _member(request, pk)
    form = ReasonForm(request.POST or None)
    if submit(request, form, lambda: _remove(form, member, request)):
        return redirect("volunteers:team-detail", member.team_id)
    question = _("End the membership of %(name)s?") % {"name": member.volunteer.person.name}
    return _ask(request, form, question, _("End the membership"), member.team, "danger")


def _led(request: ActorRequest, pk: int) -> Team:
    team = load_team(request, pk)
    if not rules.can_edit_team(request.actor, team):
        raise NotAllowed
    return team


def _mine(request: ActorRequest) -> Volunteer | None:
    return Volunteer.objects.active().filter(person_id=request.actor.person_id or 0).first()


def _request(request: ActorRequest, pk: int) -> JoinRequest:
    row = get_object_or_404(JoinRequest.objects.select_related("team", "volunteer__person"), pk=pk)
    if not rules.can_see_join(request.actor, row):
        raise OutOfReach
    return row


def _member(request: ActorRequest, pk: int) -> TeamMember:
    members = TeamMember.objects.current().select_related("team", "volunteer__person")
    member = get_object_or_404(members, pk=pk)
    if not rules.can_edit_team(request.actor, member.team):
        raise OutOfReach
    return member


def _give_role(form: RoleForm, member: TeamMember, request: ActorRequest) -> TeamMember:
    given = form.cleaned_data["role"]
    return operations.set_leader(member.team, volunteer=member.volunteer, role=given, actor=request.actor)


def _remove(form: ReasonForm, member: TeamMember, request: ActorRequest) -> TeamMember:
    why = form.cleaned_data["reason"]
    return operations.leave_team(member.team, volunteer=member.volunteer, actor=request.actor, reason=why)


def _add(form: AddMemberForm, team: Team, request: ActorRequest) -> TeamMember | None:
    values = form.cleaned_data
    number = values.pop("number").strip().upper()
    volunteer = Volunteer.objects.visible_to(request.actor).filter(number=number).first()
    if volunteer is None:
        form.add_error(
            "number", _("You see no volunteer with this number. Others can ask to join on the team's page.")
        )
        return None
    return operations.add_member(team, volunteer=volunteer, actor=request.actor, **values)


def _initial(team: Team) -> dict[str, Any]:
    names = ("name", "level", "kind", "platform", "introduction", "charter", "weekly_orders")
    skills = list(team.skills.values_list("pk", flat=True))
    return {name: getattr(team, name) for name in names} | {
        "unit": team.unit_id,
        "parent": team.parent_id,
        "skills": skills,
    }


def _page_of(team: Team) -> str:
    return reverse("volunteers:team-detail", args=[team.pk])


def _form_page(request: ActorRequest, form: forms.Form, title: str, back_url: str) -> HttpResponse:
    context = {"form": form, "title": title, "subtitle": "", "back_url": back_url}
    return render(request, "volunteers/form.html", context)


def _ask(
    request: ActorRequest, form: forms.Form, question: str, label: str, team: Team, tone: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "question": question,
        "action_label": label,
        "tone": tone,
        "back_url": _page_of(team),
    }
    return render(request, "shijian/confirm.html", context)
