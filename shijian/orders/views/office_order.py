"""One order at the desk: its whole story, and the decisions that are open now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from shijian.kernel import clock, duties
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.doing import show
from shijian.kernel.errors import OutOfReach, ShijianError
from shijian.kernel.http import ActorRequest
from shijian.orders import rules
from shijian.orders.enums import OPEN_STATES, OrderState, Urgency
from shijian.orders.flow import ORDER_FLOW
from shijian.orders.forms.cover import CommandForm
from shijian.orders.forms.intake import ReasonForm, ReferForm, VerifyForm
from shijian.orders.models import Channels, Order
from shijian.orders.operations import intake
from shijian.orders.operations.command import name_command
from shijian.orders.queries import demands, orders, planned, recipients, timeline
from shijian.orders.views.following import facts_of
from shijian.orders.views.resident import visible
from shijian.people.queries.contacts import contact_for

CORRECTED = (
    "title",
    "category",
    "headcount",
    "together",
    "minutes",
    "strains",
    "risk",
    "risk_note",
    "urgency",
    "wished_from",
    "wished_until",
)


@dataclass(frozen=True, slots=True)
class Deed:
    """A decision: its form, what it does, its words, whether it is dangerous."""

    form: type[forms.Form]
    run: Callable[..., Any]
    label: str | Promise
    done: str | Promise
    tone: str = ""


def _verify(order: Order, *, actor: Any, data: dict[str, Any]) -> Order:
    changes = {name: data[name] for name in CORRECTED} | {
        name: data[name] for name in ("skills", "trainings")
    }
    return intake.verify_order(order, actor=actor, changes=changes, note=data["note"])


def _plain(run: Callable[..., Any]) -> Callable[..., Any]:
    return lambda order, *, actor, data: run(order, actor=actor, **data)


DEEDS = {
    "verify": Deed(
        VerifyForm, _verify, _("Confirm the need"), _("Verified. It waits for dispatch."), "primary"
    ),
    "command": Deed(
        CommandForm,
        _plain(name_command),
        _("Name the body in command"),
        _("Noted. Helpers can be asked now."),
    ),
    "reject": Deed(ReasonForm, _plain(intake.reject_order), _("Do not admit"), _("Not admitted."), "danger"),
    "refer": Deed(ReferForm, _plain(intake.refer_order), _("Refer to somebody else"), _("Referred.")),
    "withdraw": Deed(
        ReasonForm, _plain(intake.withdraw_order), _("Withdraw for the resident"), _("Withdrawn.")
    ),
}


@login_required
@require_safe
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    return _page(request, _in_reach(request, pk), {})


@login_required
@require_POST
def act(request: ActorRequest, pk: int, deed: str) -> HttpResponse:
    order = _in_reach(request, pk)
    if (what := DEEDS.get(deed)) is None:
        raise Http404
    form = _form(deed, order, request.POST)
    if not form.is_valid():
        return _page(request, order, {deed: form}, status=422)
    try:
        what.run(order, actor=request.actor, data=form.cleaned_data)
    except ShijianError as error:
        show(form, error)
        return _page(request, _in_reach(request, pk), {deed: form}, status=error.status)
    messages.success(request, str(what.done))
    return redirect("orders:office-detail", order.pk)


def _in_reach(request: ActorRequest, pk: int) -> Order:
    order = visible(request, pk)
    if not request.actor.may(Permission.ORDER_VIEW, order.unit_path):
        raise OutOfReach
    return order


def _form(deed: str, order: Order, data: Any = None) -> forms.Form:
    initial: dict[str, Any] = {}
    if deed == "verify":
        initial = {name: getattr(order, name) for name in CORRECTED}
        initial |= {"skills": order.skills.all(), "trainings": order.trainings.all()}
        initial |= {name: clock.local(initial[name]) for name in ("wished_from", "wished_until")}
    return DEEDS[deed].form(data, initial=initial, prefix=deed)


def _page(
    request: ActorRequest, order: Order, forms_of: dict[str, forms.Form], *, status: int = 200
) -> HttpResponse:
    """The order; a form that failed stays open, even when somebody else was faster."""
    possible = [name for name in DEEDS if name in forms_of or _can(name, order, request.actor)]
    deeds = [
        {"name": n, "deed": DEEDS[n], "form": forms_of.get(n) or _form(n, order), "open": n in forms_of}
        for n in possible
    ]
    context = {
        "order": order,
        "tone": timeline.state_tone(order),
        "overdue": orders.is_overdue(order),
        "facts": [*facts_of(order, request.actor), *demands.of(order), *_origin(order, request.actor)],
        "locked": _locked(order, request),
        "planned": planned.words_for(order, request.actor),
        "entries": timeline.of(order, request.actor),
        "deeds": deeds,
        "second_person": _second_person(order, request),
        "contact": contact_for(order.handler),
        "may_insure": order.risk and rules.can_insure(request.actor, order),
        "insurances": list(order.insurances.order_by("pk")) if order.risk else [],
        "may_check": rules.can_record_service(request.actor, order)
        or rules.can_confirm(request.actor, order),
    }
    return render(request, "orders/office_detail.html", context, status=status)


def _can(name: str, order: Order, actor: Actor) -> bool:
    if name != "command":
        return ORDER_FLOW.can(order, name, actor=actor)
    is_open = order.urgency == Urgency.EMERGENCY and order.state in OPEN_STATES
    return is_open and rules.can_command(actor, order)


def _second_person(order: Order, request: ActorRequest) -> Any:
    """Why somebody else verifies the need, for an officer who is too close to it."""
    verifies = order.state == OrderState.VERIFYING
    if not verifies or not request.actor.may(Permission.ORDER_VERIFY, order.unit_path):
        return ""
    return duties.refusal("order.verify", order, actor=request.actor)


def _locked(order: Order, request: ActorRequest) -> int | None:
    """The key of the minor whose record has to be opened first, where the officer may open records at all."""
    reaches = request.actor.may(Permission.PERSON_VIEW, order.recipient.unit_path)
    return order.recipient_id if reaches and not recipients.sees_whole(order, request.actor) else None


def _origin(order: Order, actor: Actor) -> list[tuple[Any, Any]]:
    rows: list[tuple[Any, Any]] = [(_("How it came"), Channels(order.channel).label)]
    if order.asked_by_id != order.recipient_id:
        masked = recipients.masked_names(order, actor, [order.asked_by])
        rows.append((_("Asked by"), masked.get(order.asked_by_id, order.asked_by.name)))
    if order.taken_by is not None:
        rows.append((_("Taken down by"), order.taken_by.name))
    return [*rows, (_("In charge"), order.handler.name), (_("Volunteers needed"), order.headcount)]
