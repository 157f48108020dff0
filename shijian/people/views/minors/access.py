"""Leave to open the data of minors: asking, opening, deciding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel import policy
from shijian.kernel.actor import Permission
from shijian.kernel.audit import LookPurpose
from shijian.kernel.doing import show
from shijian.kernel.errors import ShijianError
from shijian.kernel.forms import LookForm
from shijian.kernel.paging import page
from shijian.people import minor_policies
from shijian.people.enums.minors import AccessState
from shijian.people.forms.minors import AskForm, AskUnitForm, DecideForm, ReasonForm
from shijian.people.models import MinorAccess, Person
from shijian.people.operations.minors import access as operations
from shijian.people.queries.minors import access
from shijian.people.views.common import actor_of, demand, person_or_404, say
from shijian.units.models import Unit


@login_required
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """One's own leaves, and asking for one for all minors of a unit."""
    return _index(request, _unit_form(request))


@login_required
@require_POST
def ask_unit(request: HttpRequest) -> HttpResponse:
    """Ask for the minors of a unit."""
    form = _unit_form(request, bound=True)
    if form.is_valid():
        try:
            operations.ask_access(actor=actor_of(request), **form.cleaned_data)
        except ShijianError as error:
            show(form, error)
        else:
            messages.success(request, _("Your request is on its way."))
            return redirect("people:access")
    return _index(request, form)


@login_required
@require_POST
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the record of a minor under a leave, for half an hour."""

    def deed(person: Person, values: dict[str, Any]) -> None:
        if not operations.look(person, actor=actor_of(request), **values):
            messages.error(request, _("You have no leave to open this. Ask for it below."))

    return _do(request, pk, LookForm, deed)


@login_required
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for one minor."""

    def deed(person: Person, values: dict[str, Any]) -> None:
        operations.ask_access(minor=person, actor=actor_of(request), **values)
        messages.success(request, _("Your request is on its way."))

    return _do(request, pk, AskForm, deed)


@login_required
@require_POST
def emergency(request: HttpRequest, pk: int) -> HttpResponse:
    """Open one minor's data at once; those in charge are told."""

    def deed(person: Person, values: dict[str, Any]) -> None:
        operations.break_glass(minor=person, actor=actor_of(request), **values)
        operations.look(person, purpose=LookPurpose.DANGER, note=values["purpose"], actor=actor_of(request))
        messages.success(request, _("The record is open. Those in charge are told and will review it."))

    return _do(request, pk, ReasonForm, deed)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide a request or review an emergency."""
    rows = MinorAccess.objects.visible_to(actor_of(request)).select_related(
        "officer", "unit", "minor", "decided_by"
    )
    row, form = get_object_or_404(rows, pk=pk), DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, row, form.cleaned_data["note"])
        except ShijianError as error:
            show(form, error)
        else:
            messages.success(request, _("That is noted."))
            return redirect("people:access-decide", row.pk)
    return render(request, "people/minors/access_decide.html", _one(request, row, form))


def _decide(request: HttpRequest, row: MinorAccess, note: str) -> None:
    if "end" in request.POST:
        operations.end_access(row, actor=actor_of(request))
    else:
        operations.decide_access(row, approve="approve" in request.POST, note=note, actor=actor_of(request))


def _one(request: HttpRequest, row: MinorAccess, form: DecideForm) -> dict[str, Any]:
    actor = actor_of(request)
    waits = row.state in (AccessState.ASKED, AccessState.EMERGENCY)
    return {
        "row": row,
        "form": form,
        "name": access.masked_name(row.minor) if row.minor else "",
        "may_decide": waits
        and actor.person_id != row.officer_id
        and actor.may(Permission.STAFF_APPOINT, row.unit_path),
        "may_end": row.state in (AccessState.APPROVED, AccessState.REVIEWED, AccessState.ASKED),
        "is_emergency": row.state == AccessState.EMERGENCY,
    }


def _do(
    request: HttpRequest, pk: int, kind: type[Form], deed: Callable[[Person, dict[str, Any]], None]
) -> HttpResponse:
    person, form = person_or_404(request, pk), kind(request.POST)
    if form.is_valid():
        try:
            deed(person, form.cleaned_data)
        except ShijianError as error:
            say(request, error)
    else:
        messages.error(request, _("Say in a few words what you need it for."))
    back = request.POST.get("next", "")
    safe = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back) if safe else redirect("people:detail", person.pk)


def _unit_form(request: HttpRequest, *, bound: bool = False) -> AskUnitForm:
    actor = actor_of(request)
    demand(actor.may_anywhere(Permission.PERSON_VIEW))
    units = Unit.objects.active().filter(actor.within(Permission.PERSON_VIEW)).order_by("path")
    return AskUnitForm(request.POST if bound else None, units=units)


def _index(request: HttpRequest, form: AskUnitForm) -> HttpResponse:
    context = {
        "page": page(access.mine(actor_of(request)), request, size=20),
        "form": form,
        "most": policy.get(minor_policies.ACCESS_DAYS),
    }
    return render(request, "people/minors/access.html", context, status=422 if form.is_bound else 200)
