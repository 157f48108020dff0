"""Every component in every state, for eyes and for the visual tests; only in a demo."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shijian.kernel import display
from shijian.kernel.http import ActorRequest
from shijian.web import samples


@require_safe
def styleguide(request: ActorRequest) -> HttpResponse:
    """Show the style guide; the address may name edition, size, theme and language. 404 outside a demo."""
    if not settings.DEMO:
        raise Http404
    with display.using(display.current().changed(request.GET)):
        return render(request, "web/styleguide.html", samples.context())
