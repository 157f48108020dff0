"""What staff see of a minor without leave or purpose, with the ways to open it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from shijian.kernel.forms import LookForm
from shijian.people.forms.minors import AskForm, ReasonForm
from shijian.people.models import Person
from shijian.people.queries.minors import locks
from shijian.people.views.common import actor_of


def locked(request: HttpRequest, person: Person) -> HttpResponse:
    """The page of a person that stays shut."""
    context = locks.of(actor_of(request), person) | {"next": request.path, "back_url": reverse("people:list")}
    forms = {"look_form": LookForm(), "ask_form": AskForm(auto_id="ask_%s")}
    forms["emergency_form"] = ReasonForm(auto_id="emergency_%s")
    return render(request, "people/minors/locked.html", context | forms)
