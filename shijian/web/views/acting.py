"""Acting for a unit below mine: what lists, counts and proposes is that unit's for as long as the session says so."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shijian.kernel.actor import Permission
from shijian.kernel.errors import OutOfReach
from shijian.kernel.http import ActorRequest, whole_reach
from shijian.units import queries as units
from shijian.units.models import Unit
from shijian.web import reach

NAME = "acting_unit"
FOUND = 50


@login_required
@whole_reach
@require_http_methods(["GET", "HEAD", "POST"])
def act_for(request: ActorRequest) -> HttpResponse:
    """Show the units of my reach as a tree; a post chooses one of them."""
    if not request.actor.posts:
        raise OutOfReach
    if request.method == "POST":
        return _choose(request)
    typed = request.GET.get("q", "").strip()[:60]
    context = reach.level(request.actor, Permission.UNIT_VIEW, request.GET.get("at", ""))
    if typed:
        context["rows"] = _found(request, typed)
    return render(request, "web/act_for.html", {**context, "typed": typed})


@login_required
@require_POST
def end(request: ActorRequest) -> HttpResponse:
    """Act for my own units again."""
    request.session.pop(NAME, None)
    return redirect("web:dashboard")


def _choose(request: ActorRequest) -> HttpResponse:
    key = request.POST.get("unit", "")
    fits = key.isascii() and key.isdigit() and len(key) < 19
    unit = Unit.objects.active().filter(pk=int(key)).first() if fits else None
    if unit is None or not request.actor.may(Permission.UNIT_VIEW, unit.path):
        raise OutOfReach
    if unit.pk in [post.unit_id for post in request.actor.posts]:
        return end(request)
    request.session[NAME] = unit.pk
    messages.success(request, _("You act for %(unit)s now.") % {"unit": unit.name})
    return redirect("web:dashboard")


def _found(request: ActorRequest, typed: str) -> list[tuple[Unit, str]]:
    rows = units.search_units(request.actor, typed).filter(
        request.actor.within(Permission.UNIT_VIEW), state="active"
    )
    return [(unit, reach.unit_label(unit)) for unit in rows.select_related("parent").order_by("path")[:FOUND]]
