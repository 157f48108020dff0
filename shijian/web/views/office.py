"""The search over everything in reach, the audit trail."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from shijian.kernel import limits
from shijian.kernel.actor import Permission
from shijian.kernel.errors import OutOfReach
from shijian.kernel.http import ActorRequest, whole_reach
from shijian.kernel.models import AuditEntry
from shijian.kernel.paging import page
from shijian.units.models import Unit
from shijian.web import audit_words, finder


@limits.rated(limits.SEARCH)
@whole_reach
def search(request: ActorRequest) -> HttpResponse:
    """Find units, teams, menu items, pages, and within reach persons, volunteers and orders.

    A number of a person that somebody wrote into the address is not looked up: such words come sealed.
    """
    text = request.GET.get("q", "").strip()[:60]
    bare = finder.is_number(text) and "q" not in getattr(request, "sealed_tokens", {})
    groups = finder.find(text, request.actor) if text and not bare else []
    return render(request, "web/search.html", {"q": text, "groups": groups, "bare": bare})


@limits.rated(limits.SEARCH)
@login_required
@whole_reach
@require_POST
@never_cache
def find(request: ActorRequest) -> HttpResponse:
    """Give the hits of the command palette as options; the words come in the body, never in an address."""
    groups = finder.jump(request.POST.get("q", "").strip()[:60], request.actor)
    total = sum(len(group["rows"]) for group in groups)
    return render(request, "web/_found.html", {"groups": groups, "total": total})


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
    found = page(rows, request, size=50)
    return render(
        request,
        "web/audit.html",
        {"page": found, "rows": _in_words(found.items), "kind": kind, "number": number},
    )


def _in_words(entries: list[AuditEntry]) -> list[dict[str, Any]]:
    """Each entry with its words and the unit that was acted for; one query."""
    paths = {entry.pk: (entry.changes.get("acting_for") or ["", ""])[1] for entry in entries}
    names = dict(Unit.objects.filter(path__in=set(paths.values())).values_list("path", "name"))
    return [
        {
            "row": entry,
            "who": audit_words.who(entry.actor_name, entry.actor_person_id),
            "deed": audit_words.deed(entry.action),
            "kind": audit_words.kind(entry.object_kind),
            "channel": audit_words.channel(entry.channel),
            "unit": names.get(paths[entry.pk], ""),
        }
        for entry in entries
    ]
