"""The desk of a meeting, on a tablet: the code on site, who is here, ticks, guests, the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from shijian.activities.enums import SignupState
from shijian.activities.forms.attendance import CodeForm, GuestForm, JoinForm, WalkInForm
from shijian.activities.models import Place, Session, Signup
from shijian.activities.operations import closing, desk_sign_up, kiosk, leaving, scanning
from shijian.activities.queries import attendance, codes
from shijian.activities.views.doing import nonce_of, of_session, say
from shijian.activities.views.organising import session_of
from shijian.kernel import clock, crypto, queued
from shijian.kernel.doing import answer_of, complain
from shijian.kernel.http import ActorRequest
from shijian.people.models import Person
from shijian.people.rules import identity

DONE = {"in": gettext_noop("Noted: here."), "out": gettext_noop("Noted: gone.")}


@login_required
@require_safe
def desk(request: ActorRequest, session: int) -> HttpResponse:
    """Everything that the desk needs on one page; works on without signal."""
    row = session_of(request, session)
    rows, now = attendance.desk_rows(row), clock.now()
    context = {
        "session": row,
        "activity": row.activity,
        "rows": rows,
        "counter": attendance.counter(row, rows),
        "waiting": attendance.waiting(row).count(),
        "places": list(Place.objects.filter(activity_id=row.activity_id)),
        "site_key": codes.site_key(row),
        "site_url": _site_url(request, row),
        "now": int(now.timestamp() * 1000),
        "pin": codes.kiosk_pin(row, now) if kiosk.is_open(row, now) else "",
        "has_begun": row.starts_at <= now,
        "code_form": CodeForm(auto_id="code_%s"),
        "letters": codes.LENGTH,
        "guest_form": GuestForm(auto_id="guest_%s"),
        "join_form": JoinForm(row, auto_id="join_%s"),
        "others_form": WalkInForm(initial={"total": row.walk_ins}, auto_id="others_%s"),
    }
    return render(request, "activities/attendance/desk.html", context)


def _site_url(request: ActorRequest, session: Session) -> str:
    """The address of the code on site, with `CODE` in the place of the code."""
    return request.build_absolute_uri(reverse("activities:scan", args=[session.pk, "CODE"]))


@login_required
@require_POST
def mark(request: ActorRequest, session: int, signup: int, kind: str) -> HttpResponse:
    """Somebody comes, goes, did not come, or came after all."""
    row = session_of(request, session)
    person = of_session(row, signup)
    if kind in DONE:
        say(request, answer_of(request, _scan(request, person, kind)), _(DONE[kind]))
    elif kind == "absent":
        _absent(request, person)
    else:
        raise Http404
    return redirect("activities:desk", row.pk)


def _scan(request: ActorRequest, signup: Signup, kind: str) -> Callable[[], scanning.Answer]:
    said = queued.moment_of(request)
    return lambda: scanning.scan_for(
        signup, kind=kind, nonce=nonce_of(request), said=said, place=_place(request), actor=request.actor
    )


def _place(request: ActorRequest) -> Place | None:
    key = request.POST.get("place", "")
    return (
        Place.objects.filter(pk=int(key)).first()
        if key.isascii() and key.isdigit() and len(key) < 19
        else None
    )


def _absent(request: ActorRequest, signup: Signup) -> None:
    absent = signup.state == SignupState.ABSENT
    deed = leaving.unmark_absent if absent else leaving.mark_absent
    if answer_of(request, lambda: deed(signup, actor=request.actor)):
        messages.success(request, _("Noted."))


@login_required
@require_POST
def code(request: ActorRequest, session: int) -> HttpResponse:
    """The personal code of somebody: comes when not here, goes when here; `kind` says otherwise."""
    row = session_of(request, session)

    def deed(data: dict[str, Any]) -> None:
        wanted = codes.normal(data["code"])
        found = [each for each in attendance.desk_rows(row) if each.code == wanted]
        if len(found) != 1:
            messages.error(request, _("Nobody with this code has a place in this meeting."))
            return
        kind = request.POST.get("kind") or ("out" if found[0].is_here else "in")
        if kind not in DONE:
            raise Http404
        answer = answer_of(request, _scan(request, found[0].signup, kind))
        say(request, answer, f"{found[0].name} · {_(DONE[kind])}")

    return _with(request, row, CodeForm(request.POST), deed)


@login_required
@require_POST
def guest(request: ActorRequest, session: int) -> HttpResponse:
    """Somebody by name alone takes a residents' place and is here."""
    row = session_of(request, session)

    def deed(data: dict[str, Any]) -> None:
        answer = answer_of(request, lambda: scanning.welcome_guest(row, name=data["name"], **_facts(request)))
        say(request, answer, _("Noted: here."))

    return _with(request, row, GuestForm(request.POST), deed)


def _facts(request: ActorRequest) -> dict[str, Any]:
    return {"nonce": nonce_of(request), "said": queued.moment_of(request), "actor": request.actor}


@login_required
@require_POST
def others(request: ActorRequest, session: int) -> HttpResponse:
    """How many others take part, counted without a name."""
    row = session_of(request, session)

    def deed(data: dict[str, Any]) -> None:
        if answer_of(request, lambda: closing.count_walk_ins(row, total=data["total"], actor=request.actor)):
            messages.success(request, _("Noted."))

    return _with(request, row, WalkInForm(request.POST), deed)


@login_required
@require_POST
def join(request: ActorRequest, session: int) -> HttpResponse:
    """Somebody on the register who comes without a sign-up is signed up first, then is here."""
    row = session_of(request, session)

    def deed(data: dict[str, Any]) -> None:
        person = _registered(request, data["phone"], data["name"])
        if person is None:
            return
        answer = answer_of(request, lambda: [_welcome(request, row, person, data)])
        if answer == [None]:
            messages.warning(request, _("All places are taken; the person is on the waiting list."))
        elif answer is not None:
            say(request, answer[0], _("Noted: here."))

    return _with(request, row, JoinForm(row, request.POST), deed)


def _registered(request: ActorRequest, phone: str, name: str) -> Person | None:
    """The one on the register with that phone, and that name where a family shares it; says so when there is none."""
    index = crypto.blind_index(identity.normal_phone(phone), "phone")
    rows = Person.objects.filter(phone_index=index, merged_into__isnull=True).order_by("pk")
    found = list(rows.filter(name=name.strip()) if name.strip() else rows)
    if not found:
        messages.error(request, _("Nobody on the register has this phone. Take the person in as a guest."))
    elif len(found) > 1:
        messages.error(request, _("Several people share this phone. Type the name as well."))
    return found[0] if len(found) == 1 else None


def _welcome(
    request: ActorRequest, session: Session, person: Person, data: dict[str, Any]
) -> scanning.Answer | None:
    has_read = bool(data.get("has_read"))
    return desk_sign_up.welcome_person(
        session, data["opening"], person=person, risk_told=has_read, **_facts(request)
    )


@login_required
@require_POST
def end(request: ActorRequest, session: int) -> HttpResponse:
    """End the meeting: whoever is still here leaves now."""
    row = session_of(request, session)
    answers = answer_of(
        request, lambda: closing.end_meeting(row, nonce=nonce_of(request), actor=request.actor)
    )
    if answers is not None:
        text = _("The meeting is over. Checked out now: %(n)s. Your own going is yours to note.")
        messages.success(request, text % {"n": sum(answer.counts for answer in answers)})
    return redirect("activities:desk", row.pk)


def _with(
    request: ActorRequest, session: Session, form: forms.Form, deed: Callable[[dict[str, Any]], None]
) -> HttpResponse:
    if form.is_valid():
        deed(form.cleaned_data)
    else:
        complain(request, form)
    return redirect("activities:desk", session.pk)
