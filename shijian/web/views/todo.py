"""The work list of staff, and the steps that can be done on it at a press."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shijian.kernel import worklist
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.doing import answer_of
from shijian.kernel.errors import OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.web import pictures
from shijian.web.forms import TodoFilter

SIZE = 25


@login_required
@require_safe
def dashboard(request: ActorRequest) -> HttpResponse:
    """Show what waits for me, nearest deadline first."""
    if not request.actor.is_staff:
        raise OutOfReach
    form = TodoFilter(request.GET or None, actor=request.actor)
    start = worklist.parsed(request.GET.get("from", ""))
    rows, last = worklist.waiting(request.actor, **form.asked, start=start, size=SIZE)
    context = {
        "form": form,
        "todos": rows,
        **_pictures(request.actor),
        "next_url": _with(request, last.text) if last else "",
        "first_url": _with(request, "") if start else "",
        "narrowed": any(form.asked.values()),
        "tabs": _tabs(form),
        "may_plan": request.actor.may_anywhere(Permission.ORDER_DISPATCH),
    }
    return render(request, "web/dashboard.html", context)


@login_required
@require_POST
def at_once(request: ActorRequest, kind: str, pk: int) -> HttpResponse:
    """Do the next step of a row and go back to the list as it was."""
    source = worklist.source(kind, request.actor)
    if source is None or source.deed is None:
        raise OutOfReach
    deed = source.deed
    if said := answer_of(request, lambda: deed(pk, request.actor)):
        messages.success(request, said)
    form = TodoFilter(request.POST, actor=request.actor)
    return redirect(_address(**form.asked))


def _address(*, kind: str, overdue: bool) -> str:
    """The list with these filters."""
    asked = {"kind": kind, "overdue": "on" if overdue else ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('web:dashboard')}{'?' if query else ''}{query}"


def _tabs(form: TodoFilter) -> list[tuple[str, str, bool]]:
    """Everything, and what is overdue."""
    kind, late = form.asked["kind"], form.asked["overdue"]
    return [
        (_("All"), _address(kind=kind, overdue=False), not late),
        (_("Overdue"), _address(kind=kind, overdue=True), late),
    ]


def _pictures(actor: Actor) -> dict[str, Any]:
    """Open orders by state, new ones by day, and what waits where; nothing for who sees no orders."""
    if not actor.may_anywhere(Permission.ORDER_VIEW):
        return {"states": [], "days": [], "places": None}
    here = actor.acting or (actor.posts[0] if actor.posts else None)
    return {
        "states": pictures.states(actor),
        "days": pictures.days(actor),
        "places": pictures.places(here.path, actor) if here else None,
    }


def _with(request: ActorRequest, start: str) -> str:
    query = request.GET.copy()
    query.pop("from", None)
    if start:
        query["from"] = start
    return f"{request.path}?{query.urlencode()}"
