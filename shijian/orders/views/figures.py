"""Figures of a unit, the units below it and the teams; each number leads to its rows."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from shijian.kernel.actor import Permission
from shijian.kernel.errors import NotAllowed
from shijian.kernel.http import ActorRequest
from shijian.orders.forms.figures import PeriodForm, span
from shijian.orders.queries import figures as reads
from shijian.units.models import Unit

LABELS = {
    "asked": _("Asked"),
    "verified": _("Verified"),
    "dispatched": _("Dispatched"),
    "accepted": _("Accepted"),
    "served": _("Served"),
    "rated": _("Rated"),
    "unrated": _("Not rated"),
    "satisfied": _("Satisfied"),
    "refused": _("Refused"),
    "rejected": _("Not admitted"),
    "withdrawn": _("Withdrawn"),
    "unmet": _("Referred"),
}
HOURS = {"verify": _("Hours to verify"), "dispatch": _("Hours to dispatch"), "accept": _("Hours to accept")}


@login_required
@require_safe
def figures(request: ActorRequest) -> HttpResponse:
    """The figures of a period for one unit within reach, its parts and the teams."""
    form = PeriodForm(request.GET)
    days = (
        span(form.cleaned_data["since"], form.cleaned_data["until"]) if form.is_valid() else span(None, None)
    )
    unit = _unit(request)
    whole, *parts = reads.for_units(unit.path, *days)
    context = {
        "form": form,
        "unit": unit,
        "whole": _row(whole, unit.path, days),
        "parts": [_row(part, part.subject.path, days) for part in parts if isinstance(part.subject, Unit)],
        "teams": [_row(team, unit.path, days, team.subject.pk) for team in reads.for_teams(unit.path, *days)],
        "unit_labels": [LABELS[name] for name in reads.MILESTONES],
        "team_labels": [LABELS[name] for name in reads.TEAM_MILESTONES],
        "days": days,
    }
    return render(request, "orders/figures.html", context)


def _unit(request: ActorRequest) -> Unit:
    """The unit asked for, within reach; the widest reach of the actor by default."""
    if not request.actor.may_anywhere(Permission.FIGURES_VIEW):
        raise NotAllowed
    rows = Unit.objects.filter(request.actor.within(Permission.FIGURES_VIEW, "path"))
    pk = request.GET.get("unit", "")
    if pk.isascii() and pk.isdigit() and len(pk) < 19:
        return get_object_or_404(rows, pk=int(pk))
    first = rows.order_by("path").first()
    if first is None:
        raise NotAllowed
    return first


def _row(
    found: reads.Figures, path: str, days: tuple[dt.date, dt.date], team_id: int | None = None
) -> dict[str, Any]:
    base = {"path": path, "since": days[0], "until": days[1], **({"team": team_id} if team_id else {})}
    most = max(found.counts["asked"], 1)
    cells = [
        {
            "name": name,
            "label": LABELS[name],
            "number": n,
            "bar": round(100 * n / most, 1),
            "url": _rows_url(name, base),
        }
        for name, n in found.counts.items()
    ]
    return {"subject": found.subject, "cells": cells, "hours": _hours(found), "happy": _shares(found)}


def _rows_url(milestone: str, base: dict[str, Any]) -> str:
    return f"{reverse('orders:office-list')}?{urlencode({'milestone': milestone, **base})}"


def _hours(found: reads.Figures) -> list[tuple[Any, float | None]]:
    return [(HOURS[step], hours) for step, hours in found.hours.items()]


def _shares(found: reads.Figures) -> list[tuple[Any, str]]:
    pairs = [
        (_("Satisfied of those who rated"), found.satisfied_of_rated),
        (_("Satisfied of all that was served"), found.satisfied_of_served),
    ]
    return [(label, "" if part is None else f"{100 * part:.0f}%") for label, part in pairs]
