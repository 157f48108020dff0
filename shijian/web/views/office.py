"""The search over everything in reach."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from shijian.kernel import limits
from shijian.kernel.http import ActorRequest, whole_reach
from shijian.web import finder


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
