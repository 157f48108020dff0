"""Several days or a series: the dates are shown before they are saved."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from shijian.activities import policies, rules
from shijian.activities.forms.series import DaysForm, SeriesForm
from shijian.activities.models import Activity
from shijian.activities.operations import sessions
from shijian.activities.views.organising import frame, run_by
from shijian.kernel import policy
from shijian.kernel.doing import show
from shijian.kernel.errors import ShijianError, WrongState
from shijian.kernel.http import ActorRequest

SHOWN = 12


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def days(request: ActorRequest, pk: int) -> HttpResponse:
    """Add several meetings at the same hour."""
    activity = _changing(request, pk)
    form = DaysForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and "save" in request.POST:
        try:
            made = sessions.add_sessions(activity, spans=form.spans, actor=request.actor)
        except ShijianError as error:
            show(form, error)
        else:
            return _done(request, activity, len(made))
    dates = [start for start, _end in form.spans] if form.is_bound and form.is_valid() else []
    return _page(request, activity, form, dates, _("Several days"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def series(request: ActorRequest, pk: int) -> HttpResponse:
    """Make a series."""
    activity = _changing(request, pk)
    if activity.rule:
        raise WrongState(_("This activity is a series already. End it first."))
    form = SeriesForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and "save" in request.POST:
        start, end = form.first
        try:
            made = sessions.set_rule(
                activity, rule=form.rule, starts_at=start, ends_at=end, actor=request.actor
            )
        except ShijianError as error:
            show(form, error)
        else:
            return _done(request, activity, len(made))
    dates = _dates(form) if form.is_bound and form.is_valid() else []
    return _page(request, activity, form, dates, _("A series"))


def _dates(form: SeriesForm) -> list[dt.datetime]:
    """The first dates that the rule gives."""
    start, _end = form.first
    horizon = start + dt.timedelta(days=400)
    return [start, *(each for each in sessions.starts(form.rule, start, until=horizon) if each != start)][
        :SHOWN
    ]


def _changing(request: ActorRequest, pk: int) -> Activity:
    activity = run_by(request, pk)
    if not rules.may_change(activity):
        raise WrongState
    return activity


def _done(request: ActorRequest, activity: Activity, count: int) -> HttpResponse:
    text = ngettext("%(n)s meeting is entered.", "%(n)s meetings are entered.", count) % {"n": count}
    messages.success(request, text)
    return redirect("activities:manage-when", activity.pk)


def _page(
    request: ActorRequest,
    activity: Activity,
    form: DaysForm | SeriesForm,
    dates: list[dt.datetime],
    title: str,
) -> HttpResponse:
    context = frame(activity, "when") | {
        "form": form,
        "dates": dates,
        "title": title,
        "horizon": policy.get(policies.SERIES_DAYS) if isinstance(form, SeriesForm) else 0,
    }
    return render(request, "activities/series.html", context, status=422 if form.errors else 200)
