"""One step, one page: what it does, what it asks for, and the button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Actor
from shijian.kernel.doing import show
from shijian.kernel.errors import ShijianError, Text, WrongState
from shijian.kernel.http import ActorRequest

Facts = list[tuple[str, Any]]
MakeForm = Callable[[Any, Actor, Any], forms.Form]


def _no_form(obj: Any, actor: Actor, data: Any) -> forms.Form:
    return forms.Form(data)


def _no_facts(obj: Any) -> Facts:
    return []


DONE = _("Done.")


@dataclass(frozen=True, slots=True)
class Deed:
    """A step on a thing: its question, its button, what it does, what is said afterwards, and when it is open.

    `run` takes (thing, actor, clean values) and may give another thing to go to.
    """

    question: Text
    label: Text
    run: Callable[[Any, Actor, dict[str, Any]], Any]
    may: Callable[[Actor, Any], bool]
    done: Text = DONE
    form: MakeForm = _no_form
    facts: Callable[[Any], Facts] = _no_facts
    explanation: Text = ""
    tone: str = ""


def page(
    request: ActorRequest, deed: Deed | None, obj: Any, *, back: str, then: Callable[[Any], str] | None = None
) -> HttpResponse:
    """Ask, or do what was answered and go `back` (or where `then` says for the result).

    Raises 404 for a step that there is not, `WrongState` for one that is not open now.
    """
    if deed is None:
        raise Http404
    if not deed.may(request.actor, obj):
        raise WrongState
    form = deed.form(obj, request.actor, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                result = deed.run(obj, request.actor, form.cleaned_data)
            except ShijianError as error:
                show(form, error)
                status = error.status
            else:
                messages.success(request, str(deed.done))
                return redirect(then(result) if then else back)
        status = status if status != 200 else 422
    return render(request, "shijian/confirm.html", _context(deed, obj, form, back), status=status)


def _context(deed: Deed, obj: Any, form: forms.Form, back: str) -> dict[str, Any]:
    return {
        "question": deed.question,
        "action_label": deed.label,
        "explanation": deed.explanation,
        "facts": deed.facts(obj),
        "form": form,
        "tone": deed.tone,
        "back_url": back,
    }
