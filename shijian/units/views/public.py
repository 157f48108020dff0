"""What everybody sees of units: the tree, one unit, its names and codes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shijian.kernel.actor import Actor, Permission
from shijian.kernel.paging import page
from shijian.kernel.visitors import remembered_for_visitors
from shijian.units import queries, rules
from shijian.units.enums import UnitState
from shijian.units.models import Unit
from shijian.units.queries import history as past
from shijian.units.views.common import actor_of, unit_or_404

SIZE = 30


@require_safe
@remembered_for_visitors
def index(request: HttpRequest) -> HttpResponse:
    actor, typed = actor_of(request), request.GET.get("q", "").strip()[:60]
    found = queries.search_units(actor, typed) if typed else queries.roots(actor)
    context = {
        "page": page(found.select_related("parent"), request, size=SIZE, newest_first=False),
        "typed": typed,
        "words": queries.level_names(),
        "may_name": actor.may_anywhere(Permission.POLICY_EDIT),
    }
    return render(request, "units/list.html", context)


@require_safe
@remembered_for_visitors
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    unit, actor = unit_or_404(request, pk), actor_of(request)
    context = {
        "unit": unit,
        "above": queries.ancestors(unit),
        "words": queries.level_names(),
        "page": page(queries.children(unit, actor), request, size=SIZE, newest_first=False),
        "panels": [panel for panel in (make(unit, actor) for make in reversed(queries.PANELS)) if panel],
        "facts": _facts(unit),
        "actions": _actions(unit, actor),
    }
    return render(request, "units/detail.html", context)


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    unit = unit_or_404(request, pk)
    may_govern = rules.can_govern(actor_of(request), unit) and unit.state == UnitState.ACTIVE
    context = {
        "unit": unit,
        "names": past.names(unit),
        "codes": past.codes(unit),
        "absorbed": past.absorbed(unit),
    }
    return render(request, "units/history.html", context | {"may_govern": may_govern})


def _facts(unit: Unit) -> list[tuple[str, Any]]:
    every = [
        (_("unit address"), unit.address),
        (_("public phone"), unit.phone),
        (_("opening hours"), unit.opening_hours),
        (_("founded on"), unit.founded_on),
        (_("plaque since"), unit.plaque_on),
    ]
    return [(label, value) for label, value in every if value]


def _actions(unit: Unit, actor: Actor) -> list[dict[str, Any]]:
    """The pages of the office that the actor may open from here, in the order of use."""
    working, planned = unit.state == UnitState.ACTIVE, unit.state == UnitState.PLANNED
    edits, governs = rules.can_edit(actor, unit), rules.can_govern(actor, unit)
    every = [
        (edits and (working or planned), "edit", _("Edit"), "pencil"),
        (edits and working, "found", _("Found a unit below"), "plus"),
        (edits and working, "offices", _("Offices and groups"), "sitemap"),
        (governs and working, "rename", _("Rename"), ""),
        (governs and planned, "open", _("Open the unit"), ""),
        (governs and working, "merge", _("Merge units"), ""),
        (governs and (working or planned), "close", _("Close the unit"), ""),
        (governs and unit.state == UnitState.CLOSED, "reopen", _("Reopen the unit"), ""),
    ]
    return [
        {"label": label, "url": reverse(f"units:{name}", args=[unit.pk]), "icon": icon}
        for allowed, name, label, icon in every
        if allowed
    ]
