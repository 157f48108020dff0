"""Certificates of a contest behind the counter: issue by prize, print, revoke, issue anew."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shijian.activities.forms.certificates import IssueForm, ReasonForm
from shijian.activities.models import Contest
from shijian.activities.operations import certificates as operations
from shijian.activities.queries import certificates as reads
from shijian.activities.views.organising import run_by
from shijian.kernel import limits
from shijian.kernel.doing import show
from shijian.kernel.errors import ShijianError
from shijian.kernel.http import ActorRequest, paper_reply
from shijian.records.models import Certificate
from shijian.records.queries import certificate_paper

DEEDS = {
    "revoke": operations.revoke_contest_certificate,
    "reissue": operations.reissue_contest_certificate,
}


def _contest(request: ActorRequest, pk: int) -> Contest:
    rows = Contest.objects.select_related("activity__unit")
    return get_object_or_404(rows, activity=run_by(request, pk))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: ActorRequest, pk: int) -> HttpResponse:
    """The certificates of a contest by prize; issue those of chosen prizes."""
    found = _contest(request, pk)
    rows = reads.rows(found)
    form = IssueForm(request.POST or None, groups=reads.groups(rows))
    if request.method == "POST" and form.is_valid():
        try:
            operations.issue_certificates(found, actor=request.actor, **form.cleaned_data)
        except ShijianError as error:
            show(form, error)
        else:
            return redirect("activities:certificates", pk)
    context = {"contest": found, "activity": found.activity, "rows": rows, "form": form}
    context["issued"] = sum(row.is_issued for row in rows)
    return render(request, "activities/certificates.html", context, status=422 if form.errors else 200)


@login_required
@limits.rated(limits.EXPORT)
@require_safe
def sheets(request: ActorRequest, pk: int) -> HttpResponse:
    """All certificates in force in one file, or the one of `?only=`, for print."""
    found = [row.certificate for row in reads.rows(_contest(request, pk)) if row.is_issued]
    only = request.GET.get("only", "")
    chosen = [each for each in found if each is not None and only in ("", str(each.pk))]
    if not chosen:
        raise Http404
    site = f"{request.scheme}://{request.get_host()}"
    return paper_reply(certificate_paper.certificates_pdf(chosen, site=site), f"{chosen[0].number}.pdf")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: ActorRequest, pk: int, certificate_pk: int, deed: str) -> HttpResponse:
    """Revoke a certificate, or issue it anew: the question, then the deed."""
    found = _contest(request, pk)
    keys = [row.certificate.pk for row in reads.rows(found) if row.certificate is not None]
    certificate = get_object_or_404(Certificate.objects.filter(pk__in=keys), pk=certificate_pk)
    if deed not in DEEDS:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            DEEDS[deed](found, certificate, actor=request.actor, **form.cleaned_data)
        except ShijianError as error:
            show(form, error)
        else:
            return redirect("activities:certificates", pk)
    context = {
        "form": form,
        **_question(deed, certificate),
        "back_url": reverse("activities:certificates", args=[pk]),
    }
    return render(request, "shijian/confirm.html", context, status=422 if form.errors else 200)


def _question(deed: str, certificate: Certificate) -> dict[str, Any]:
    number = {"number": certificate.number}
    if deed == "revoke":
        return {
            "question": _("Revoke certificate %(number)s?") % number, "action_label": _("Revoke"), "tone": "danger",
            "explanation": _("Whoever verifies its number reads that it does not hold any more. It cannot be undone."),
        }  # fmt: skip
    return {
        "question": _("Issue certificate %(number)s anew?") % number, "action_label": _("Issue anew"),
        "explanation": _("The old number is revoked; a new one is issued with the names that are right today."),
    }  # fmt: skip
