"""The list of activities that one runs or reaches, and the beginning of a new one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shijian.activities import rules
from shijian.activities.enums import ActivityState
from shijian.activities.forms.office import ActivitiesFilter, NewForm
from shijian.activities.models import Activity, Plan, PlanItem
from shijian.activities.operations import begin
from shijian.activities.queries import office
from shijian.kernel.actor import Permission
from shijian.kernel.doing import show
from shijian.kernel.errors import NotAllowed, OutOfReach, ShijianError
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page

SIZE = 30


@login_required
@require_safe
def listing(request: ActorRequest) -> HttpResponse:
    """Activities that I run or reach."""
    if not office.may_organise(request.actor):
        raise NotAllowed
    form = ActivitiesFilter(request.GET or None, units=office.units_for(request.actor))
    given: dict[str, Any] = {name: form.value(name) if request.GET else "" for name in form.fields}
    rows = office.narrowed(
        office.listed(request.actor),
        state=given["state"],
        span=given["span"],
        unit=given["unit"] or None,
        text=given["q"],
    )
    found = page(rows, request, size=SIZE)
    table = [_row(activity) for activity in found.items]
    context = {"form": form, "rows": table, "page": found, "may_begin": _may_begin(request)}
    return render(request, "activities/office_list.html", context)


def _row(activity: Activity) -> dict[str, Any]:
    return {"activity": activity, "tone": office.TONES[ActivityState(activity.state)]}


def _may_begin(request: ActorRequest) -> bool:
    return request.actor.may_anywhere(Permission.ACTIVITY_EDIT) or bool(request.actor.led_team_ids)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Begin an activity: from nothing, or from an item of a plan (`item`); the page offers earlier ones as well."""
    if not _may_begin(request):
        raise NotAllowed
    form, item = _new_form(request)
    if request.method == "POST" and form.is_valid():
        activity = _begin(request, form, item)
        if activity is not None:
            messages.success(request, _("The draft is made. Say what is still missing, then publish it."))
            return redirect("activities:manage", activity.pk)
    context = {"form": form, "item": item, "earlier": [] if item else office.earlier(request.actor)}
    return render(request, "activities/office_new.html", context, status=422 if form.errors else 200)


def _begin(request: ActorRequest, form: NewForm, item: PlanItem | None) -> Activity | None:
    data = form.cleaned_data
    try:
        return begin.begin_activity(
            data["unit"],
            facts={"title": data["title"], "summary": data["summary"]},
            team=data["team"],
            plan_item=item,
            terms=form.chosen_terms(),
            idempotency_key=data["idempotency_key"],
            actor=request.actor,
        )
    except ShijianError as error:
        show(form, error)
        return None


def _new_form(request: ActorRequest) -> tuple[NewForm, PlanItem | None]:
    actor, item = request.actor, _item(request)
    officer = actor.may_anywhere(Permission.ACTIVITY_EDIT)
    units, teams = office.units_for(actor), office.teams_for(actor)
    if not officer:
        teams = teams.filter(pk__in=actor.led_team_ids)
    post = actor.acting or next(iter(actor.posts), None)
    initial: dict[str, Any] = {"unit": post.unit_id if post else None}
    if not officer:
        initial = {"team": teams.first()}
    terms = list(item.terms.all()) if item else []
    if item is not None:
        initial |= {"title": item.title, "unit": item.plan.unit_id, "team": item.team_id}
    form = NewForm(
        request.POST or None, initial=initial, units=units, teams=teams, officer=officer, terms=terms
    )
    return form, item


def _item(request: ActorRequest) -> PlanItem | None:
    """The item of a plan that one may turn into an activity."""
    key = request.GET.get("item", "")
    if not key:
        return None
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        raise OutOfReach
    plans = Plan.objects.visible_to(request.actor)
    item = get_object_or_404(PlanItem.objects.filter(plan__in=plans).select_related("plan"), pk=int(key))
    if not rules.can_edit_plan(request.actor, item.plan):
        raise NotAllowed
    return item
