"""The work list, the search over everything in reach, the audit trail."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from shijian.kernel.actor import Permission
from shijian.kernel.errors import OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.kernel.models import AuditEntry
from shijian.kernel.paging import page
from shijian.web import finder, queries


@login_required
def dashboard(request: ActorRequest) -> HttpResponse:
    """Show what waits for me, nearest deadline first."""
    if not request.actor.is_staff:
        raise OutOfReach
    counts = queries.open_counts(request.actor)
    return render(request, "web/dashboard.html", {"todos": queries.todo(request.actor), "counts": counts})


def search(request: ActorRequest) -> HttpResponse:
    """Find units, teams, menu items, and within reach persons, volunteers and orders."""
    text = request.GET.get("q", "").strip()[:60]
    return render(
        request, "web/search.html", {"q": text, "groups": finder.find(text, request.actor) if text else []}
    )


@login_required
def audit_trail(request: ActorRequest) -> HttpResponse:
    """List the audit trail, newest first, for those who may."""
    if not request.actor.may_anywhere(Permission.AUDIT_VIEW):
        raise OutOfReach
    rows = AuditEntry.objects.all()
    kind, number = request.GET.get("kind", ""), request.GET.get("id", "")
    if kind:
        rows = rows.filter(object_kind=kind)
    if number.isascii() and number.isdigit() and len(number) < 19:
        rows = rows.filter(object_id=int(number))
    return render(
        request, "web/audit.html", {"page": page(rows, request, size=50), "kind": kind, "number": number}
    )
