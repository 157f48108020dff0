"""Targets: how far a unit and the units below are, the rows behind a number, setting and approving."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.assessment import operations, queries, rules
from shijian.assessment.enums import Measure
from shijian.assessment.forms import LookForm, TargetForm
from shijian.assessment.models import Target
from shijian.kernel import clock, exports, limits
from shijian.kernel.actor import Permission
from shijian.kernel.doing import attempt, filled
from shijian.kernel.errors import NotAllowed, OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.kernel.words import duration_words
from shijian.units.models import Unit

DEEDS: dict[str, Callable[..., Target]] = {
    "approve": operations.approve_target,
    "refuse": operations.refuse_target,
}
ROWS = {
    Measure.VOLUNTEERS: "volunteers:detail",
    Measure.ACTIVE: "volunteers:detail",
    Measure.HOURS: "records:detail",
    Measure.POINTS: "records:detail",
    Measure.ACTIVITIES: "activities:detail",
    Measure.ORDERS: "orders:office-detail",
}


@login_required
@require_safe
def targets(request: ActorRequest) -> HttpResponse:
    """How far a unit is this year, and the units right below it; every number leads to its rows."""
    unit, year, data = _asked(request)
    found = queries.standings(unit, year)
    below = found[1:]
    if data.get("by"):
        below = sorted(below, key=lambda each: -each.share_of(data["by"]))
    context = {
        "unit": unit,
        "year": year,
        "years": [clock.today().year - back for back in range(3)],
        "day": queries.last_day(year),
        "own": _shown(request, found[0], year),
        "below": [_shown(request, each, year) for each in below],
        "measures": Measure.choices,
        "by": data.get("by", ""),
        "above": _above(request, unit),
        "query": urlencode({"unit": unit.pk, "year": year}),
        "may_set": request.actor.may_anywhere(Permission.ACTIVITY_APPROVE),
    }
    return render(request, "assessment/targets.html", context)


@login_required
@require_safe
def rows(request: ActorRequest) -> HttpResponse:
    """The rows behind one number."""
    unit, year, data = _asked(request)
    measure = Measure(data.get("measure") or Measure.VOLUNTEERS)
    if not request.actor.may(queries.NEEDS[measure], unit.path):
        raise NotAllowed
    found = page(queries.behind(measure, unit.path, year).select_related("unit"), request)
    context = {
        "unit": unit,
        "year": year,
        "measure": measure,
        "page": found,
        "rows": [(reverse(ROWS[measure], args=[row.pk]), *_words(measure, row)) for row in found.items],
        "back_url": f"{reverse('assessment:targets')}?{urlencode({'unit': unit.pk, 'year': year})}",
    }
    return render(request, "assessment/rows.html", context)


@limits.rated(limits.EXPORT)
@login_required
@require_safe
def file(request: ActorRequest) -> HttpResponseBase:
    """The same numbers as a workbook, or as CSV with `?form=csv`."""
    unit, year, _data = _asked(request)
    headings = [_("Unit"), _("What the target counts"), _("Reached so far")]
    headings += [_("Target"), _("Percent"), _("Document no.")]
    lines = [
        [
            each.unit.name, str(cell.measure.label), str(cell.value), str(cell.target.number) if cell.target else "",
            "" if cell.share is None else str(cell.share), cell.target.document_no if cell.target else "",
        ]
        for each in queries.standings(unit, year)
        for cell in each.cells
    ]  # fmt: skip
    form = "csv" if request.GET.get("form") == "csv" else "xlsx"
    return exports.answer(f"{_('Targets')}-{year}", form, headings, lines, widths=(36, 24))


@login_required
@require_safe
def waiting(request: ActorRequest) -> HttpResponse:
    """What waits for approval, and what I set myself."""
    if not request.actor.may_anywhere(Permission.ACTIVITY_APPROVE):
        raise OutOfReach
    own = Target.objects.filter(proposed_by_id=request.actor.person_id, state="proposed").order_by("pk")
    context = {
        "page": page(queries.waiting(request.actor), request),
        "own": own.select_related("unit")[:50],
    }
    return render(request, "assessment/waiting.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Set a target for a unit below."""
    if not request.actor.may_anywhere(Permission.ACTIVITY_APPROVE):
        raise OutOfReach
    form = TargetForm(request.POST or None, actor=request.actor)

    def deed() -> Target:
        facts = dict(form.cleaned_data)
        return operations.set_target(facts.pop("unit"), actor=request.actor, **facts)

    if filled(request, form, deed):
        messages.success(request, _("Set. It holds once another officer approves it."))
        return redirect("assessment:waiting")
    return render(request, "assessment/new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_POST
def act(request: ActorRequest, pk: int, deed: str) -> HttpResponse:
    """Approve a target, or not."""
    target = get_object_or_404(Target.objects.visible_to(request.actor), pk=pk)
    if deed not in DEEDS:
        raise OutOfReach
    attempt(request, lambda: DEEDS[deed](target, actor=request.actor), _("Done."))
    return redirect("assessment:waiting")


def _asked(request: ActorRequest) -> tuple[Unit, int, dict[str, Any]]:
    """The unit and year of the address; the widest reach and this year by default."""
    if not request.actor.may_anywhere(Permission.FIGURES_VIEW):
        raise OutOfReach
    form = LookForm(request.GET, actor=request.actor)
    data = form.cleaned_data if form.is_valid() else {}
    if request.GET.get("unit") and not data.get("unit"):
        raise OutOfReach
    widest = Unit.objects.filter(request.actor.within(Permission.FIGURES_VIEW)).order_by("path")
    unit = data.get("unit") or widest.first()
    if unit is None:
        raise OutOfReach
    return unit, data.get("year") or clock.today().year, data


def _shown(request: ActorRequest, standing: queries.Standing, year: int) -> dict[str, Any]:
    """A unit with its numbers; one whose rows the actor may see is a link to them."""
    base = {"unit": standing.unit.pk, "year": year}
    may = request.actor.may
    cells = [
        (cell, f"{reverse('assessment:rows')}?{urlencode({**base, 'measure': cell.measure.value})}")
        if may(queries.NEEDS[cell.measure], standing.unit.path)
        else (cell, "")
        for cell in standing.cells
    ]
    return {
        "unit": standing.unit,
        "cells": cells,
        "url": f"{reverse('assessment:targets')}?{urlencode(base)}",
    }


def _above(request: ActorRequest, unit: Unit) -> Unit | None:
    """The unit above, where the actor sees its figures."""
    path = rules.above(unit.path)
    if path == unit.path or not request.actor.may(Permission.FIGURES_VIEW, path):
        return None
    return Unit.objects.filter(path=path).first()


def _words(measure: Measure, row: Any) -> tuple[str, str]:
    """What a row says: never a name of a person."""
    if measure in (Measure.VOLUNTEERS, Measure.ACTIVE):
        return row.number, row.unit.name
    if measure == Measure.HOURS:
        return (
            row.content,
            f"{row.unit.name} · {clock.local(row.started_at):%Y-%m-%d} · {duration_words(row.minutes)}",
        )
    if measure == Measure.POINTS:
        points = _("%(points)s points") % {"points": row.credit.points}
        return row.content, f"{row.unit.name} · {row.credit.day} · {points}"
    if measure == Measure.ACTIVITIES:
        return row.title, row.unit.name
    return row.number, row.unit.name
