"""The illustrated guides, open to everybody."""

from __future__ import annotations

from typing import Any

from django.contrib.staticfiles import finders
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from shijian.kernel.http import ActorRequest
from shijian.web import guides
from shijian.web.guides.parts import Guide


@require_safe
def index(request: ActorRequest) -> HttpResponse:
    """All guides; those of whoever asks stand first."""
    mine = guides.fitting(request.actor) if request.actor.is_authenticated else []
    others = [guide for guide in guides.ALL if guide not in mine]
    return render(request, "web/guide/index.html", {"mine": mine, "others": others})


@require_safe
def guide(request: ActorRequest, key: str) -> HttpResponse:
    """One guide with its pictures."""
    found = guides.BY_KEY.get(key)
    if found is None:
        raise Http404
    width, height = found.size
    context = {
        "guide": found,
        "steps": _steps(found),
        "width": width,
        "height": height,
        "open": not request.actor.is_authenticated or found in guides.fitting(request.actor),
    }
    return render(request, "web/guide/guide.html", context)


def _steps(found: Guide) -> list[dict[str, Any]]:
    """Each step with the address of its picture."""
    pictures = ((step, found.picture(step)) for step in found.steps)
    return [
        {"step": step, "picture": static(name) if name and finders.find(name) else ""}
        for step, name in pictures
    ]
