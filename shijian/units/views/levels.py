"""The network's own words for its levels and plaques."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shijian.kernel.actor import Permission
from shijian.kernel.errors import NotAllowed, ShijianError
from shijian.units import operations, queries
from shijian.units.enums import UnitKind
from shijian.units.forms import LevelForm
from shijian.units.views.common import actor_of, blame


def _demand_office(request: HttpRequest) -> None:
    if not actor_of(request).may_anywhere(Permission.POLICY_EDIT):
        raise NotAllowed


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every kind with its word and its plaque."""
    _demand_office(request)
    words = queries.level_words()
    rows = [{"kind": kind, "label": kind.label, "level": words.get(kind)} for kind in UnitKind]
    return render(request, "units/levels.html", {"rows": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, kind: str) -> HttpResponse:
    """Choose the word of one kind."""
    _demand_office(request)
    if kind not in UnitKind.values:
        raise Http404
    level = queries.level_words().get(kind)
    initial = {"name": level.name, "suffix": level.suffix} if level else {}
    form = LevelForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _set(request, UnitKind(kind), form):
        return redirect("units:levels")
    context = {"form": form, "label": UnitKind(kind).label}
    return render(request, "units/level.html", context, status=422 if form.errors else 200)


def _set(request: HttpRequest, kind: UnitKind, form: LevelForm) -> bool:
    try:
        operations.set_level(kind, actor=actor_of(request), **form.cleaned_data)
    except ShijianError as error:
        blame(form, error)
        return False
    messages.success(request, _("The words are changed; names that exist stay as they are."))
    return True
