"""What several pages of plans and schemes need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.shortcuts import get_object_or_404

from shijian.activities import rules
from shijian.activities.models import Plan, PlanItem
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.doing import show
from shijian.kernel.errors import NotAllowed, OutOfReach, ShijianError
from shijian.kernel.http import ActorRequest


def done(form: forms.Form, deed: Callable[[], Any]) -> Any:
    """Run an operation for a sent form; None when the form or the operation refuses, which the form then says."""
    if not form.is_valid():
        return None
    try:
        return deed()
    except ShijianError as error:
        show(form, error)
        return None


def status(form: forms.Form) -> int:
    """The status of a page with that form."""
    return 422 if form.is_bound and form.errors else 200


def demand(actor: Actor, permission: Permission) -> None:
    """Refuse whoever does not hold the permission anywhere."""
    if not actor.may_anywhere(permission):
        raise NotAllowed


def visible_plan(request: ActorRequest, pk: int) -> Plan:
    """The plan, if it is public or in reach."""
    rows = Plan.objects.visible_to(request.actor).select_related("unit")
    return get_object_or_404(rows, pk=pk)


def edited_plan(request: ActorRequest, pk: int) -> Plan:
    """The plan, for who may edit it."""
    plan = visible_plan(request, pk)
    if not rules.can_edit_plan(request.actor, plan):
        raise NotAllowed
    return plan


def edited_item(request: ActorRequest, pk: int) -> PlanItem:
    """The item of a plan that one may edit; 404 where the plan is out of sight."""
    rows = PlanItem.objects.select_related("plan__unit", "team").prefetch_related("terms")
    item = get_object_or_404(rows, pk=pk)
    if not rules.can_see_plan(request.actor, item.plan):
        raise OutOfReach
    if not rules.can_edit_plan(request.actor, item.plan):
        raise NotAllowed
    return item
