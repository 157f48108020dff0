"""The record of processing, versions of the notice, impact assessments and incidents, for officers."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel import purposes as kernel_purposes
from shijian.kernel.actor import Permission
from shijian.kernel.doing import show
from shijian.kernel.errors import ShijianError
from shijian.kernel.paging import page
from shijian.people import operations, rules
from shijian.people.enums import Cause
from shijian.people.forms import privacy
from shijian.people.models import ImpactAssessment, Incident
from shijian.people.queries import notices, purposes
from shijian.people.views.common import actor_of, demand, say


@login_required
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The record of processing."""
    actor = actor_of(request)
    demand(actor.is_staff)
    context = {
        "entries": purposes.register(),
        "may_decide": actor.may_anywhere(Permission.POLICY_EDIT),
        "may_keep": rules.can_keep_incidents(actor),
    }
    return render(request, "people/privacy/register.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def purpose(request: HttpRequest, key: str) -> HttpResponse:
    """One purpose; who may decide policies decides its basis and term."""
    actor = actor_of(request)
    may_decide = actor.may_anywhere(Permission.POLICY_EDIT)
    demand(may_decide or (request.method != "POST" and actor.is_staff))
    if key not in kernel_purposes.PURPOSES:
        raise Http404
    entry = purposes.entry_of(kernel_purposes.PURPOSES[key])
    initial = {"basis": entry.basis, "months": entry.months}
    form = privacy.PurposeDecisionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.decide_purpose(key, actor=actor_of(request), **form.cleaned_data)
        except ShijianError as error:
            show(form, error)
        else:
            messages.success(request, _("The decision is noted."))
            return redirect("people:processing")
    decided = purposes.decided(entry.purpose)
    context = {"form": form if may_decide else None, "entry": entry, "decided": decided}
    return render(request, "people/privacy/purpose.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_notice(request: HttpRequest) -> HttpResponse:
    """Publish the next version of the notice."""
    demand(actor_of(request).may_anywhere(Permission.POLICY_EDIT))
    form = privacy.NoticeForm(request.POST or None, initial=_newest_texts())
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("changes", "valid_from", "renews")}
        try:
            version = operations.publish_notice(form.texts(), actor=actor_of(request), **values)
        except ShijianError as error:
            show(form, error)
        else:
            messages.success(request, _("Version %(number)s is published.") % {"number": version})
            return redirect("people:notice", version)
    return render(
        request, "people/privacy/new_notice.html", {"form": form}, status=422 if form.errors else 200
    )


@login_required
@require_safe
def assessments(request: HttpRequest) -> HttpResponse:
    """Impact assessments, newest first."""
    demand(actor_of(request).may_anywhere(Permission.POLICY_EDIT))
    found = page(ImpactAssessment.objects.select_related("replaced_by"), request)
    return render(request, "people/privacy/assessments.html", {"page": found})


@login_required
@require_safe
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """One impact assessment."""
    demand(actor_of(request).may_anywhere(Permission.POLICY_EDIT))
    row = get_object_or_404(ImpactAssessment.objects.select_related("replaced_by", "replaces"), pk=pk)
    labels = [
        str(kernel_purposes.PURPOSES[key].label) for key in row.purposes if key in kernel_purposes.PURPOSES
    ]
    context = {"row": row, "causes": [Cause(each).label for each in row.causes], "purposes": labels}
    return render(request, "people/privacy/assessment.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_assessment(request: HttpRequest) -> HttpResponse:
    """Record an impact assessment; `replaces` names the one that it renews."""
    demand(actor_of(request).may_anywhere(Permission.POLICY_EDIT))
    key = request.GET.get("replaces", "")
    rows = ImpactAssessment.objects.filter(replaced_by__isnull=True)
    old = get_object_or_404(rows, pk=int(key)) if key.isdigit() and len(key) < 19 else None
    form = privacy.AssessmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = operations.record_assessment(replaces=old, actor=actor_of(request), **form.cleaned_data)
        except ShijianError as error:
            show(form, error)
        else:
            messages.success(request, _("The assessment is kept."))
            return redirect("people:assessment", row.pk)
    context = {"form": form, "old": old}
    return render(request, "people/privacy/new_assessment.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def incidents(request: HttpRequest) -> HttpResponse:
    """Incidents, newest first."""
    demand(rules.can_keep_incidents(actor_of(request)))
    return render(request, "people/privacy/incidents.html", {"page": page(Incident.objects.all(), request)})


@login_required
@require_safe
def incident(request: HttpRequest, pk: int) -> HttpResponse:
    """One incident, who was told, and what can be done now."""
    return _incident(request, _row(request, pk))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_incident(request: HttpRequest) -> HttpResponse:
    """Open an incident."""
    demand(rules.can_keep_incidents(actor_of(request)))
    form = privacy.IncidentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = operations.record_incident(actor=actor_of(request), **form.cleaned_data)
        except ShijianError as error:
            show(form, error)
        else:
            messages.success(request, _("The incident is recorded; the time to report it runs."))
            return redirect("people:incident", row.pk)
    return render(
        request, "people/privacy/new_incident.html", {"form": form}, status=422 if form.errors else 200
    )


@login_required
@require_POST
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Note who was told."""
    row, form = _row(request, pk), privacy.ReportForm(request.POST)
    if form.is_valid():
        try:
            operations.report_incident(row, actor=actor_of(request), **form.cleaned_data)
            messages.success(request, _("It is noted who was told."))
            return redirect("people:incident", pk)
        except ShijianError as error:
            show(form, error)
    return _incident(request, row, report_form=form)


@login_required
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an incident."""
    row, form = _row(request, pk), privacy.RemedyForm(request.POST)
    if form.is_valid():
        try:
            operations.close_incident(row, actor=actor_of(request), **form.cleaned_data)
            messages.success(request, _("The incident is closed."))
        except ShijianError as error:
            say(request, error)
    return redirect("people:incident", pk)


def _row(request: HttpRequest, pk: int) -> Incident:
    demand(rules.can_keep_incidents(actor_of(request)))
    return get_object_or_404(Incident, pk=pk)


def _incident(
    request: HttpRequest, row: Incident, *, report_form: privacy.ReportForm | None = None
) -> HttpResponse:
    context = {
        "row": row,
        "reports": list(row.reports.select_related("reported_by").order_by("at", "pk")),
        "report_form": report_form or privacy.ReportForm(),
        "remedy_form": privacy.RemedyForm(),
    }
    status = 422 if report_form is not None else 200
    return render(request, "people/privacy/incident.html", context, status=status)


def _newest_texts() -> dict[str, str]:
    version = notices.version_on()
    chinese = notices.text_of(version, language="zh-hans")
    english = notices.text_of(version, language="en")
    is_english = english is not None and english.language == "en"
    return {
        "text": chinese.text if chinese else "",
        "english": english.text if english is not None and is_english else "",
    }
