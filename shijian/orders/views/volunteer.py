"""For the volunteer: offers, orders open to claims, own services with check-in and check-out."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shijian.kernel import device_mark, queued
from shijian.kernel.doing import attempt, complain
from shijian.kernel.errors import OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.orders import rules
from shijian.orders.enums import OfferState
from shijian.orders.forms.dispatch import LeaveForm, ObjectionForm, RefuseForm
from shijian.orders.models import Assignment, Offer
from shijian.orders.operations import absences, answer, service
from shijian.orders.queries import absences as absence_reads
from shijian.orders.queries import demands, likely, reasons, recipients
from shijian.orders.queries import offers as reads


@login_required
@require_safe
def offers(request: ActorRequest) -> HttpResponse:
    """What needs me: open offers to me and to the teams that I lead."""
    found = page(reads.open_offers(request.actor), request)
    cards = [_card(offer) for offer in found.items]
    own = request.actor.volunteer_id
    context = {
        "cards": cards,
        "page": found,
        "claims": reads.claimable(request.actor).count(),
        "expected": likely.own(own) if own else None,
    }
    return render(request, "orders/offers.html", context)


def _card(offer: Offer) -> dict[str, Any]:
    found = reasons.unpack(offer.explanation)
    facts = {"reasons": reasons.told(found), "why": reasons.sentence(found)}
    return {"offer": offer, "order": offer.order, **facts}


@login_required
@require_safe
def offer(request: ActorRequest, pk: int) -> HttpResponse:
    """One offer: what, when, where, why me."""
    asked = get_object_or_404(reads.answerable(request.actor), pk=pk)
    is_open = asked.state == OfferState.OPEN
    context = {**_card(asked), "is_open": is_open, "form": RefuseForm(), "others": asked.order.headcount}
    reader = asked.volunteer.person_id if asked.volunteer else request.actor.person_id
    version, is_read = absence_reads.risk_of(asked.order, reader)
    context |= {"version": version, "must_read": asked.volunteer is not None and not is_read}
    context["demands"] = demands.of(asked.order)
    context["by_proxy"] = asked.volunteer_id not in (None, request.actor.volunteer_id)
    return render(request, "orders/offer.html", context)


@login_required
@require_POST
def accept(request: ActorRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(reads.answerable(request.actor), pk=pk)
    if not attempt(
        request, lambda: answer.accept_offer(asked, actor=request.actor), _("Thank you. You are expected.")
    ):
        return redirect("orders:offers")
    return _after(request, asked)


def _after(request: ActorRequest, asked: Offer) -> HttpResponse:
    if asked.volunteer_id is not None and asked.volunteer_id == request.actor.volunteer_id:
        return redirect("orders:services")
    desk = asked.volunteer_id is not None and rules.can_dispatch(request.actor, asked.order)
    return redirect("orders:dispatch" if desk else "orders:team-order", asked.order_id)


@login_required
@require_POST
def refuse(request: ActorRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(reads.answerable(request.actor), pk=pk)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        complain(request, form)
        return redirect("orders:offer", asked.pk)
    data = form.cleaned_data
    attempt(
        request,
        lambda: answer.refuse_offer(asked, actor=request.actor, **data),
        _("Noted. It costs you nothing."),
    )
    own = asked.volunteer_id in (None, request.actor.volunteer_id)
    return redirect("orders:offers") if own else _after(request, asked)


@login_required
@require_safe
def claims(request: ActorRequest) -> HttpResponse:
    """Orders nearby that are open to all who fit."""
    found = page(reads.claimable(request.actor), request)
    unread = absence_reads.unread(found.items, request.actor.person_id)
    cards = [(order, unread.get(order.pk, "")) for order in found.items]
    return render(request, "orders/offer_claims.html", {"page": found, "cards": cards})


@login_required
@require_POST
def claim(request: ActorRequest, pk: int) -> HttpResponse:
    order = get_object_or_404(reads.claimable(request.actor), pk=pk)
    taken = attempt(
        request, lambda: answer.claim_order(order, actor=request.actor), _("Thank you. You are expected.")
    )
    return redirect("orders:services" if taken else "orders:claims")


@login_required
@require_safe
def services(request: ActorRequest) -> HttpResponse:
    """My services: what comes, and what was."""
    coming = reads.services(request.actor).order_by("order__wished_from")[:50]
    context = {"coming": coming, "page": page(reads.past_services(request.actor), request, size=10)}
    return render(request, "orders/services.html", context)


@login_required
@require_safe
def service_page(request: ActorRequest, pk: int) -> HttpResponse:
    """One service of mine: where to go, and the one big button."""
    own = _own(request, pk)
    first, last = service.window(own.order)
    contact = recipients.contact(own.order, request.actor)
    context = {
        "row": own,
        "order": own.order,
        "first": first,
        "last": last,
        "contact": contact,
        "form": LeaveForm(),
        "demands": demands.of(own.order),
    }
    context["absence"], may_object = absence_reads.of_assignment(own)
    context["objection"] = ObjectionForm() if may_object else None
    return render(request, "orders/service.html", context)


@login_required
@require_POST
def check_in(request: ActorRequest, pk: int) -> HttpResponse:
    own = _own(request, pk)
    attempt(
        request,
        lambda: service.check_in(own, actor=request.actor, **_device(request)),
        _("Checked in. Thank you for coming."),
    )
    return redirect("orders:service", own.pk)


@login_required
@require_POST
def check_out(request: ActorRequest, pk: int) -> HttpResponse:
    own = _own(request, pk)
    done = _("Checked out. Thank you!")
    attempt(request, lambda: service.check_out(own, actor=request.actor, **_device(request)), done)
    return redirect("orders:services")


def _device(request: ActorRequest) -> dict[str, Any]:
    """What the device says: when it was done, if it had no signal, and its mark."""
    return {"said": queued.moment_of(request), "device": device_mark.of_request(request)}


@login_required
@require_POST
def drop(request: ActorRequest, pk: int) -> HttpResponse:
    own = _own(request, pk)
    form = LeaveForm(request.POST)
    if not form.is_valid():
        complain(request, form)
        return redirect("orders:service", own.pk)
    data = form.cleaned_data
    done = _("Noted. Somebody else will be asked.")
    attempt(request, lambda: absences.withdraw_assignment(own, actor=request.actor, **data), done)
    return redirect("orders:services")


def _own(request: ActorRequest, pk: int) -> Assignment:
    if request.actor.volunteer_id is None:
        raise OutOfReach
    rows = Assignment.objects.filter(volunteer_id=request.actor.volunteer_id)
    return get_object_or_404(rows.select_related("order__unit", "order__recipient", "order__team"), pk=pk)
