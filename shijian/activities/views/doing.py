"""What the pages of attendance share."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from shijian.activities.enums import Outcome
from shijian.activities.forms.attendance import new_nonce
from shijian.activities.models import Session, Signup
from shijian.activities.operations.scanning import Answer


def say(request: HttpRequest, answer: Answer | None, done: str) -> None:
    """Say what became of a scan; one that does not count says why."""
    if answer is None:
        return
    if answer.outcome == Outcome.REFUSED:
        messages.error(request, _("Not counted: %(why)s") % {"why": answer.why})
    elif answer.outcome == Outcome.WAITING:
        messages.warning(request, answer.why)
    else:
        messages.success(request, done)


def nonce_of(request: HttpRequest) -> str:
    """The key of the queue, else that of the form, else a new one."""
    key = request.headers.get("Idempotency-Key", "") or request.POST.get("idempotency_key", "")
    return key[:40] if key.isascii() and len(key) > 7 else new_nonce()


def of_session(session: Session, pk: int) -> Signup:
    """A sign-up of that meeting, or 404."""
    rows = Signup.objects.select_related("person", "opening", "session__activity")
    found: Signup = get_object_or_404(rows.filter(session=session), pk=pk)
    return found
