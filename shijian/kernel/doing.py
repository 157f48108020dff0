"""What pages that do something share: say what was done, or say on the page why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from shijian.kernel.errors import NotAllowed, OutOfReach, ShijianError


def attempt(request: HttpRequest, deed: Callable[[], Any], done: str) -> bool:
    """Do a deed and say so, or say why not; what the actor must not see or do becomes its own page."""
    try:
        deed()
    except (NotAllowed, OutOfReach):
        raise
    except ShijianError as error:
        messages.error(request, "; ".join([str(text) for text in error.fields.values()]) or str(error))
        return False
    messages.success(request, done)
    return True


def complain(request: HttpRequest, form: forms.Form) -> None:
    """Say what is wrong with a form that has no page of its own."""
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))


def show(form: forms.Form, error: ShijianError) -> None:
    """Put what an operation refused beside its field, or on top."""
    if not error.fields:
        form.add_error(None, str(error))
    for name, text in error.fields.items():
        form.add_error(name if name in form.fields else None, str(text))
