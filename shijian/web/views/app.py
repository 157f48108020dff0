"""The installable APP: manifest, service worker, the page without signal, the queue, the answer before a flush."""

from __future__ import annotations

import json

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shijian.kernel import clock
from shijian.kernel.http import ActorRequest, open_before_factor
from shijian.web import pwa


@open_before_factor
@require_safe
def manifest(request: ActorRequest) -> HttpResponse:
    return JsonResponse(pwa.manifest(), content_type="application/manifest+json")


@open_before_factor
@require_safe
def worker(request: ActorRequest) -> HttpResponse:
    """The service worker at the root, so that it serves every page; its first lines say what it keeps."""
    facts = {"version": pwa.version(), "shell": pwa.shell(), "days": pwa.KEEP_DAYS}
    source = f"const APP = {json.dumps(facts)};\n{pwa.worker_source()}"
    headers = {"Cache-Control": "no-cache"}
    return HttpResponse(source, content_type="text/javascript; charset=utf-8", headers=headers)


@open_before_factor
@require_safe
def offline(request: ActorRequest) -> HttpResponse:
    """What the device shows for a page that it has not kept."""
    return render(request, "web/offline.html")


@require_safe
def queue(request: ActorRequest) -> HttpResponse:
    """What waits on this device; the device itself fills the page in."""
    return render(request, "web/queue.html")


@never_cache
@require_safe
def before_sending(request: ActorRequest) -> HttpResponse:
    """Who is logged in, a fresh token, the server's time, and what to keep for a time without signal."""
    facts = {
        "person": pwa.device_mark(request.actor),
        "token": get_token(request),
        "now": round(clock.now().timestamp() * 1000),
        "keep": pwa.ahead_of(request.actor),
    }
    return JsonResponse(facts)
