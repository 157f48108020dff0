"""Contests behind the counter: setting up, drawing, entering times, closing rounds, publishing."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.activities.enums import Scoring
from shijian.activities.forms.contests import DrawForm, JudgeForm, MarkForm, SetUpForm, initial_of
from shijian.activities.models import Contest, Entry, Judge, Round, Start
from shijian.activities.operations import contests, results, rounds
from shijian.activities.queries import contests as reads
from shijian.activities.queries import standings
from shijian.activities.views.organising import run_by
from shijian.kernel import duties
from shijian.kernel.actor import Permission
from shijian.kernel.doing import attempt, complain, show
from shijian.kernel.errors import ShijianError
from shijian.kernel.http import ActorRequest


def _contest(request: ActorRequest, pk: int) -> Contest:
    return get_object_or_404(Contest.objects.select_related("activity"), activity=run_by(request, pk))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: ActorRequest, pk: int) -> HttpResponse:
    """Make an activity a contest, or change how it is held."""
    activity = run_by(request, pk)
    known = Contest.objects.filter(activity=activity).first()
    form = SetUpForm(request.POST or None, initial=initial_of(known))
    if request.method == "POST" and form.is_valid():
        try:
            contests.set_up_contest(activity, facts=form.cleaned_data, actor=request.actor)
        except ShijianError as error:
            show(form, error)
        else:
            return redirect("activities:contest-manage", pk)
    context = {"form": form, "activity": activity, "contest": known}
    return render(request, "activities/contest_set_up.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def manage(request: ActorRequest, pk: int) -> HttpResponse:
    """Everything about a contest on one page, with the next step first."""
    found = _contest(request, pk)
    round_ = reads.open_round(found)
    context = {
        "contest": found,
        "activity": found.activity,
        "entries": found.entries.select_related("contact", "team", "unit").order_by("number"),
        "judges": found.judges.filter(ended_at__isnull=True).select_related("person").order_by("pk"),
        "closed": [(each, standings.lines(each)) for each in found.rounds.filter(closed_at__isnull=False)],
        "round": round_,
        "rows": reads.sheets(round_, None) if round_ else [],
        "by_judges": found.scoring == Scoring.POINTS,
        "too_close": duties.refusal("contest.publish", found, actor=request.actor),
        **_forms(request, found),
    }
    return render(request, "activities/contest_manage.html", context)


def _forms(request: ActorRequest, found: Contest) -> dict[str, Any]:
    sessions = found.activity.sessions.filter(cancelled_at__isnull=True).order_by("starts_at")
    judge = JudgeForm(prefix="judge")
    judge.fields["person"].narrow(reads.anybody(request.actor), Permission.PERSON_VIEW)  # type: ignore[attr-defined]
    last = found.rounds.count()
    draw = DrawForm(sessions=sessions, initial={"name": _("Final") if last else _("First round")})
    return {"draw": draw, "judge": judge}


@login_required
@require_POST
def draw(request: ActorRequest, pk: int) -> HttpResponse:
    """Draw the next round."""
    found = _contest(request, pk)
    form = DrawForm(request.POST, sessions=found.activity.sessions.all())
    if not form.is_valid():
        complain(request, form)
        return redirect("activities:contest-manage", pk)
    data = form.cleaned_data
    begins = data["session"].starts_at if data["session"] else None
    deed = _("Drawn. Anybody can check it with the seed.")
    attempt(request, lambda: rounds.draw_round(found, begins_at=begins, actor=request.actor, **data), deed)
    return redirect("activities:contest-manage", pk)


@login_required
@require_POST
def appoint(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask somebody to judge."""
    found = _contest(request, pk)
    form = JudgeForm(request.POST, prefix="judge")
    form.fields["person"].narrow(reads.anybody(request.actor), Permission.PERSON_VIEW)  # type: ignore[attr-defined]
    if form.is_valid():
        person = form.cleaned_data["person"]
        attempt(
            request,
            lambda: rounds.appoint_judge(found, person=person, actor=request.actor),
            _("Asked to judge."),
        )
    else:
        complain(request, form)
    return redirect("activities:contest-manage", pk)


@login_required
@require_POST
def dismiss(request: ActorRequest, pk: int, judge_pk: int) -> HttpResponse:
    """End somebody's judging."""
    judge = get_object_or_404(Judge, contest=_contest(request, pk), pk=judge_pk)
    attempt(request, lambda: rounds.end_judge(judge, actor=request.actor), _("Noted."))
    return redirect("activities:contest-manage", pk)


@login_required
@require_POST
def take_out(request: ActorRequest, pk: int, entry_pk: int) -> HttpResponse:
    """Take an entry out with a reason."""
    entry = get_object_or_404(Entry, contest=_contest(request, pk), pk=entry_pk)
    why = request.POST.get("why", "")[:200]
    attempt(request, lambda: contests.take_out(entry, why=why, actor=request.actor), _("Taken out."))
    return redirect("activities:contest-manage", pk)


@login_required
@require_POST
def enter_number(request: ActorRequest, pk: int, start_pk: int) -> HttpResponse:
    """Enter or correct the number of a start."""
    start = get_object_or_404(Start, round__contest=_contest(request, pk), pk=start_pk)
    form = MarkForm(request.POST)
    if form.is_valid():
        facts = form.cleaned_data
        attempt(request, lambda: rounds.enter_mark(start, actor=request.actor, **facts), _("Noted."))
    else:
        complain(request, form)
    return redirect("activities:contest-manage", pk)


@login_required
@require_POST
def note_status(request: ActorRequest, pk: int, start_pk: int) -> HttpResponse:
    """Say what became of a start: it did not start, did not finish, or runs after all."""
    start = get_object_or_404(Start, round__contest=_contest(request, pk), pk=start_pk)
    status = request.POST.get("status", "-")
    attempt(request, lambda: rounds.set_status(start, status=status, actor=request.actor), _("Noted."))
    return redirect("activities:contest-manage", pk)


@login_required
@require_POST
def close(request: ActorRequest, pk: int, round_pk: int) -> HttpResponse:
    """Close a round."""
    round_ = get_object_or_404(Round, contest=_contest(request, pk), pk=round_pk)
    attempt(request, lambda: rounds.close_round(round_, actor=request.actor), _("The round is closed."))
    return redirect("activities:contest-manage", pk)


@login_required
@require_POST
def publish(request: ActorRequest, pk: int) -> HttpResponse:
    """Publish the results."""
    found = _contest(request, pk)
    done = _("Published, and everybody is told.")
    attempt(request, lambda: results.publish_results(found, actor=request.actor), done)
    return redirect("activities:contest-manage", pk)
