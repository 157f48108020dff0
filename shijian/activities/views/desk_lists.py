"""Lists at the desk: the leader's list and the paper list, what waits for a second person, counted slips."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shijian.activities.enums import ScanWay
from shijian.activities.forms.attendance import ListForm, PaperSlipsForm, VouchForm
from shijian.activities.models import Activity, Scan, Session
from shijian.activities.operations import scanning, vouching
from shijian.activities.operations import slips as slip_operations
from shijian.activities.queries import attendance
from shijian.activities.queries import slips as slip_reads
from shijian.activities.views.doing import nonce_of
from shijian.activities.views.organising import session_of
from shijian.kernel import duties, photos
from shijian.kernel.doing import answer_of, complain
from shijian.kernel.http import ActorRequest


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def entries(request: ActorRequest, session: int) -> HttpResponse:
    """Tick who came, one press for all, times editable; a paper list with its photo."""
    row = session_of(request, session)
    form = ListForm(
        request.POST or None,
        request.FILES or None,
        initial={"came_at": row.starts_at, "left_at": row.ends_at},
    )
    if request.method == "POST" and form.is_valid() and _enter(request, row, form):
        return redirect("activities:desk", row.pk)
    ticked = set(request.POST.getlist("who"))
    rows = [(each, str(each.signup.pk) in ticked) for each in attendance.desk_rows(row)]
    context = {"session": row, "activity": row.activity, "form": form, "rows": rows}
    return render(request, "activities/attendance/list.html", context)


def _enter(request: ActorRequest, session: Session, form: ListForm) -> bool:
    ids = [
        int(key) for key in request.POST.getlist("who") if key.isascii() and key.isdigit() and len(key) < 19
    ]
    if not ids:
        messages.error(request, _("Tick who was there."))
        return False
    data, photo = form.cleaned_data, form.cleaned_data["photo"]
    evidence = photos.keep(photo).file_key if photo else ""
    way = ScanWay.PAPER if data["is_paper"] else ScanWay.LEADER
    facts = {"way": way, "note": data["note"], "evidence": evidence, "actor": request.actor}
    answers = answer_of(request, lambda: _many(session, ids, form, nonce_of(request)[:30], facts))
    if answers is None:
        photos.drop(evidence) if evidence else None
        return False
    _tell(request, answers)
    return True


def _many(
    session: Session, ids: list[int], form: ListForm, nonce: str, facts: dict[str, Any]
) -> list[scanning.Answer]:
    return scanning.enter_list(session, ids, moments=form.moments(), nonce=nonce, **facts)


def _tell(request: ActorRequest, answers: list[scanning.Answer]) -> None:
    counted = sum(answer.counts for answer in answers)
    messages.success(request, _("Entered: %(n)s times counted.") % {"n": counted})
    reasons = sorted({answer.why for answer in answers if not answer.counts})
    for why in reasons:
        messages.warning(request, why)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request: ActorRequest, session: int) -> HttpResponse:
    """What waits for a second person: count it or not, many at once."""
    row = session_of(request, session)
    form = VouchForm(request.POST or None)
    if request.method == "POST":
        if form.is_valid():
            _decide(request, row, form)
        else:
            complain(request, form)
        return redirect("activities:desk-waiting", row.pk)
    scans = [
        (scan, attendance.said(scan.why), duties.refusal("activity.vouch", scan, actor=request.actor))  # type: ignore[attr-defined]
        for scan in attendance.waiting(row)
    ]
    context = {"session": row, "activity": row.activity, "form": form, "scans": scans}
    return render(request, "activities/attendance/waiting.html", context)


def _decide(request: ActorRequest, session: Session, form: VouchForm) -> None:
    keys = [key for key in request.POST.getlist("scan") if key.isascii() and key.isdigit() and len(key) < 19]
    chosen = list(attendance.waiting(session).filter(pk__in=keys))
    if not chosen:
        messages.error(request, _("Tick what you decide on."))
        return
    counts, why = request.POST.get("deed") == "count", form.cleaned_data["why"]
    if answer_of(request, lambda: vouching.decide_scans(chosen, counts=counts, why=why, actor=request.actor)):
        messages.success(request, _("Decided."))


@login_required
@never_cache
@require_safe
def photo(request: ActorRequest, scan: int) -> FileResponse:
    """The photo of a paper list, for those who run the activity."""
    runs = Activity.objects.filter(Activity.objects.all().run_by(request.actor)).values("pk")
    rows = Scan.objects.filter(signup__session__activity__in=runs).exclude(evidence="")
    row = get_object_or_404(rows, pk=scan)
    return photos.reply(row.evidence)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def slips(request: ActorRequest, session: int) -> HttpResponse:
    """Type in counted paper slips; what all slips of the meeting say."""
    row = session_of(request, session)
    form = PaperSlipsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts: dict[str, Any] = {
            "rows": form.rows(),
            "nonce": nonce_of(request)[:36],
            "actor": request.actor,
        }
        if answer_of(request, lambda: slip_operations.enter_paper_slips(row, **facts)) is not None:
            messages.success(request, _("Noted."))
            return redirect("activities:desk-slips", row.pk)
    result = slip_reads.slip_result(row.activity, row.pk)
    context = {"session": row, "activity": row.activity, "form": form, "result": result}
    return render(request, "activities/attendance/slips.html", context)
