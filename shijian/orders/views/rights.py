"""Acts by which volunteers and residents use their rights: reading a risk, objecting to a no-show, deciding that."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shijian.kernel.actor import Permission
from shijian.kernel.doing import attempt, complain
from shijian.kernel.errors import OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.orders import rules
from shijian.orders.forms.dispatch import ObjectionForm, SettleForm
from shijian.orders.models import Order
from shijian.orders.models.rights import Absence
from shijian.orders.operations import absences, risks
from shijian.orders.queries import absences as reads
from shijian.orders.queries import offers


@login_required
@require_POST
def read_offer_risk(request: ActorRequest, pk: int) -> HttpResponse:
    """The one who was asked, or staff for somebody without account, has read the risks."""
    asked = get_object_or_404(offers.answerable(request.actor), pk=pk)
    _read(request, asked.order, asked.volunteer)
    return redirect("orders:offer", asked.pk)


@login_required
@require_POST
def read_claim_risk(request: ActorRequest, pk: int) -> HttpResponse:
    """A volunteer has read the risks of an order that is open to claims."""
    _read(request, get_object_or_404(offers.claimable(request.actor), pk=pk))
    return redirect("orders:claims")


@login_required
@require_POST
def read_own_risk(request: ActorRequest, pk: int) -> HttpResponse:
    """The resident has read the risks of the own order."""
    order = get_object_or_404(Order.objects.visible_to(request.actor), pk=pk)
    _read(request, order)
    return redirect("orders:detail", order.pk)


def _read(request: ActorRequest, order: Order, volunteer: object = None) -> None:
    version = request.POST.get("version", "")
    deed = lambda: risks.read_risk(order, version=version, volunteer=volunteer, actor=request.actor)  # type: ignore[arg-type]  # noqa: E731
    attempt(request, deed, _("Noted that you have read the risks."))


@login_required
@require_POST
def object_to_no_show(request: ActorRequest, pk: int) -> HttpResponse:
    """The volunteer says that the no-show is not true."""
    mine = Absence.objects.filter(assignment__volunteer_id=request.actor.volunteer_id or 0)
    absence = get_object_or_404(mine, pk=pk)
    form = ObjectionForm(request.POST)
    if form.is_valid():
        words = form.cleaned_data["words"]
        done = _("Your objection is noted. A second person decides.")
        attempt(request, lambda: absences.object_to_no_show(absence, words=words, actor=request.actor), done)
    else:
        complain(request, form)
    return redirect("orders:service", absence.assignment_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: ActorRequest, pk: int) -> HttpResponse:
    """Decide an objection to a no-show."""
    if not request.actor.may_anywhere(Permission.SERVICE_RECORD):
        raise OutOfReach
    absence = get_object_or_404(reads.objections(request.actor), pk=pk)
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        attempt(
            request,
            lambda: absences.settle_objection(absence, actor=request.actor, **data),
            _("Decided. The volunteer is told."),
        )
        return redirect("orders:objection", absence.pk)
    order = absence.assignment.order
    may = absence.upheld is None and rules.can_settle_absence(request.actor, order, absence)
    context = {"absence": absence, "order": order, "form": form if may else None}
    return render(request, "orders/objection.html", context)
