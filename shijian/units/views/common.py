"""What the pages of units share: the actor, the unit within reach, a form that leads to one operation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise

from shijian.kernel.actor import ANONYMOUS, Actor
from shijian.kernel.errors import NotAllowed, ShijianError
from shijian.units.models import Unit

Rule = Callable[[Actor, Unit], bool]


def actor_of(request: HttpRequest) -> Actor:
    """Give the actor of a request."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    return actor


def unit_or_404(request: HttpRequest, pk: int, rule: Rule | None = None) -> Unit:
    """Give a unit that the actor may see; `NotAllowed` when `rule` refuses."""
    actor = actor_of(request)
    unit = get_object_or_404(Unit.objects.visible_to(actor).select_related("parent", "merged_into"), pk=pk)
    if rule is not None and not rule(actor, unit):
        raise NotAllowed
    return unit


def act(
    request: HttpRequest,
    form: forms.Form,
    deed: Callable[[dict[str, Any]], object],
    *,
    back: str,
    done: str | Promise,
    **context: Any,
) -> HttpResponse:
    """Show a form; when it is sent and valid run the deed, say so and go back; a refusal becomes a form error."""
    if request.method == "POST" and form.is_valid():
        try:
            deed(form.cleaned_data)
        except ShijianError as error:
            blame(form, error)
        else:
            messages.success(request, str(done))
            return redirect(back)
    return render(
        request, "units/form.html", {"form": form, "back_url": back, **context}, status=_status(form)
    )


def blame(form: forms.Form, error: ShijianError) -> None:
    """Write a refusal beside the fields that it names, else at the head of the form."""
    named = {name: words for name, words in error.fields.items() if name in form.fields}
    for name, words in named.items():
        form.add_error(name, str(words))
    if not named:
        form.add_error(None, " ".join(map(str, error.fields.values())) or str(error))


def _status(form: forms.Form) -> int:
    return 422 if form.is_bound and form.errors else 200
