"""Certificates: verified by their number by anybody, shown and downloaded by those whose they are."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from shijian.kernel import limits
from shijian.kernel.http import ActorRequest, paper_reply
from shijian.kernel.paging import page
from shijian.people.queries.minors import access
from shijian.records.enums import CertificateKind
from shijian.records.forms.certificates import NumberForm
from shijian.records.models import Certificate
from shijian.records.queries import certificate_paper, service_certificates, service_paper
from shijian.records.queries import certificates as reads

MOST = 20


@limits.rated(limits.VERIFY)
@require_safe
def look_up(request: HttpRequest) -> HttpResponse:
    """A number is typed; its page is opened."""
    form = NumberForm(request.GET if "number" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("records:certificate", form.cleaned_data["number"])
    return render(
        request, "records/certificate_check.html", {"form": form}, status=422 if form.errors else 200
    )


@limits.rated(limits.VERIFY)
@require_safe
def check(request: HttpRequest, number: str) -> HttpResponse:
    """What a number says, to anybody: whether it holds, of what and of whom in public."""
    found = reads.checked(number)
    context = {"found": found, "form": NumberForm(initial={"number": number[:40]})}
    return render(request, "records/certificate_check.html", context, status=200 if found else 404)


@login_required
@require_safe
def mine(request: ActorRequest) -> HttpResponse:
    """One's own certificates, those of wards and of led teams, and what was asked for."""
    asked = service_certificates.of_person(request.actor.person_id or 0).exclude(
        state__in=("issued", "revoked")
    )
    rows = page(reads.mine(request.actor), request)
    context = {
        "page": rows,
        "rows": [(row, reads.status_of(row)) for row in rows.items],
        "asked": asked.order_by("-pk")[:MOST],
    }
    return render(request, "records/my_certificates.html", context)


def _is_open(request: ActorRequest, row: Certificate) -> bool:
    """A paper that names a minor whole wants the same leave as the record of the minor."""
    return row.kind != CertificateKind.SERVICE or access.shows_whole(request.actor, row.holder.person)


@login_required
@limits.rated(limits.EXPORT)
@require_safe
def sheet(request: ActorRequest, pk: int) -> HttpResponse:
    """One certificate as PDF, for those who see it."""
    rows = reads.whole(Certificate.objects.visible_to(request.actor).valid())
    row = get_object_or_404(rows, pk=pk)
    site = f"{request.scheme}://{request.get_host()}"
    if not row.holder.name or not _is_open(request, row):
        raise Http404
    if row.kind == CertificateKind.SERVICE:
        made = service_paper.service_certificate_pdf(row, site=site)
    else:
        made = certificate_paper.certificates_pdf([row], site=site)
    return paper_reply(made, f"{row.number}.pdf")
