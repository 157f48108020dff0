"""The menu behind the counter: a team's drafts, the reviewer's queue, the count of the year."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel import paths
from shijian.kernel.actor import Permission
from shijian.kernel.doing import show
from shijian.kernel.errors import NotAllowed, OutOfReach, ShijianError
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.orders import rules
from shijian.orders.enums import ItemState
from shijian.orders.flow import ITEM_FLOW
from shijian.orders.forms.menu import ItemForm, ItemsFilter, NoteForm
from shijian.orders.models import MenuItem
from shijian.orders.operations import menu as operations
from shijian.orders.queries import menu as menus
from shijian.units.models import Unit
from shijian.volunteers.models import Team

EDITED = (
    "title", "description", "category", "minutes", "headcount", "together",
    "months", "strains", "risk", "risk_note", "who_may_ask", "recipient",
)  # fmt: skip


@login_required
@require_safe
def items(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    if not (actor.led_team_ids or actor.may_anywhere(Permission.MENU_REVIEW)):
        raise NotAllowed
    form = ItemsFilter(request.GET or None)
    state = form.cleaned_data.get("state", "") if request.GET and form.is_valid() else ""
    rows = menus.managed_by(actor)
    found = page(rows.filter(state=state) if state else rows, request, size=30)
    tops = sorted(scope.path for scope in actor.grants.get(Permission.MENU_REVIEW, ()))
    count = menus.listed_in_year(tops[0]) if tops else None
    context = {"form": form, "page": found, "count": count, "leads": bool(actor.led_team_ids)}
    return render(request, "orders/office_items.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: ActorRequest) -> HttpResponse:
    teams = (
        Team.objects.working().filter(pk__in=request.actor.led_team_ids).select_related("unit").order_by("pk")
    )
    if not teams:
        raise NotAllowed
    form = ItemForm(
        request.POST or None,
        teams=teams,
        units=_areas(list(teams)),
        initial={"team": teams[0], "unit": teams[0].unit_id},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        chosen = {name: data[name] for name in (*EDITED, "unit", "skills", "trainings", "idempotency_key")}
        try:
            item = operations.add_item(data["team"], actor=request.actor, **chosen)
        except ShijianError as error:
            show(form, error)
        else:
            return redirect("orders:item-manage", item.pk)
    title = _("Offer something")
    return render(
        request, "orders/office_item_form.html", {"form": form, "title": title}, status=_status(form)
    )


def _areas(teams: list[Team]) -> Any:
    """The units on the way up from the teams and those below them."""
    around = Q(pk__in=[])
    for team in teams:
        around |= Q(path__in=paths.ancestors(team.unit_path)) | paths.below("path", team.unit_path)
    return Unit.objects.active().filter(around).order_by("path")


def _status(form: ItemForm) -> int:
    return 422 if form.errors else 200


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: ActorRequest, pk: int) -> HttpResponse:
    item = _kept(request, pk)
    if not rules.can_edit_item(request.actor, item):
        raise NotAllowed
    initial = {name: getattr(item, name) for name in EDITED}
    initial |= {"skills": item.skills.all(), "trainings": item.trainings.all()}
    form = ItemForm(
        request.POST or None,
        initial=initial,
        teams=Team.objects.none(),
        units=Unit.objects.none(),
        fixed=True,
    )
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in EDITED}
        try:
            chosen = {name: form.cleaned_data[name] for name in ("skills", "trainings")}
            operations.change_item(item, actor=request.actor, facts=facts, **chosen)
        except ShijianError as error:
            show(form, error)
        else:
            return redirect("orders:item-manage", item.pk)
    return render(
        request, "orders/office_item_form.html", {"form": form, "title": item.title}, status=_status(form)
    )


@login_required
@require_safe
def manage(request: ActorRequest, pk: int) -> HttpResponse:
    return _page(request, _kept(request, pk), NoteForm())


@login_required
@require_POST
def act(request: ActorRequest, pk: int, deed: str) -> HttpResponse:
    item, form = _kept(request, pk), NoteForm(request.POST)
    if deed not in ("submit", "list", "decline", "retire"):
        raise Http404
    if not form.is_valid():
        return _page(request, item, form, status=422)
    try:
        _run(item, deed, form.cleaned_data["note"], request)
    except ShijianError as error:
        show(form, error)
        return _page(request, _kept(request, pk), form, status=error.status)
    messages.success(request, _("Done."))
    return redirect("orders:item-manage", item.pk)


def _run(item: MenuItem, deed: str, note: str, request: ActorRequest) -> None:
    if deed == "submit":
        operations.submit_item(item, actor=request.actor)
    elif deed == "retire":
        operations.retire_item(item, note=note, actor=request.actor)
    else:
        operations.review_item(item, approve=deed == "list", note=note, actor=request.actor)


def _kept(request: ActorRequest, pk: int) -> MenuItem:
    item = get_object_or_404(
        MenuItem.objects.select_related("team", "unit").prefetch_related("skills"), pk=pk
    )
    if not (
        rules.can_edit_item(request.actor, item) or request.actor.may(Permission.MENU_REVIEW, item.unit_path)
    ):
        raise OutOfReach
    return item


def _page(request: ActorRequest, item: MenuItem, form: NoteForm, *, status: int = 200) -> HttpResponse:
    context = {
        "item": item,
        "form": form,
        "moves": ITEM_FLOW.moves(item, actor=request.actor),
        "may_change": rules.can_edit_item(request.actor, item)
        and item.state in (ItemState.DRAFT, ItemState.DECLINED),
        "log": menus.history_of(item),
    }
    return render(request, "orders/office_item.html", context, status=status)
