"""My activities: coming, waiting, past with hours; and the open places that fit me."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from shijian.activities.models import Standing
from shijian.activities.queries import ahead, fitting
from shijian.activities.queries import mine as reads
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page, page_by
from shijian.people.models import own_or_ward
from shijian.volunteers.models import Volunteer


@login_required
@require_safe
def mine(request: ActorRequest) -> HttpResponse:
    """What one and one's wards signed up for."""
    found = page(reads.past(request.actor), request, size=10)
    running = Standing.objects.filter(own_or_ward(request.actor.person_id, "person"), ended_at__isnull=True)
    context = {
        "coming": [reads.Held(signup) for signup in reads.coming(request.actor)],
        "waiting": reads.waiting(request.actor),
        "page": found,
        "past": [reads.recorded(signup) for signup in found.items],
        "standings": running.select_related("opening__activity", "person").order_by("pk")[:20],
    }
    return render(request, "activities/mine.html", context)


@login_required
@require_safe
def fitting_view(request: ActorRequest) -> HttpResponse:
    """Open places that fit the volunteer: a plain list, nothing to set."""
    volunteer = get_object_or_404(
        Volunteer.objects.select_related("person", "health"), pk=request.actor.volunteer_id or 0
    )
    found = page_by(fitting.open_places(volunteer), request, "starts_at")
    rooms = ahead.rooms(found.items)
    rows = [(session, rooms.get(session.pk, ())) for session in found.items]
    return render(request, "activities/fitting.html", {"page": found, "rows": rows})
