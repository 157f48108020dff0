"""What pages that do something share: say what was done, or say on the page why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach, ShijianError


def words_of(error: ShijianError) -> str:
    """What a refusal says: the sentences of its fields, else its own."""
    return "; ".join([str(text) for text in error.fields.values()]) or str(error)


def answer_of(request: HttpRequest, deed: Callable[[], Any]) -> Any:
    """What a deed gives; a refusal is said on the next page and gives None.

    What the actor must not see or do becomes a page of its own.
    """
    try:
        return deed()
    except (NotAllowed, OutOfReach):
        raise
    except ShijianError as error:
        messages.error(request, words_of(error))
        return None


def attempt(request: HttpRequest, deed: Callable[[], Any], done: str) -> bool:
    """Do a deed, whatever it gives, and say `done`, or say why not; see `answer_of`."""
    is_done = answer_of(request, lambda: [deed()]) is not None
    if is_done:
        messages.success(request, done)
    return is_done


def filled(request: HttpRequest, form: forms.Form, deed: Callable[[], Any]) -> Any:
    """What a deed gives once the form that was sent holds, else None.

    What is wrong with what was entered stands on the form. Any other refusal is a message, since the form may be gone
    from the page by now; see `answer_of`.
    """

    def entered() -> Any:
        try:
            return deed()
        except Invalid as error:
            if not form.fields:
                raise
            show(form, error)
            return None

    return answer_of(request, entered) if form.is_valid() else None


def entered(form: forms.Form, deed: Callable[[], Any]) -> Any:
    """What a deed gives once the form that was sent holds, else None; every refusal stands on the form, which stays.

    What the actor must not see or do becomes a page of its own.
    """
    try:
        return deed() if form.is_valid() else None
    except (NotAllowed, OutOfReach):
        raise
    except ShijianError as error:
        show(form, error)
        return None


def complain(request: HttpRequest, form: forms.Form) -> None:
    """Say what is wrong with a form that has no page of its own."""
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))


def show(form: forms.Form, error: ShijianError) -> None:
    """Put what an operation refused beside its field, or on top."""
    for name, text in (error.fields or {"": str(error)}).items():
        form.add_error(name if name in form.fields else None, str(text))
