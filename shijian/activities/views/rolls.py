"""Who signed up for a meeting: the list, with whole numbers for a purpose, and as a file."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.activities.enums import SignupState
from shijian.activities.forms.desk import TakeAlongForm
from shijian.activities.forms.office import RollFilter
from shijian.activities.models import Session, Signup
from shijian.activities.operations import lists
from shijian.activities.queries import office, roll
from shijian.activities.views.organising import session_of
from shijian.kernel import clock, limits
from shijian.kernel.doing import show
from shijian.kernel.errors import ShijianError
from shijian.kernel.forms import LookForm
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.people.queries.minors import access

SIZE = 50
ENDABLE = (SignupState.WAITING, SignupState.OFFERED, SignupState.TAKEN)


@login_required
@require_safe
def listing(request: ActorRequest, pk: int) -> HttpResponse:
    """The sign-ups of a meeting, phone numbers masked."""
    return _page(request, session_of(request, pk), LookForm())


@login_required
@never_cache
@require_POST
def look(request: ActorRequest, pk: int) -> HttpResponse:
    """The same list with whole phone numbers, for a stated purpose."""
    session, form = session_of(request, pk), LookForm(request.POST)
    is_open = False
    if form.is_valid():
        try:
            lists.look_at_phones(session, actor=request.actor, **form.cleaned_data)
        except ShijianError as error:
            show(form, error)
        else:
            is_open = True
    return _page(request, session, form, full=is_open, status=422 if form.errors else 200)


@limits.rated(limits.EXPORT)
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The list as a workbook, for a stated purpose."""
    session, form = session_of(request, pk), TakeAlongForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            file = lists.export_signups(session, actor=request.actor, **form.cleaned_data)
        except ShijianError as error:
            show(form, error)
        else:
            return FileResponse(file, as_attachment=True, filename=f"{lists.TITLE}.xlsx")
    context = {"form": form, "session": session, "activity": session.activity}
    return render(request, "activities/roll_export.html", context, status=422 if form.errors else 200)


def _page(
    request: ActorRequest, session: Session, purpose: LookForm, *, full: bool = False, status: int = 200
) -> HttpResponse:
    form = RollFilter(request.GET or None)
    given = {name: form.value(name) if request.GET else "" for name in form.fields}
    rows = roll.of_session(session, words=given["q"], state=given["state"])
    found = page(rows, request, size=SIZE, newest_first=False)
    persons = [signup.person for signup in found.items if signup.person is not None]
    opened = access.opened(request.actor, persons)
    shown = roll.rows_of(found.items, opened, full=full)
    context = {
        "session": session,
        "activity": session.activity,
        "form": form,
        "purpose_form": purpose,
        "purpose_open": purpose.is_bound and not full,
        "full": full,
        "rows": [_row(row, session) for row in shown],
        "page": found,
        "places": office.taken([session], session.activity.openings.all())[session.pk],
        "begun": session.starts_at <= clock.now(),
        "open": session.cancelled_at is None and session.ends_at > clock.now(),
    }
    return render(request, "activities/roll.html", context, status=status)


def _row(row: roll.Row, session: Session) -> dict[str, Any]:
    """A sign-up with the one step that is usual now."""
    return {"row": row, "step": _step(row.signup, session)}


def _step(signup: Signup, session: Session) -> str:
    if signup.state == SignupState.ABSENT:
        return "came"
    if signup.state == SignupState.TAKEN and session.starts_at <= clock.now():
        return "absent"
    return "end" if signup.state in ENDABLE else ""
