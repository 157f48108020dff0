"""The card and statements for appraisals: made and shown to the volunteer or on his paper, checked by anybody."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel import limits, photos
from shijian.kernel.actor import Permission
from shijian.kernel.doing import entered
from shijian.kernel.http import ActorRequest, paper_reply
from shijian.kernel.paging import page
from shijian.people.queries.minors import access
from shijian.records.forms.certificates import ConsentForm
from shijian.records.models import AppraisalStatement, VolunteerCard
from shijian.records.models.proofs import CARRYING
from shijian.records.operations import proofs as operations
from shijian.records.queries import proof_papers, proofs
from shijian.records.queries.own import own_volunteers
from shijian.volunteers.models import Volunteer


@login_required
@require_safe
def card(request: ActorRequest) -> HttpResponse:
    """One's own card and those of wards."""
    cards = proofs.cards_of(request.actor)
    rows = [
        {"volunteer": each, "card": cards.get(each.pk), "may": each.state in CARRYING}
        for each in own_volunteers(request.actor)
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
        "volunteers": own_volunteers(request.actor),
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
@require_http_methods(["GET", "HEAD", "POST"])
def statement_for(request: ActorRequest, pk: int) -> HttpResponse:
    """Make a statement for a volunteer who cannot use the page, on a paper that he signed."""
    within = request.actor.within(Permission.SERVICE_RECORD, "unit_path")
    volunteer = get_object_or_404(Volunteer.objects.filter(within).select_related("person"), pk=pk)
    form = ConsentForm(request.POST or None, request.FILES or None)
    made = entered(form, lambda: _make_for(request, volunteer, form))
    if made is not None:
        messages.success(request, _("The statement is made; the volunteer is told. Hand it to him only."))
        return redirect("records:statement", made.pk)
    protected = access.is_protected(volunteer.person)
    context = {
        "form": form, "volunteer": volunteer, "warnings": proof_papers.warnings()[1:], "protected": protected,
        "name": access.masked_name(volunteer.person) if protected else volunteer.person.name,
    }  # fmt: skip
    return render(request, "records/statement_for.html", context)


def _make_for(request: ActorRequest, volunteer: Volunteer, form: ConsentForm) -> AppraisalStatement:
    data = dict(form.cleaned_data)
    with photos.held(data.pop("photo")) as key:
        return operations.make_consented_statement(volunteer, file_key=key, actor=request.actor, **data)


@login_required
@never_cache
@require_safe
def statement_consent(request: ActorRequest, pk: int) -> FileResponse:
    """The photo of the signed paper, for the volunteer and who made the statement."""
    row = get_object_or_404(proofs.statements_of(request.actor).filter(consent__isnull=False), pk=pk)
    return photos.reply(row.consent.file_key)


@login_required
@require_safe
def statement(request: ActorRequest, pk: int) -> HttpResponse:
    """One statement with its warning."""
    row = _statement(request, pk)
    context = {"row": row, "on_paper": "consented_on" in row.facts, **proof_papers.statement_words(row.facts)}
    return render(request, "records/statement.html", context)


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
    return get_object_or_404(own_volunteers(request.actor), pk=pk)


def _site(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"
