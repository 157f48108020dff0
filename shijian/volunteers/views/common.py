"""What several pages need: loading within reach, and an operation behind a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse

from shijian.kernel.actor import Actor
from shijian.kernel.errors import ShijianError
from shijian.kernel.http import ActorRequest
from shijian.volunteers import rules
from shijian.volunteers.models import Team, Volunteer
from shijian.volunteers.queries import cards


def load_volunteer(request: ActorRequest, pk: int) -> Volunteer:
    """A volunteer that the actor may see, with the card; 404 otherwise."""
    return get_object_or_404(cards.with_card(Volunteer.objects.visible_to(request.actor)), pk=pk)


def load_team(request: ActorRequest, pk: int) -> Team:
    """A team that the actor may see; 404 otherwise."""
    return get_object_or_404(Team.objects.visible_to(request.actor).select_related("unit", "parent"), pk=pk)


def home_of(volunteer: Volunteer, actor: Actor) -> str:
    """Where to go after a step: one's own card, else the officer's page."""
    if volunteer.person_id == actor.person_id:
        return reverse("volunteers:me")
    return reverse("volunteers:detail", args=[volunteer.pk])


def submit(request: ActorRequest, form: forms.Form, operation: Callable[[], Any]) -> Any:
    """Run the operation of a filled form and give its result; None on GET, for wrong input and for a refusal.

    A refusal becomes errors of the form. What an operation of ours gives is never false.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return operation()
    except ShijianError as error:
        placed = {name: text for name, text in error.fields.items() if name in form.fields}
        for name, text in placed.items():
            form.add_error(name, str(text))
        if not placed:
            form.add_error(None, "; ".join(str(text) for text in error.fields.values()) or str(error))
        return None


def is_own(request: ActorRequest, volunteer: Volunteer) -> bool:
    """Whether the entry is the actor's own or the ward's."""
    return rules.is_own(request.actor, volunteer)
