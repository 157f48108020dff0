"""The county's own seasons, kept by the centre."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.activities.forms.plans import SeasonForm
from shijian.activities.models import Season
from shijian.activities.operations import seasons as operations
from shijian.activities.queries import occasions
from shijian.activities.views.showing import demand, done, status
from shijian.kernel import clock
from shijian.kernel.actor import Permission
from shijian.kernel.http import ActorRequest


@login_required
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    """Every season with its days of this year."""
    demand(request.actor, Permission.POLICY_EDIT)
    days = {each.name: each for each in occasions.of_year(clock.today().year)}
    rows = [(row, days.get(row.name)) for row in Season.objects.order_by("kind", "first_month", "first_day")]
    return render(request, "activities/seasons.html", {"rows": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Add a season."""
    demand(request.actor, Permission.POLICY_EDIT)
    return _keep(request, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: ActorRequest, key: str) -> HttpResponse:
    """Change a season."""
    demand(request.actor, Permission.POLICY_EDIT)
    return _keep(request, _season(key))


def _keep(request: ActorRequest, season: Season | None) -> HttpResponse:
    initial = {name: getattr(season, name) for name in operations.FACTS} if season else {"kind": "farming"}
    form = SeasonForm(request.POST or None, initial=initial)
    if request.method == "POST":
        kept = done(
            form, lambda: operations.keep_season(season, facts=form.cleaned_data, actor=request.actor)
        )
        if kept is not None:
            messages.success(request, _("Saved."))
            return redirect("activities:seasons")
    return render(request, "activities/season.html", {"form": form, "season": season}, status=status(form))


@login_required
@require_POST
def end(request: ActorRequest, key: str) -> HttpResponse:
    """Suggest a season no more."""
    demand(request.actor, Permission.POLICY_EDIT)
    operations.end_season(_season(key), actor=request.actor)
    messages.success(request, _("This season is suggested no more."))
    return redirect("activities:seasons")


def _season(key: str) -> Season:
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        raise Http404
    return get_object_or_404(Season, pk=int(key))
