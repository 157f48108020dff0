"""Agreements: offering, reading, signing, ending and fetching one; the versions of the text."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel.actor import Permission
from shijian.kernel.errors import NotAllowed, OutOfReach, ShijianError
from shijian.kernel.http import ActorRequest
from shijian.people.queries.minors import access
from shijian.volunteers import rules
from shijian.volunteers.flow import AGREEMENT_FLOW
from shijian.volunteers.forms.agreements import AgreementForm, EndAgreementForm, PaperForm, TextForm
from shijian.volunteers.models import Agreement, AgreementText
from shijian.volunteers.operations import agreements
from shijian.volunteers.views.common import home_of, load_volunteer, submit


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: ActorRequest, pk: int) -> HttpResponse:
    """Offer an agreement to a volunteer."""
    volunteer = load_volunteer(request, pk)
    if rules.is_own(request.actor, volunteer) or not rules.can_confirm(request.actor, volunteer):
        raise NotAllowed
    form = AgreementForm(request.POST or None, actor=request.actor, initial={"unit": volunteer.unit_id})
    made = submit(
        request, form, lambda: agreements.offer_agreement(volunteer, actor=request.actor, **form.cleaned_data)
    )
    if made:
        messages.success(request, _("Offered. The volunteer reads it and signs or declines."))
        return redirect("volunteers:agreement", made.pk)
    back = reverse("volunteers:detail", args=[pk])
    context = {"form": form, "title": _("Offer an agreement"), "subtitle": "", "back_url": back}
    return render(request, "volunteers/form.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_safe
def agreement(request: ActorRequest, pk: int) -> HttpResponse:
    """Read an agreement; the buttons are those of whoever reads."""
    row = _found(request, pk)
    moves = AGREEMENT_FLOW.moves(row, actor=request.actor)
    own = rules.is_own(request.actor, row.volunteer)
    context = {
        "row": row,
        "name": _name(row, request),
        "moves": moves,
        "paper_form": PaperForm() if "sign" in moves and not own else None,
        "end_form": EndAgreementForm(),
        "back_url": home_of(row.volunteer, request.actor),
    }
    return render(request, "volunteers/agreement.html", context)


@login_required
@require_POST
def act(request: ActorRequest, pk: int, deed: str) -> HttpResponse:
    """Sign, decline or end."""
    row = _found(request, pk)
    if deed not in ("sign", "decline", "end"):
        raise Http404
    try:
        _do(row, deed, request)
        messages.success(request, _("Noted. The other side is told."))
    except ShijianError as error:
        text = "; ".join(str(each) for each in error.fields.values()) or str(error)
        messages.warning(request, text)
    return redirect("volunteers:agreement", pk)


def _do(row: Agreement, deed: str, request: ActorRequest) -> None:
    actor, given = request.actor, request.POST
    if deed == "sign":
        agreements.sign_agreement(row, actor=actor, evidence=given.get("evidence", ""))
    elif deed == "decline":
        agreements.decline_agreement(row, actor=actor)
    else:
        agreements.end_agreement(row, reason=given.get("reason", ""), actor=actor)


@login_required
@never_cache
@require_safe
def copy(request: ActorRequest, pk: int) -> HttpResponse:
    """Fetch an agreement as a text file."""
    row = _found(request, pk)
    text = render_to_string("volunteers/agreement.txt", {"row": row, "name": _name(row, request)})
    response = HttpResponse("\ufeff" + text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="agreement-{row.pk}.txt"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def texts(request: ActorRequest) -> HttpResponse:
    """The versions of the text, and publishing the next one."""
    if not request.actor.may_anywhere(Permission.VOLUNTEER_EDIT):
        raise OutOfReach
    may_edit = request.actor.may_anywhere(Permission.POLICY_EDIT)
    if request.method == "POST" and not may_edit:
        raise NotAllowed
    form = TextForm(request.POST or None)
    if submit(
        request, form, lambda: agreements.publish_agreement_text(actor=request.actor, **form.cleaned_data)
    ):
        messages.success(request, _("Published. New agreements use this text."))
        return redirect("volunteers:agreement-texts")
    rows = AgreementText.objects.order_by("-version")[:20]
    context = {"rows": rows, "form": form if may_edit else None}
    return render(request, "volunteers/agreement_texts.html", context, status=422 if form.errors else 200)


def _found(request: ActorRequest, pk: int) -> Agreement:
    rows = Agreement.objects.visible_to(request.actor)
    related = ("volunteer__person__account", "unit", "text", "offered_by", "signed_by")
    found: Any = get_object_or_404(rows.select_related(*related), pk=pk)
    return found  # type: ignore[no-any-return]


def _name(row: Agreement, request: ActorRequest) -> str:
    person = row.volunteer.person
    return person.name if access.shows_whole(request.actor, person) else access.masked_name(person)
