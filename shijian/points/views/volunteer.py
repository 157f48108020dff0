"""My points, those of a volunteer, those of a household."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from shijian.kernel.actor import Permission
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.people import rules as people
from shijian.people.models import Person, own_or_ward
from shijian.points import rules
from shijian.points.models import Entry
from shijian.points.queries import balances, sentences
from shijian.volunteers.models import Volunteer


@login_required
@require_safe
def mine(request: ActorRequest) -> HttpResponse:
    """What I have to spend, what I earned in all, and each entry in a sentence."""
    key = request.actor.volunteer_id or 0
    return render(request, "points/mine.html", {**_shown(request, key), "own": True, "mine": True})


@login_required
@require_safe
def of_volunteer(request: ActorRequest, pk: int) -> HttpResponse:
    """The same for a ward, or for an officer who reads the records of the unit."""
    own = own_or_ward(request.actor.person_id, "person")
    reach = request.actor.within(Permission.RECORD_VIEW, "unit_path")
    rows = Volunteer.objects.filter(Q(own) | Q(reach)).select_related("person")
    volunteer = get_object_or_404(rows, pk=pk)
    context = {
        "volunteer": volunteer,
        "own": people.is_own(request.actor, volunteer.person),
        "may_deduct": rules.can_deduct(request.actor, volunteer),
    }
    return render(request, "points/mine.html", {**_shown(request, pk), **context})


@login_required
@require_safe
def household(request: ActorRequest) -> HttpResponse:
    """Myself and those for whom I answer: a view over members, nobody holds points jointly."""
    members = balances.household_of(Person(pk=request.actor.person_id))
    context = {"members": members, "together": balances.together(members)}
    return render(request, "points/household.html", context)


def _shown(request: ActorRequest, volunteer_id: int) -> dict[str, Any]:
    cut = page(balances.entries_of(volunteer_id), request)
    return {
        "page": cut,
        "lines": [_line(entry) for entry in cut.items],
        "balance": balances.balance_of(volunteer_id),
        "nothing": [(row, sentences.of_credit(row)) for row in balances.without_points(volunteer_id)],
    }


def _line(entry: Entry) -> dict[str, Any]:
    batch = entry.batch
    return {
        "entry": entry,
        "sentence": sentences.say(entry),
        "amount": f"{entry.amount:+d}".replace("-", "−"),
        "tone": "done" if entry.amount > 0 else "warn",
        "credit": batch.credit if batch.reason == "credit" else None,
        "deduction": batch.deduction if batch.reason == "deduct" else None,
    }
