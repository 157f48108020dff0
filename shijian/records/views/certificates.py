"""Certificates: verified by their number by anybody, shown and downloaded by those whose they are."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from shijian.kernel import limits
from shijian.kernel.http import ActorRequest, paper_reply
from shijian.kernel.paging import page
from shijian.records.forms.certificates import NumberForm
from shijian.records.models import Certificate
from shijian.records.queries import certificate_paper
from shijian.records.queries import certificates as reads


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
    """One's own certificates, those of wards and of led teams."""
    return render(request, "records/my_certificates.html", {"page": page(reads.mine(request.actor), request)})


@login_required
@limits.rated(limits.EXPORT)
@require_safe
def sheet(request: ActorRequest, pk: int) -> HttpResponse:
    """One certificate as PDF, for those who see it."""
    rows = reads.whole(Certificate.objects.visible_to(request.actor).valid())
    row = get_object_or_404(rows, pk=pk)
    site = f"{request.scheme}://{request.get_host()}"
    return paper_reply(certificate_paper.certificates_pdf([row], site=site), f"{row.number}.pdf")
