"""My service records."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.records import queries
from shijian.records.queries import publicity


@login_required
def mine(request: ActorRequest) -> HttpResponse:
    """Show one's own records: the hours that count by evidence grade, and those that do not count yet."""
    records = queries.of_person(request.actor.person_id or 0)
    grades = queries.minutes_by_grade(records)
    public, disputed = publicity.waiting_minutes(records)
    context = {
        "page": page(queries.with_people(records), request),
        "grades": [(grade.label, minutes) for grade, minutes in grades],
        "total": sum(minutes for _grade, minutes in grades),
        "public": public,
        "disputed": disputed,
    }
    return render(request, "records/mine.html", context)
