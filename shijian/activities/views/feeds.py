"""Calendars and news that programs fetch, and the page on which a person makes or ends the own secret link."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shijian.activities.models import FeedLink
from shijian.activities.operations import feeds as operations
from shijian.activities.queries import calendar_version, calendars, news
from shijian.kernel import limits
from shijian.kernel.actor import ANONYMOUS
from shijian.kernel.http import ActorRequest
from shijian.units.models import Unit

CALENDAR = "text/calendar; charset=utf-8"
PUBLIC, OWN = "public, max-age=300", "private, max-age=300"


@limits.rated(limits.FEED)
@require_safe
def unit_calendar(request: ActorRequest, pk: int) -> HttpResponse:
    """The calendar of a unit, for everybody; who has it already is told so before any of it is built."""
    unit = _unit(pk)
    etag = f'"{calendar_version.of_unit(unit, request.build_absolute_uri("/"))}"'
    response = get_conditional_response(request, etag)
    if response is None:
        found, changed = calendars.of_unit(unit, _link(request))
        response = HttpResponse(found.to_ical(), content_type=CALENDAR)
        _dated(response, changed)
    response.headers["ETag"], response.headers["Cache-Control"] = etag, PUBLIC
    return response


@limits.rated(limits.FEED)
@require_safe
def own_calendar(request: ActorRequest, secret: str) -> HttpResponse:
    """The calendar of whoever has the secret link; no login, since calendar programs have none."""
    person = calendars.person_of(secret)
    if person is None:
        raise Http404
    found, changed = calendars.of_person(person, _link(request))
    return _sent(request, HttpResponse(found.to_ical(), content_type=CALENDAR), changed, OWN)


@limits.rated(limits.FEED)
@require_safe
def unit_atom(request: ActorRequest, pk: int) -> HttpResponse:
    """The latest activities of a unit as Atom."""
    unit = _unit(pk)
    rows = news.entries(unit)
    words = news.atom(unit, rows, _link(request), request.build_absolute_uri(request.path))
    response = HttpResponse(words, content_type="application/atom+xml; charset=utf-8")
    return _sent(request, response, max(map(news.changed, rows), default=None), PUBLIC)


@limits.rated(limits.FEED)
@require_safe
def unit_json(request: ActorRequest, pk: int) -> HttpResponse:
    """The latest activities of a unit as JSON Feed."""
    unit = _unit(pk)
    rows = news.entries(unit)
    document = news.json_feed(unit, rows, _link(request), request.build_absolute_uri(request.path))
    options = {"ensure_ascii": False}
    response = JsonResponse(document, json_dumps_params=options, content_type="application/feed+json")
    return _sent(request, response, max(map(news.changed, rows), default=None), PUBLIC)


def _unit(pk: int) -> Unit:
    return get_object_or_404(Unit.objects.visible_to(ANONYMOUS), pk=pk)


def _link(request: ActorRequest) -> calendars.Link:
    return lambda route, key: request.build_absolute_uri(reverse(route, args=[key]))


def _sent(
    request: ActorRequest, response: HttpResponse, changed: dt.datetime | None, caching: str
) -> HttpResponse:
    """Answer 304 to whoever has it already."""
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = caching
    _dated(response, changed)
    # By content alone: what leaves a feed leaves no later time behind.
    answer = get_conditional_response(request, etag, None, response)
    return answer if isinstance(answer, HttpResponse) else response


def _dated(response: HttpResponse, changed: dt.datetime | None) -> None:
    if changed is not None:
        response.headers["Last-Modified"] = http_date(changed.timestamp())


@login_required
@never_cache
@require_safe
def feeds(request: ActorRequest) -> HttpResponse:
    """Whether there is a link, since when; and the public calendars around."""
    return _page(request, "")


@login_required
@never_cache
@require_POST
def renew(request: ActorRequest) -> HttpResponse:
    """Make a new link; it is shown this once."""
    return _page(request, operations.renew_link(actor=request.actor))


@login_required
@require_POST
def revoke(request: ActorRequest) -> HttpResponse:
    """End the link."""
    operations.revoke_link(actor=request.actor)
    messages.success(request, _("The link opens nothing any more."))
    return redirect("activities:feeds")


def _page(request: ActorRequest, secret: str) -> HttpResponse:
    link = FeedLink.objects.filter(person_id=request.actor.person_id or 0, revoked_at__isnull=True).first()
    path = reverse("activities:own-calendar", args=[secret]) if secret else ""
    units = Unit.objects.filter(pk__in=[post.unit_id for post in request.actor.posts]).order_by("path")
    own = Unit.objects.filter(persons=request.actor.person_id).order_by("path")
    context = {
        "link": link,
        "address": request.build_absolute_uri(path) if path else "",
        "units": list(dict.fromkeys([*own, *units])),
    }
    return render(request, "activities/feeds.html", context)
