"""The poster of an activity, for the notice board and for phones."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from shijian.activities.models import Activity
from shijian.activities.queries import share
from shijian.kernel import limits
from shijian.kernel.http import ActorRequest


@limits.rated(limits.EXPORT)
@require_safe
def sheet(request: ActorRequest, pk: int) -> HttpResponse:
    """An A4 sheet as PDF."""
    activity, address = _shown(request, pk)
    content = share.sheet(activity, address=address, network=settings.NETWORK_NAME)
    return _file(content, "application/pdf", f"{activity.number}.pdf")


@limits.rated(limits.EXPORT)
@require_safe
def picture(request: ActorRequest, pk: int) -> HttpResponse:
    """A tall picture as PNG."""
    activity, address = _shown(request, pk)
    content = share.picture(activity, address=address, network=settings.NETWORK_NAME)
    return _file(content, "image/png", f"{activity.number}.png")


def _shown(request: ActorRequest, pk: int) -> tuple[Activity, str]:
    rows = Activity.objects.visible_to(request.actor).select_related("unit").prefetch_related("places")
    activity = get_object_or_404(rows, pk=pk)
    return activity, request.build_absolute_uri(reverse("activities:detail", args=[activity.pk]))


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'inline; filename="{name}"'}
    )
