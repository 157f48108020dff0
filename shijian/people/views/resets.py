"""A new password with two officers, and the slip that one hands out."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel.actor import Actor, Permission
from shijian.kernel.doing import show
from shijian.kernel.errors import ShijianError
from shijian.kernel.paging import page
from shijian.people import operations, rules
from shijian.people.enums import ResetState
from shijian.people.flow import RESET_FLOW
from shijian.people.forms.logins import ResetForm, SlipForm
from shijian.people.models import Invitation, Person, ResetRequest
from shijian.people.queries import resets as queries
from shijian.people.views.common import actor_of, demand, say

TONES: dict[str, str] = {ResetState.ASKED: "warn", ResetState.CONFIRMED: "info", ResetState.ISSUED: "done"}


@login_required
@require_safe
def resets(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    demand(_handles_logins(actor))
    found = page(queries.listed(actor), request, size=20)
    rows = [(row, TONES.get(row.state, "neutral"), RESET_FLOW.moves(row, actor=actor)) for row in found.items]
    return render(request, "people/resets.html", {"page": found, "rows": rows})


@login_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    person = get_object_or_404(Person.objects.select_related("unit"), pk=pk)
    demand(actor.person_id != pk and operations.may_handle_login(actor, person))
    form = ResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.ask_reset(person, reason=form.cleaned_data["reason"], actor=actor)
        except ShijianError as error:
            show(form, error)
        else:
            messages.success(request, _("Asked. A second officer finds it on the list and decides."))
            return redirect("people:resets")
    back = "people:detail" if rules.can_see(actor, person) else "people:resets"
    back_url = reverse(back, args=[pk] if back == "people:detail" else [])
    return render(request, "people/reset_ask.html", {"form": form, "person": person, "back_url": back_url})


@login_required
@require_POST
def decide(request: HttpRequest, reset_pk: int) -> HttpResponse:
    row, confirm = _row(request, reset_pk), "confirm" in request.POST
    try:
        operations.decide_reset(row, confirm=confirm, actor=actor_of(request))
        messages.success(request, _("Confirmed.") if confirm else _("Refused."))
    except ShijianError as error:
        say(request, error)
    return redirect("people:resets")


@login_required
@never_cache
@require_POST
def issue(request: HttpRequest, reset_pk: int) -> HttpResponse:
    row = _row(request, reset_pk)
    try:
        invitation, secret = operations.issue_reset(row, actor=actor_of(request))
    except ShijianError as error:
        say(request, error)
        return redirect("people:resets")
    return show_slip(request, row.person, invitation, secret, reverse("people:resets"))


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def slip(request: HttpRequest) -> HttpResponse:
    """Take the code of a slip; the link behind it follows."""
    form = SlipForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            secret = operations.redeem_slip(form.cleaned_data["code"], actor=actor_of(request))
        except ShijianError as error:
            show(form, error)
        else:
            return redirect("people:invitation", secret)
    return render(request, "people/slip.html", {"form": form}, status=422 if form.errors else 200)


def show_slip(
    request: HttpRequest, person: Person, invitation: Invitation, secret: str, back_url: str
) -> HttpResponse:
    """Show the secret this once, as a link and as a code to copy by hand or to print."""
    context = {
        "person": person,
        "row": invitation,
        "link": request.build_absolute_uri(reverse("people:invitation", args=[secret])),
        "page_url": request.build_absolute_uri(reverse("people:slip")),
        "code": "-".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "back_url": back_url,
    }
    return render(request, "people/invited.html", context)


def _row(request: HttpRequest, pk: int) -> ResetRequest:
    return get_object_or_404(
        ResetRequest.objects.visible_to(actor_of(request)).select_related("person"), pk=pk
    )


def _handles_logins(actor: Actor) -> bool:
    return actor.may_anywhere(Permission.PERSON_EDIT) or actor.may_anywhere(Permission.ACCOUNT_MANAGE)
