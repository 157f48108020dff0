"""A guardian's own page: for whom he answers, what he consents to, and how he takes it back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shijian.kernel.errors import ShijianError
from shijian.people.enums import Purpose
from shijian.people.models import Person
from shijian.people.operations.minors import children, papers
from shijian.people.queries.minors import wards
from shijian.people.views.common import actor_of, number, say


@login_required
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """One's wards with each consent."""
    rows = [(ward, wards.consents_of(ward)) for ward in wards.of_guardian(actor_of(request))[:20]]
    return render(request, "people/minors/wards.html", {"wards": rows})


@login_required
@require_POST
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Give or take back one consent. The data of a child have a screen of their own."""
    ward, purpose = _ward(request, pk), request.POST.get("purpose", "")
    try:
        if "withdraw" in request.POST:
            papers.withdraw_as_guardian(ward, purpose=purpose, actor=actor_of(request))
            messages.success(request, _("Your consent is withdrawn."))
        else:
            papers.consent_as_guardian(ward, purpose=purpose, actor=actor_of(request))
            messages.success(request, _("Your consent is noted."))
    except ShijianError as error:
        say(request, error)
    return redirect("people:wards")


@login_required
@never_cache
@require_safe
def child(request: HttpRequest, pk: int) -> HttpResponse:
    """The rules for children with two equal buttons: I consent, I refuse."""
    ward = _ward(request, pk)
    context = {"ward": ward, "notice": wards.current_notice(), "stands": wards.child_data_stands(ward)}
    return render(request, "people/minors/child_consent.html", context)


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Consent to the data of a child under the version that was shown, or refuse."""
    ward, version = _ward(request, pk), number(request.POST.get("notice")) or 0
    try:
        if "refuse" in request.POST:
            children.refuse_child_data(ward, notice=version, actor=actor_of(request))
            messages.success(
                request, _("You have refused. Only what is needed to help the child at your word is kept.")
            )
        else:
            papers.consent_as_guardian(
                ward, purpose=Purpose.CHILD_DATA, notice=version, actor=actor_of(request)
            )
            messages.success(request, _("Your consent is noted."))
    except ShijianError as error:
        say(request, error)
        return redirect("people:child", ward.pk)
    return redirect("people:wards")


def _ward(request: HttpRequest, pk: int) -> Person:
    return get_object_or_404(wards.of_guardian(actor_of(request)), pk=pk)
