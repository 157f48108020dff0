"""What everybody sees: the activities ahead, and one of them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from shijian.activities.models import Activity
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page


@require_safe
def listing(request: ActorRequest) -> HttpResponse:
    """Activities that one may see."""
    found = page(Activity.objects.visible_to(request.actor).order_by("-pk"), request)
    return render(request, "activities/list.html", {"page": found})


@require_safe
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One activity."""
    activity = get_object_or_404(Activity.objects.visible_to(request.actor), pk=pk)
    return render(request, "activities/detail.html", {"activity": activity})
