"""Coming and going by oneself: the big button, the code, what was counted and why not, objection, the slip."""

from __future__ import annotations

import datetime as dt

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.activities.forms.attendance import CheckForm, ClaimForm, LeftForm, SlipForm, WordsForm
from shijian.activities.models import Place, Scan, Session, Signup
from shijian.activities.operations import scanning, slips, vouching
from shijian.activities.queries import attendance, codes, windows
from shijian.activities.views.doing import nonce_of, say
from shijian.kernel import clock, device_mark, queued
from shijian.kernel.actor import Actor
from shijian.kernel.doing import answer_of, complain
from shijian.kernel.errors import OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page

DONE = {
    "in": gettext_noop("Checked in. Thank you for coming."),
    "out": gettext_noop("Checked out. Thank you!"),
}
SEEN = "site-code"
SEEN_SECONDS = 600


@login_required
@require_safe
def mine(request: ActorRequest) -> HttpResponse:
    """My attendance: what is on now with its big button, then what was."""
    now = clock.now()
    edge = dt.timedelta(hours=6)
    own = attendance.own_signups(request.actor)
    soon = own.filter(session__starts_at__lt=now + edge, session__ends_at__gt=now - edge)
    current = [row for row in soon.order_by("session__starts_at") if windows.is_on(row.session)]
    past = own.filter(session__starts_at__lt=now).prefetch_related("presences__record")
    context = {"current": current, "page": page(past, request, size=20)}
    return render(request, "activities/attendance/mine.html", context)


@login_required
@require_safe
def detail(request: ActorRequest, signup: int) -> HttpResponse:
    """One meeting of mine: come, go, my code, what was counted and why not."""
    own = _own(request.actor, signup)
    stays = list(own.presences.select_related("record", "came__place").order_by("started_at"))
    scans = attendance.with_outcome(Scan.objects.filter(signup=own)).select_related("place")
    now = clock.now()
    first, last = windows.window(own.session)
    context = {
        "row": own,
        "activity": own.session.activity,
        "is_on": windows.is_on(own.session),
        "first": first,
        "last": last,
        "stay": next((row for row in stays if row.ended_at is None), None),
        "stays": stays,
        "scans": [_told(scan) for scan in scans.order_by("at", "pk")],
        "check_in_form": CheckForm(own.session, auto_id="in_%s"),
        "check_out_form": CheckForm(own.session, auto_id="out_%s"),
        "places": Place.objects.filter(activity_id=own.session.activity_id, latitude__isnull=False),
        "code": codes.personal_code(own),
        "picture": _picture(codes.personal_code(own)),
        "left": LeftForm(initial={"left_at": own.session.ends_at}),
        "claim": ClaimForm(initial={"came_at": own.session.starts_at, "left_at": own.session.ends_at}),
        "may_claim": not stays and now > own.session.ends_at,
        "slip": SlipForm() if slips.may_answer(request.actor, own) else None,
    }
    return render(request, "activities/attendance/one.html", context)


def _told(scan: Scan) -> tuple[Scan, str, WordsForm]:
    """A scan, why it does not count, and the form to object."""
    why = attendance.said(scan.why)  # type: ignore[attr-defined]
    return scan, why, WordsForm(auto_id=f"words_{scan.pk}_%s")


def _picture(text: str) -> str:
    drawn = segno.make(text, error="m", micro=False).svg_inline(scale=6, border=4, dark="#000", light="#fff")
    return mark_safe(drawn)  # noqa: S308 - drawn by segno from our own text


@login_required
@require_POST
def check(request: ActorRequest, signup: int, kind: str) -> HttpResponse:
    """Come or go, now or written down without signal."""
    if kind not in DONE:
        raise Http404
    own = _own(request.actor, signup)
    form = CheckForm(own.session, request.POST)
    if not form.is_valid():
        complain(request, form)
        return redirect("activities:attendance", own.pk)
    answer = answer_of(
        request,
        lambda: scanning.check_self(
            own,
            kind=kind,
            nonce=nonce_of(request),
            code=form.cleaned_data["code"],
            place=form.cleaned_data["place"],
            said=queued.moment_of(request),
            device=device_mark.of_request(request),
            actor=request.actor,
        ),
    )
    say(request, answer, _(DONE[kind]))
    return redirect("activities:attendance", own.pk)


@login_required
@require_POST
def left(request: ActorRequest, signup: int) -> HttpResponse:
    """The answer to the question when one left."""
    return _claim(request, signup, LeftForm(request.POST))


@login_required
@require_POST
def claim(request: ActorRequest, signup: int) -> HttpResponse:
    """Own words on when one came and left; a second person decides."""
    return _claim(request, signup, ClaimForm(request.POST))


def _claim(request: ActorRequest, signup: int, form: ClaimForm | LeftForm) -> HttpResponse:
    own = _own(request.actor, signup)
    if not form.is_valid():
        complain(request, form)
        return redirect("activities:attendance", own.pk)
    data = form.cleaned_data
    facts = {"came_at": data.get("came_at"), "left_at": data["left_at"], "why": data.get("why", "")}
    answers = answer_of(
        request, lambda: vouching.claim_times(own, nonce=nonce_of(request)[:36], actor=request.actor, **facts)
    )
    for answer in (answers or [])[-1:]:
        say(request, answer, _("Noted. Thank you."))
    return redirect("activities:attendance", own.pk)


@login_required
@require_POST
def object_to(request: ActorRequest, scan: int) -> HttpResponse:
    """Object to a scan that was not counted."""
    own = attendance.own_signups(request.actor)
    row = get_object_or_404(
        Scan.objects.select_related("signup").filter(signup__in=own.values("pk")), pk=scan
    )
    form = WordsForm(request.POST)
    if not form.is_valid():
        complain(request, form)
    elif answer_of(request, lambda: vouching.object_to(row, actor=request.actor, **form.cleaned_data)):
        messages.success(request, _("Noted. A second person looks at it."))
    return redirect("activities:attendance", row.signup_id)


@login_required
@require_POST
def slip(request: ActorRequest, signup: int) -> HttpResponse:
    """The two questions, without a name."""
    own = _own(request.actor, signup)
    form = SlipForm(request.POST)
    if not form.is_valid():
        complain(request, form)
    elif answer_of(request, lambda: slips.give_slip(own, actor=request.actor, **form.answers())):
        messages.success(request, _("Thank you. Your answers are kept without your name."))
    return redirect("activities:attendance", own.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def scan(request: ActorRequest, session: int, code: str) -> HttpResponse:
    """What the QR on site leads to: a page that asks to log in, then one press.

    The time at which a valid code was seen stays in a signed cookie, so that logging in may take longer than a minute.
    """
    rows = Session.objects.filter(activity__published_at__isnull=False).select_related("activity")
    row = get_object_or_404(rows, pk=session)
    if request.method == "POST":
        return _check_by_address(request, row, code)
    places = list(Place.objects.filter(activity_id=row.activity_id).values_list("pk", flat=True))
    now = clock.now()
    seen = codes.place_of(row, code, now, places) is not None
    own = attendance.own_signups(request.actor).filter(session=row) if request.actor.person_id else []
    is_valid = seen or _seen_at(request, row, code) is not None
    context = {
        "activity": row.activity,
        "session": row,
        "code": code,
        "rows": list(own),
        "is_valid": is_valid,
    }
    response = render(request, "activities/attendance/scan.html", context)
    if seen:
        _remember(response, row, code, now)
    return response


def _remember(response: HttpResponse, session: Session, code: str, now: dt.datetime) -> None:
    value = f"{session.pk}:{codes.normal(code)}:{int(now.timestamp())}"
    response.set_signed_cookie(
        SEEN,
        value,
        salt=SEEN,
        max_age=SEEN_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _seen_at(request: ActorRequest, session: Session, code: str) -> dt.datetime | None:
    """When a page with this code was opened on this device while the code was shown."""
    value = request.get_signed_cookie(SEEN, default="", salt=SEEN, max_age=SEEN_SECONDS)
    start = f"{session.pk}:{codes.normal(code)}:"
    if not value or not value.startswith(start):
        return None
    return dt.datetime.fromtimestamp(int(value.removeprefix(start)), dt.UTC)


@login_required
def _check_by_address(request: ActorRequest, session: Session, code: str) -> HttpResponse:
    own = get_object_or_404(
        attendance.own_signups(request.actor).filter(session=session), pk=_number(request, "signup")
    )
    kind = "out" if request.POST.get("kind") == "out" else "in"
    answer = answer_of(
        request,
        lambda: scanning.check_self(
            own,
            kind=kind,
            nonce=nonce_of(request),
            code=code,
            seen_at=_seen_at(request, session, code),
            device=device_mark.of_request(request),
            actor=request.actor,
        ),
    )
    say(request, answer, _(DONE[kind]))
    return redirect("activities:attendance", own.pk)


def _number(request: ActorRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _own(actor: Actor, pk: int) -> Signup:
    if actor.person_id is None:
        raise OutOfReach
    found: Signup = get_object_or_404(attendance.own_signups(actor), pk=pk)
    return found
