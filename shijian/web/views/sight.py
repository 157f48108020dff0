"""Who can see this record, who can see my data, and what each role may do."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from shijian.kernel.actor import WATCHING
from shijian.kernel.duties import DUTIES
from shijian.kernel.errors import OutOfReach
from shijian.kernel.http import ActorRequest, whole_reach
from shijian.people.enums import Role
from shijian.people.queries import permissions as matrix
from shijian.web import sight
from shijian.web.forms import SightForm


@login_required
@require_safe
def record(request: ActorRequest, kind: str, pk: int) -> HttpResponse:
    """Everybody who can see one record, with the reasons."""
    obj = _asked(request, kind, pk=pk)
    return render(request, "web/sight.html", _section(request, kind, obj) | {"number": _key(kind, obj)})


@login_required
@require_safe
@whole_reach
def own(request: ActorRequest) -> HttpResponse:
    """Everybody who can see my entry, and my entry as a volunteer."""
    keys = {"person": request.actor.person_id or 0}
    volunteer = sight.KINDS["volunteer"].rows().filter(person_id=keys["person"]).first()
    if volunteer is not None:
        keys["volunteer"] = volunteer.pk
    parts = [_section(request, kind, _asked(request, kind, pk=pk)) for kind, pk in keys.items()]
    return render(request, "web/sight_own.html", {"parts": parts})


@login_required
@require_safe
@whole_reach
def permissions(request: ActorRequest) -> HttpResponse:
    """What each role may do, which steps need a second person, and the way to who sees a record; for officers."""
    if not request.actor.is_staff:
        raise OutOfReach
    asks = any(request.actor.may_anywhere(permission) for permission in WATCHING)
    form = SightForm(request.GET if "kind" in request.GET else None) if asks else None
    if form is not None and form.is_valid():
        found = sight.KINDS[form.cleaned_data["kind"]].rows().filter(**form.lookup()).first()
        if found is not None and sight.may_ask(request.actor, form.cleaned_data["kind"], found):
            return redirect("web:sight", form.cleaned_data["kind"], found.pk)
        form.say_nothing_found()
    context = {
        "roles": [
            (
                role.label,
                [row.meaning for row in matrix.rows() if row.reaches[at]],
                role in request.actor.roles,
            )
            for at, role in enumerate(Role)
        ],
        "duties": DUTIES.values(),
        "form": form,
    }
    return render(request, "web/permissions.html", context)


def _asked(request: ActorRequest, kind: str, *, pk: int) -> Any:
    known = sight.KINDS.get(kind)
    obj = known.rows().filter(pk=pk).first() if known is not None else None
    if obj is None or not sight.may_ask(request.actor, kind, obj):
        raise OutOfReach
    return obj


def _key(kind: str, obj: Any) -> str:
    return str(getattr(obj, sight.KINDS[kind].key))


def _section(request: ActorRequest, kind: str, obj: Any) -> dict[str, Any]:
    known = sight.KINDS[kind]
    public = sight.is_public(known, obj)
    return {
        "kind": kind,
        "label": known.label,
        "unit": known.unit(obj),
        "is_public": public,
        "rows": [] if public else sight.watchers(kind, obj, asker=request.actor),
    }
