"""Activities by any scheme, unit and span: a page with its table and bars, and the same as a workbook."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shijian.activities.forms.schemes import FiguresForm, span
from shijian.activities.models import Scheme
from shijian.activities.queries import figures as reads
from shijian.activities.queries import schemes
from shijian.activities.views.showing import demand, status
from shijian.kernel import exports, limits
from shijian.kernel.actor import Permission
from shijian.kernel.errors import NotAllowed, OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.units.models import Unit


@login_required
@require_safe
def figures(request: ActorRequest) -> HttpResponse:
    """What was done in a span, by the drawers of one scheme."""
    form, asked = _asked(request)
    scheme, unit, days = asked
    rows = reads.by_scheme(scheme, unit.path, *days) if scheme else []
    context = {
        "form": form,
        "scheme": scheme,
        "unit": unit,
        "days": days,
        "rows": [
            (_label(rows, at), row, _rows_url(rows, at, *asked))
            for at, row in enumerate(rows)
            if row.activities or at == len(rows) - 1
        ],
        "empty": [_label(rows, at) for at, row in enumerate(rows[:-1]) if not row.activities],
        "whole": rows[-1] if rows else None,
        "bars": [
            (row.label, row.activities, "")
            for row in rows
            if row.term is not None and row.term.parent_id is None
        ],
        "file_url": f"{reverse('activities:figures-file')}?{_query(scheme, unit, days)}" if scheme else "",
    }
    return render(request, "activities/figures.html", context, status=status(form))


@login_required
@require_safe
def rows(request: ActorRequest) -> HttpResponse:
    """The activities behind one figure."""
    _form, (scheme, unit, days) = _asked(request)
    drawer = request.GET.get("drawer", reads.ALL)[:30]
    if scheme is None:
        raise OutOfReach
    found = reads.behind(scheme, drawer, unit.path, *days).select_related("unit")
    labels = {reads.ALL: _("All activities"), reads.NONE: _("In no drawer of this scheme")}
    label = labels.get(drawer) or get_object_or_404(scheme.terms, code=drawer).name
    context = {
        "page": page(found, request),
        "unit": unit,
        "days": days,
        "label": label,
        "back_url": f"{reverse('activities:figures')}?{_query(scheme, unit, days)}",
    }
    return render(request, "activities/figures_rows.html", context)


@limits.rated(limits.EXPORT)
@login_required
@require_safe
def file(request: ActorRequest) -> HttpResponseBase:
    """The same figures as a workbook."""
    _form, (scheme, unit, days) = _asked(request)
    rows = reads.by_scheme(scheme, unit.path, *days) if scheme else []
    headings = [_("Drawer"), _("Activities"), _("Meetings"), _("People who came"), _("Hours of service")]
    lines = [
        [_label(rows, at), str(row.activities), str(row.meetings), str(row.people), f"{row.hours:.1f}"]
        for at, row in enumerate(rows)
    ]
    return exports.answer(f"{_('Activities')}-{days[0]}-{days[1]}", "xlsx", headings, lines, widths=(36,))


def _asked(request: ActorRequest) -> tuple[FiguresForm, Any]:
    """The scheme, unit and days of the address; the first scheme in use, the widest reach and this year by default."""
    demand(request.actor, Permission.FIGURES_VIEW)
    form = FiguresForm(request.GET or None, actor=request.actor)
    data = form.cleaned_data if form.is_bound and form.is_valid() else {}
    chosen = data.get("scheme")
    found = schemes.every().filter(pk=chosen.pk) if chosen else schemes.in_use()
    days = (data["since"], data["until"]) if data else span()
    return form, (found.first(), data.get("unit") or _widest(request), days)


def _widest(request: ActorRequest) -> Unit:
    unit = Unit.objects.filter(request.actor.within(Permission.FIGURES_VIEW)).order_by("path").first()
    if unit is None:
        raise NotAllowed
    return unit


def _label(rows: list[reads.Figures], at: int) -> str:
    """The name of a row; the last two are what lies in no drawer, and everything."""
    if at == len(rows) - 1:
        return _("All activities")
    return rows[at].label or _("In no drawer of this scheme")


def _rows_url(rows: list[reads.Figures], at: int, scheme: Scheme, unit: Unit, days: Any) -> str:
    """Where the activities behind a row are."""
    term = rows[at].term
    drawer = term.code if term else reads.ALL if at == len(rows) - 1 else reads.NONE
    return f"{reverse('activities:figures-rows')}?{_query(scheme, unit, days)}&drawer={drawer}"


def _query(scheme: Scheme, unit: Unit, days: Any) -> str:
    return urlencode({"scheme": scheme.pk, "unit": unit.pk, "since": days[0], "until": days[1]})
