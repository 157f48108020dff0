"""The insurance of one order."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shijian.kernel import clock
from shijian.kernel.doing import show
from shijian.kernel.errors import NotAllowed, ShijianError
from shijian.kernel.http import ActorRequest
from shijian.orders import rules
from shijian.orders.forms.cover import OrderInsuranceForm
from shijian.orders.operations.cover import insure_order
from shijian.orders.views.resident import visible


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def insurance(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter a policy that covers everybody who serves the order."""
    order = visible(request, pk)
    if not rules.can_insure(request.actor, order):
        raise NotAllowed
    days = {
        "valid_from": clock.local(order.wished_from).date(),
        "valid_until": clock.local(order.wished_until).date(),
    }
    form = OrderInsuranceForm(request.POST or None, initial=days)
    if request.method == "POST" and form.is_valid():
        try:
            insure_order(order, actor=request.actor, **form.cleaned_data)
        except ShijianError as error:
            show(form, error)
        else:
            messages.success(request, _("Entered. It covers everybody who serves this order."))
            return redirect("orders:office-detail", pk)
    return render(
        request,
        "orders/order_insurance.html",
        {"order": order, "form": form},
        status=422 if form.errors else 200,
    )
