"""What went by itself because its term was over, and what was left alone. Counts only."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shijian.kernel.errors import OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.kernel.retention import RULES, queries


@login_required
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    """List the batches, newest first, then the rules with their terms, then what stays and why."""
    if not queries.may_see(request.actor):
        raise OutOfReach
    found = page(queries.batches(request.actor), request)
    context = {
        "page": found,
        "rows": [(batch, RULES.get(batch.rule)) for batch in found.items],
        "lines": queries.lines(),
        "kept": queries.kept(),
    }
    return render(request, "web/retention.html", context)
