"""Contests as people see them: entries, starts, results; entering; the sheet of a judge."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.activities import rules
from shijian.activities.enums import ContestState
from shijian.activities.forms.contests import EnterForm, MarkForm
from shijian.activities.models import Contest, Start
from shijian.activities.operations import contests, rounds
from shijian.activities.queries import contests as reads
from shijian.kernel.doing import attempt, complain, show
from shijian.kernel.errors import OutOfReach, ShijianError
from shijian.kernel.http import ActorRequest
from shijian.people.queries import persons
from shijian.records.queries import certificates


@require_safe
def contest(request: ActorRequest, pk: int) -> HttpResponse:
    """One contest: how it is held, who starts when, and the results once they are published."""
    found = reads.of_activity(request.actor, pk)
    context = {
        "contest": found,
        "activity": found.activity,
        "entries": found.entries.filter(withdrawn_at__isnull=True).count(),
        "rounds": reads.rounds(found),
        "standing": reads.standing(found),
        "mine": list(reads.own_entries(request.actor, found)),
        "judges": reads.judge_of(request.actor, found) is not None,
        "runs": rules.can_run(request.actor, found.activity),
        "may_enter": found.state == ContestState.ENTERING,
        "certificates": certificates.mine(request.actor).exists(),
    }
    return render(request, "activities/contest.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter: one form."""
    found = reads.of_activity(request.actor, pk)
    form = EnterForm(request.POST or None, **_choices(request, found))
    if request.method == "POST" and form.is_valid():
        facts = {name: value for name, value in form.cleaned_data.items() if value is not None}
        try:
            contests.enter_contest(found, actor=request.actor, **facts)
        except ShijianError as error:
            show(form, error)
        else:
            return redirect("activities:contest", pk)
    status = 422 if form.errors else 200
    return render(request, "activities/contest_enter.html", {"form": form, "contest": found}, status=status)


def _choices(request: ActorRequest, found: Contest) -> dict[str, Any]:
    actor, desk = request.actor, rules.can_run(request.actor, found.activity)
    teams, villages = reads.teams(actor, desk=desk), reads.villages(actor)
    choices = {"contest": found, "persons": persons.self_and_wards(actor), "teams": teams, "units": villages}
    if desk:
        return choices | {"anybody": reads.anybody(actor)}
    return choices | {
        "initial": {"contact": actor.person_id, "team": teams.first(), "unit": villages.first()}
    }


@login_required
@require_POST
def withdraw(request: ActorRequest, pk: int, entry_pk: int) -> HttpResponse:
    """Take one's entry back."""
    found = reads.of_activity(request.actor, pk)
    entry = get_object_or_404(reads.own_entries(request.actor, found), pk=entry_pk)
    attempt(
        request,
        lambda: contests.withdraw_entry(entry, actor=request.actor),
        _("Noted. It costs you nothing."),
    )
    return redirect("activities:contest", pk)


@login_required
@require_safe
def sheet(request: ActorRequest, pk: int) -> HttpResponse:
    """The judge's sheet: every start of the round that is going on, with a place for the points."""
    found = reads.of_activity(request.actor, pk)
    judge = reads.judge_of(request.actor, found)
    if judge is None:
        raise OutOfReach
    round_ = reads.open_round(found)
    rows = reads.sheets(round_, judge) if round_ else []
    context = {"contest": found, "round": round_, "rows": rows, "form": MarkForm()}
    return render(request, "activities/contest_sheet.html", context)


@login_required
@require_POST
def mark(request: ActorRequest, pk: int, start_pk: int) -> HttpResponse:
    """Give points to a start, or correct them with a reason."""
    found = reads.of_activity(request.actor, pk)
    judge = reads.judge_of(request.actor, found)
    if judge is None:
        raise OutOfReach
    start = get_object_or_404(Start.objects.filter(round__contest=found), pk=start_pk)
    form = MarkForm(request.POST)
    if not form.is_valid():
        complain(request, form)
        return redirect("activities:contest-sheet", pk)
    facts = form.cleaned_data
    attempt(
        request,
        lambda: rounds.enter_mark(start, judge=judge, actor=request.actor, **facts),
        _("Noted."),
    )
    return redirect("activities:contest-sheet", pk)
