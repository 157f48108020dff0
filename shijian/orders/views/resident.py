"""Asking for help and following it: three taps and at most one typed field."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel.doing import show
from shijian.kernel.errors import ShijianError
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.orders.enums import Category
from shijian.orders.forms import when
from shijian.orders.forms.intake import OTHER, NewForm, WhatForm
from shijian.orders.models import Order
from shijian.orders.operations import intake
from shijian.orders.queries import menu as menus
from shijian.orders.queries import orders, timeline
from shijian.orders.views.asking import neighbours
from shijian.people.models import Person
from shijian.people.queries.persons import spoken_for

TITLE_LENGTH, MOST_ASKED = 20, 6


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    persons = spoken_for(request.actor)
    if request.method == "POST" and "idempotency_key" in request.POST:
        return _send(request, persons)
    if request.method == "POST":
        return _described(request, persons)
    if wanted := request.GET.get("item", ""):
        key = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else 0
        return _when(request, _form(persons, {"item": get_object_or_404(menus.listed(), pk=key).pk}), persons)
    return _what(request, persons, WhatForm())


def _what(request: ActorRequest, persons: list[Person], form: WhatForm) -> HttpResponse:
    """Step one: a card of the menu, or own words."""
    query = {name: request.GET.get(name, "")[:60] for name in ("category", "q")}
    category = query["category"] if query["category"] in Category.values else ""
    items = menus.orderable(persons[0].unit, words=query["q"], category=category)
    context = {
        "form": form,
        "items": items,
        "asked": [] if query["q"] or category else menus.most_asked(items, MOST_ASKED),
        "q": query["q"],
        "category": category,
        "categories": Category.choices,
    }
    return render(request, "orders/new.html", context, status=422 if form.errors else 200)


def _described(request: ActorRequest, persons: list[Person]) -> HttpResponse:
    form = WhatForm(request.POST)
    if not form.is_valid():
        return _what(request, persons, form)
    return _when(request, _form(persons, {"description": form.cleaned_data["description"]}), persons)


def _form(persons: list[Person], given: dict[str, Any]) -> NewForm:
    person = persons[0]
    known = {
        "who": str(person.pk),
        "unit": person.unit_id,
        "address": person.address,
        "contact_phone": person.phone,
    }
    return NewForm(initial={**known, **given}, persons=persons, units=neighbours(person.unit))


def _when(request: ActorRequest, form: NewForm, persons: list[Person]) -> HttpResponse:
    """Step two: the time; its card sends."""
    key = str(form["item"].value() or "")
    item = (
        menus.listed().filter(pk=int(key)).first()
        if key.isascii() and key.isdigit() and len(key) < 19
        else None
    )
    context = {
        "form": form,
        "item": item,
        "cards": when.choices(),
        "description": form["description"].value() or "",
    }
    return render(request, "orders/new_when.html", context, status=422 if form.errors else 200)


def _send(request: ActorRequest, persons: list[Person]) -> HttpResponse:
    form = NewForm(request.POST, persons=persons, units=neighbours(persons[0].unit))
    if not form.is_valid():
        return _when(request, form, persons)
    try:
        order = intake.create_order(actor=request.actor, **_need(form, persons))
    except ShijianError as error:
        show(form, error)
        return _when(request, form, persons)
    messages.success(request, _("Sent. The station replies to you soon."))
    return redirect("orders:detail", order.pk)


def _need(form: NewForm, persons: list[Person]) -> dict[str, Any]:
    """The arguments of `create_order` from clean values."""
    data = form.cleaned_data
    item = data["item"]
    other = data["who"] == OTHER
    facts: dict[str, Any] = {name: data[name] for name in ("description", "urgency", "language", "unit")}
    facts |= {"recipient": None if other else form.persons[data["who"]], "item": item}
    facts |= {"wished_from": data["card"].begins, "wished_until": data["card"].ends}
    facts |= {"idempotency_key": data["idempotency_key"], "other_name": data["other_name"] if other else ""}
    facts["other_phone"] = data["other_phone"]
    facts |= {name: data[name] for name in ("address", "contact_phone") if data[name] and not other}
    if item is None:
        words = " ".join(data["description"].split())
        facts |= {"title": words[:TITLE_LENGTH] or _("Help"), "category": data["category"] or Category.REPAIR}
    return facts


@login_required
@require_safe
def mine(request: ActorRequest) -> HttpResponse:
    found = page(orders.own(request.actor), request, size=20)
    rows = [
        {"order": order, "words": timeline.state_words(order), "tone": timeline.state_tone(order)}
        for order in found.items
    ]
    return render(request, "orders/mine.html", {"rows": rows, "page": found})


def visible(request: ActorRequest, pk: int) -> Order:
    """An order that the actor sees, with what its page shows."""
    rows = Order.objects.visible_to(request.actor).select_related(
        "recipient", "asked_by", "taken_by", "team", "unit", "handler", "item"
    )
    return get_object_or_404(rows.prefetch_related("assignments__volunteer__person"), pk=pk)


@login_required
@require_POST
def urge(request: ActorRequest, pk: int) -> HttpResponse:
    order = visible(request, pk)
    try:
        intake.urge_order(order, actor=request.actor)
        messages.success(request, _("The office has been reminded."))
    except ShijianError as error:
        messages.warning(request, str(error))
    return redirect(reverse("orders:detail", args=[order.pk]))
