"""What everybody sees: the activities ahead as a list and as a month, one of them, a meeting for one's calendar."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shijian.activities import rules
from shijian.activities.enums import ActivityState
from shijian.activities.forms.people import ActivityFilter
from shijian.activities.models import Activity, Ceremony, Contest, Session
from shijian.activities.queries import ahead, calendars, facts, mine, months, share
from shijian.activities.queries.places import near
from shijian.activities.queries.slips import slip_result
from shijian.kernel import clock
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page_by
from shijian.kernel.visitors import remembered_for_visitors

PAST_SHOWN = 12


@require_safe
@remembered_for_visitors
def listing(request: ActorRequest) -> HttpResponse:
    """Activities ahead, soonest first; the filters stand in the address."""
    form = ActivityFilter(
        request.GET, units=near(request.actor, request.GET.get("unit")), terms=ahead.drawers()
    )
    rows = ahead.ahead(
        unit=form.place, span=form.span, term_id=form.value("term"), audience=form.value("who") or "",
        only_free=bool(form.value("free")),
    )  # fmt: skip
    found = page_by(rows, request, "next_at", size=12)
    filtered = any(form.value(name) for name in form.fields)
    context = {
        "form": form,
        "page": found,
        "cards": ahead.cards(found.items, form.span),
        "filtered": filtered,
    }
    return render(request, "activities/list.html", context | {"unit": form.place})


@require_safe
@remembered_for_visitors
def month(request: ActorRequest) -> HttpResponse:
    """A month of the county, or of a unit and below: a grid at a desk, a list on a phone."""
    form = ActivityFilter(request.GET, units=near(request.actor, request.GET.get("unit")), terms=[])
    first = _month_of(request.GET.get("month", ""))
    weeks = months.weeks(first.year, first.month, form.place)
    context = {
        "first": first,
        "heading": _("%(month)s: what happens") % {"month": date_format(first, _("F Y"), use_l10n=False)},
        "before": f"{first - dt.timedelta(days=1):%Y-%m}",
        "after": f"{first + dt.timedelta(days=32):%Y-%m}",
        "weeks": weeks,
        "any": any(day.count for week in weeks for day in week),
        "today": clock.today(),
        "unit": form.place,
        "field": form["unit"],
    }
    return render(request, "activities/month.html", context)


def _month_of(text: str) -> dt.date:
    """The first day of the month in the address; of this month for anything else."""
    try:
        day = dt.datetime.strptime(text, "%Y-%m").replace(tzinfo=clock.ZONE).date()
    except ValueError:
        day = clock.today().replace(day=1)
    return day if 2018 <= day.year < 2199 else clock.today().replace(day=1)


@require_safe
@remembered_for_visitors
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One activity: what, when, where, places left, risks, whom to phone."""
    rows = Activity.objects.visible_to(request.actor).select_related("unit", "host", "team")
    activity = get_object_or_404(rows, pk=pk)
    coming, past = _sessions(activity)
    rooms = ahead.rooms(coming)
    is_open = activity.state in (ActivityState.PUBLISHED, ActivityState.RUNNING)
    not_yet = activity.opens_at is not None and activity.opens_at > clock.now()
    context: dict[str, Any] = {
        "activity": activity,
        "meetings": [(session, facts.span(session), rooms.get(session.pk, ())) for session in coming],
        "past": past,
        "facts": facts.of_activity(activity),
        "open": is_open,
        "not_yet": is_open and not_yet,
        "can_sign_up": is_open and not not_yet and any(rooms.values()),
        "mine": mine.of_activity(request.actor, activity) if request.actor.is_authenticated else [],
        "similar": ahead.similar(activity),
        "runs": rules.can_run(request.actor, activity),
        "address": request.build_absolute_uri(reverse("activities:detail", args=[activity.pk])),
        "card": share.card(activity),
        "picture": request.build_absolute_uri(reverse("activities:poster-picture", args=[activity.pk])),
        **_beside(activity, past),
    }
    return render(request, "activities/detail.html", context)


def _beside(activity: Activity, past: list[Session]) -> dict[str, Any]:
    """What else there is about the activity: its contest, its ceremony, how it was, what people thought of it."""
    return {
        "contest": Contest.objects.filter(activity=activity).exists(),
        "ceremony": Ceremony.objects.filter(activity=activity).exists(),
        "story": activity.state in (ActivityState.DONE, ActivityState.ARCHIVED),
        "slips": slip_result(activity) if past else None,
    }


def _sessions(activity: Activity) -> tuple[list[Session], list[Session]]:
    """The meetings that are not over, and the latest past ones."""
    rows, now = activity.sessions.all(), clock.now()
    coming = list(rows.filter(ends_at__gt=now).order_by("starts_at", "pk"))
    return coming, list(rows.filter(ends_at__lte=now).order_by("-starts_at", "-pk")[:PAST_SHOWN])


@require_safe
def calendar_file(request: ActorRequest, pk: int) -> HttpResponse:
    """A meeting as an iCalendar file, for the calendar of the phone; the same for everybody."""
    visible = Activity.objects.visible_to(request.actor)
    session = get_object_or_404(
        Session.objects.filter(activity__in=visible.values("pk")).select_related("activity__unit"), pk=pk
    )

    def link(route: str, key: int) -> str:
        return request.build_absolute_uri(reverse(route, args=[key]))

    content = calendars.of_session(session, link).to_ical()
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="activity-{session.pk}.ics"'
    return response
