"""The page of one order for the resident side, and taking it back or asking for a second look."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shijian.kernel import words
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.doing import show
from shijian.kernel.errors import OutOfReach, ShijianError
from shijian.kernel.http import ActorRequest
from shijian.orders import rules
from shijian.orders.enums import AssignmentState
from shijian.orders.flow import ORDER_FLOW
from shijian.orders.forms.intake import ReasonForm, WithdrawForm
from shijian.orders.models import Assignment, Order
from shijian.orders.operations import intake
from shijian.orders.operations.verify import URGEABLE
from shijian.orders.queries import absences, planned, recipients, timeline
from shijian.orders.views.resident import visible
from shijian.people.queries.contacts import contact_for


@login_required
@require_safe
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    order = visible(request, pk)
    own = rules.is_recipient(request.actor, order)
    if not own and request.actor.may(Permission.ORDER_VIEW, order.unit_path):
        return redirect("orders:office-detail", order.pk)
    context = {
        "order": order,
        "own": own,
        "state": timeline.state_words(order),
        "tone": timeline.state_tone(order),
        "next_step": timeline.next_step(order) if own else "",
        "planned": planned.words_for(order, request.actor),
        "entries": _story(order, request.actor, own=own),
        "facts": facts_of(order, request.actor),
        "contact": contact_for(order.handler),
        "moves": moves(order, request.actor) if own else [],
        "unconfirmed": unconfirmed(order, request.actor) if own else [],
    }
    if own and order.risk and order.risk_note:
        context["risk_version"], context["risk_read"] = absences.risk_of(order, request.actor.person_id)
    return render(request, "orders/detail.html", context)


def _story(order: Order, actor: Actor, *, own: bool) -> list[timeline.Entry]:
    """Whoever is only asked to serve need not read the resident's story."""
    return timeline.of(order, actor) if own or rules.can_see_contact(actor, order) else []


def facts_of(order: Order, actor: Actor) -> list[tuple[str, Any]]:
    """What is needed; address and phone only for those who may see them."""
    wished = f"{words.when_words(order.wished_from)} – {words.when_words(order.wished_until)}"
    facts = [(_("Number"), order.number), (_("When"), wished), (_("Where"), order.unit.name)]
    if (contact := recipients.contact(order, actor)) is not None:
        facts += [(_("For whom"), contact.name), (_("House or place"), contact.address)]
        facts += [(_("Phone"), contact.phone), (_("In own words"), contact.description)]
    facts.append((_("Possible risks"), order.risk_note))
    return [(label, value) for label, value in facts if value]


def moves(order: Order, actor: Actor) -> list[str]:
    """What the resident side may do now: withdraw, urge, appeal, rate."""
    found = [name for name in ("withdraw", "appeal", "rate") if ORDER_FLOW.can(order, name, actor=actor)]
    return [*found, "urge"] if order.state in URGEABLE else found


def unconfirmed(order: Order, actor: Actor) -> list[Assignment]:
    """Those who serve now and for whom the actor may vouch."""
    serving = [row for row in order.assignments.all() if row.state == AssignmentState.SERVING]
    return [row for row in serving if not row.confirmed_by_id and rules.can_vouch(actor, order, row)]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    order = visible(request, pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            intake.withdraw_order(order, reason=form.words, actor=request.actor)
        except ShijianError as error:
            show(form, error)
        else:
            messages.success(request, _("Withdrawn. You can ask again at any time."))
            return redirect("orders:detail", order.pk)
    question = _("Do you want to withdraw “%(title)s”?") % {"title": order.title}
    return _confirm(request, order, form, question, _("Withdraw"), tone="danger")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: ActorRequest, pk: int) -> HttpResponse:
    order = visible(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            intake.appeal_order(order, reason=form.cleaned_data["reason"], actor=request.actor)
        except ShijianError as error:
            show(form, error)
        else:
            messages.success(request, _("The next office upwards looks at it again."))
            return redirect("orders:detail", order.pk)
    return _confirm(request, order, form, _("Why should we take this on?"), _("Ask to look again"), tone="")


def _confirm(
    request: ActorRequest, order: Order, form: forms.Form, question: str, label: str, *, tone: str
) -> HttpResponse:
    if not rules.can_withdraw(request.actor, order):
        raise OutOfReach
    back = reverse("orders:detail", args=[order.pk])
    context = {"question": question, "action_label": label, "back_url": back, "form": form, "tone": tone}
    return render(request, "shijian/confirm.html", context, status=422 if form.errors else 200)
