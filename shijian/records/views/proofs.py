"""The volunteer's card and statements for appraisals: made and shown to the volunteer, checked by anybody."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shijian.kernel import limits
from shijian.kernel.http import ActorRequest, paper_reply
from shijian.kernel.paging import page
from shijian.records.models import AppraisalStatement, VolunteerCard
from shijian.records.models.proofs import CARRYING
from shijian.records.operations import proofs as operations
from shijian.records.queries import proof_papers, proofs
from shijian.volunteers.models import Volunteer


@login_required
@require_safe
def card(request: ActorRequest) -> HttpResponse:
    """One's own card and those of wards."""
    cards = proofs.cards_of(request.actor)
    rows = [
        {"volunteer": each, "card": cards.get(each.pk), "may": each.state in CARRYING}
        for each in proofs.own_volunteers(request.actor)
    ]
    return render(request, "records/card.html", {"rows": rows})


@login_required
@require_POST
def make_card(request: ActorRequest, pk: int) -> HttpResponse:
    """Make the card of a volunteer entry; the one before ends."""
    operations.make_card(_own(request, pk), actor=request.actor)
    messages.success(request, _("The card is made. An earlier one does not hold any more."))
    return redirect("records:card")


@login_required
@limits.rated(limits.EXPORT)
@require_safe
def card_sheet(request: ActorRequest, pk: int) -> HttpResponse:
    """A card that holds as PDF, for those whose it is."""
    rows = VolunteerCard.objects.visible_to(request.actor).select_related("volunteer__person")
    row = get_object_or_404(rows, pk=pk)
    if not row.is_valid or not row.token:
        raise Http404
    return paper_reply(proof_papers.card_pdf(row, site=_site(request)), f"{row.code}.pdf")


@limits.rated(limits.VERIFY)
@require_safe
def check_card(request: HttpRequest, code: str) -> HttpResponse:
    """What the code on a card says, to anybody: whether it holds, masked name, unit, since when."""
    found = proofs.card_checked(code)
    return render(request, "records/card_check.html", {"found": found}, status=200 if found else 404)


@login_required
@require_safe
def statements(request: ActorRequest) -> HttpResponse:
    """One's own statements and those of wards; another one is made at a press."""
    context = {
        "page": page(proofs.statements_of(request.actor), request),
        "volunteers": proofs.own_volunteers(request.actor),
        "warnings": proof_papers.warnings(),
    }
    return render(request, "records/statements.html", context)


@login_required
@require_POST
def make_statement(request: ActorRequest, pk: int) -> HttpResponse:
    """State what counts of a volunteer entry today."""
    row = operations.make_statement(_own(request, pk), actor=request.actor)
    return redirect("records:statement", row.pk)


@login_required
@require_safe
def statement(request: ActorRequest, pk: int) -> HttpResponse:
    """One statement with its warning."""
    row = _statement(request, pk)
    return render(request, "records/statement.html", {"row": row, **proof_papers.statement_words(row.facts)})


@login_required
@limits.rated(limits.EXPORT)
@require_safe
def statement_sheet(request: ActorRequest, pk: int) -> HttpResponse:
    """One statement as PDF."""
    row = _statement(request, pk)
    return paper_reply(proof_papers.statement_pdf(row, site=_site(request)), f"{row.number}.pdf")


def _statement(request: ActorRequest, pk: int) -> AppraisalStatement:
    row = get_object_or_404(proofs.statements_of(request.actor), pk=pk)
    if not row.token:
        raise Http404
    return row


def _own(request: ActorRequest, pk: int) -> Volunteer:
    return get_object_or_404(proofs.own_volunteers(request.actor), pk=pk)


def _site(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"
