"""The register in the office: list, counts, one entry, registering for somebody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shijian.kernel.actor import Permission
from shijian.kernel.errors import NotAllowed, OutOfReach
from shijian.kernel.forms import LookForm
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.people.models import Person
from shijian.people.queries import persons
from shijian.people.queries.minors import access, locks
from shijian.people.rules import speaks_of_health
from shijian.volunteers import operations, rules
from shijian.volunteers.forms.office import (
    AskForm,
    FilterForm,
    InsuranceForm,
    LicenceForm,
    PurposeForm,
    UnitFilterForm,
)
from shijian.volunteers.forms.register import NewPersonForm, OnBehalfForm
from shijian.volunteers.models import Volunteer
from shijian.volunteers.queries import cards, counts, register, rights
from shijian.volunteers.views.common import load_volunteer, submit

MATCHES = 10


@login_required
def volunteer_list(request: ActorRequest) -> HttpResponse:
    """List the volunteers within reach, with filters kept in the address."""
    _must_hold(request, Permission.VOLUNTEER_VIEW)
    form = FilterForm(request.GET or None, actor=request.actor)
    found = page(register.for_list(register.filtered(request.actor, form.filters)), request)
    context = {
        "form": form,
        "page": found,
        "opened": access.opened(request.actor, [row.person for row in found.items]),
        "is_filtered": any(form.cleaned_data.values()) if form.is_bound else False,
        "may_register": request.actor.may_anywhere(Permission.VOLUNTEER_EDIT),
    }
    return render(request, "volunteers/list.html", context)


@login_required
def count_page(request: ActorRequest) -> HttpResponse:
    """Show how many volunteers there are, by everything that the register knows."""
    _must_hold(request, Permission.VOLUNTEER_VIEW)
    form = UnitFilterForm(request.GET or None, actor=request.actor)
    unit = form.filters.unit
    return render(
        request,
        "volunteers/counts.html",
        {"form": form, "unit": unit, "tables": counts.tables(request.actor, unit)},
    )


@login_required
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    """Show one entry to staff, to the leaders of the volunteer's teams and to the guardian."""
    volunteer = load_volunteer(request, pk)
    if not access.shows_whole(request.actor, volunteer.person):
        return _locked(request, volunteer)
    context = {
        "card": cards.card(volunteer, request.actor),
        "history": cards.history(volunteer),
        "may_edit": rules.can_edit(request.actor, volunteer),
        "may_insure": rules.can_insure(request.actor, volunteer),
        "says_health": speaks_of_health(request.actor, volunteer.person),
        "is_staff": request.actor.may(Permission.VOLUNTEER_VIEW, volunteer.unit_path),
    }
    context |= rights.of_volunteer(volunteer, request.actor)
    context["panels"] = cards.panels_of(volunteer, request.actor)
    return render(request, "volunteers/detail.html", context)


@login_required
def choose_person(request: ActorRequest) -> HttpResponse:
    """Find the person to register, so that nobody is entered twice."""
    _must_hold(request, Permission.VOLUNTEER_EDIT)
    words = request.GET.get("q", "").strip()
    found = (
        cards.unregistered(request.actor, persons.matching(request.actor, words))
        if words
        else Person.objects.none()
    )
    shown = list(found.order_by("-pk")[:MATCHES])
    context = {"words": words, "persons": shown, "opened": access.opened(request.actor, shown)}
    return render(request, "volunteers/choose.html", context)


@login_required
def register_person(request: ActorRequest, person_pk: int) -> HttpResponse:
    """Enter a known person into the register on behalf."""
    _must_hold(request, Permission.VOLUNTEER_EDIT)
    person = get_object_or_404(persons.within_reach(request.actor), pk=person_pk)
    form = OnBehalfForm(request.POST or None, person=person)
    made = submit(
        request, form, lambda: operations.register_volunteer(person, actor=request.actor, **_entry(form))
    )
    if made:
        return redirect("volunteers:detail", made.pk)
    return _form_page(
        request,
        form,
        _("Register %(name)s as a volunteer") % {"name": _shown_name(request, person)},
        reverse("volunteers:new"),
    )


@login_required
def register_new(request: ActorRequest) -> HttpResponse:
    """Enter somebody whom the register of persons does not know."""
    _must_hold(request, Permission.VOLUNTEER_EDIT)
    form = NewPersonForm(request.POST or None)
    if made := submit(request, form, lambda: _register_new(form, request)):
        return redirect("volunteers:detail", made.pk)
    return _form_page(request, form, _("Register a new volunteer"), reverse("volunteers:new"))


@login_required
def insurance(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter an accident insurance."""
    volunteer = _insurable(request, pk)
    form = InsuranceForm(request.POST or None)
    if submit(
        request,
        form,
        lambda: operations.record_insurance(volunteer, actor=request.actor, **form.cleaned_data),
    ):
        return redirect("volunteers:detail", pk)
    return _form_page(request, form, _("Enter an insurance"), reverse("volunteers:detail", args=[pk]))


@login_required
def licence(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter a licence that the office has seen."""
    volunteer = _insurable(request, pk)
    form = LicenceForm(request.POST or None)
    if submit(
        request, form, lambda: operations.record_licence(volunteer, actor=request.actor, **form.cleaned_data)
    ):
        return redirect("volunteers:detail", pk)
    return _form_page(request, form, _("Enter a licence"), reverse("volunteers:detail", args=[pk]))


def _shown_name(request: ActorRequest, person: Person) -> str:
    return person.name if access.shows_whole(request.actor, person) else access.masked_name(person)


def _locked(request: ActorRequest, volunteer: Volunteer) -> HttpResponse:
    """A minor's entry without leave or purpose: state and steps, no data."""
    context = locks.of(request.actor, volunteer.person) | {
        "card": cards.card(volunteer, request.actor),
        "next": request.path,
        "back_url": reverse("volunteers:list" if request.actor.is_staff else "volunteers:me"),
    }
    forms_ = {"look_form": LookForm(), "ask_form": AskForm(auto_id="ask_%s")}
    forms_["emergency_form"] = PurposeForm(auto_id="emergency_%s")
    return render(request, "volunteers/locked.html", context | forms_)


def _must_hold(request: ActorRequest, permission: Permission) -> None:
    if not request.actor.may_anywhere(permission):
        raise OutOfReach


def _insurable(request: ActorRequest, pk: int) -> Volunteer:
    volunteer = load_volunteer(request, pk)
    if not rules.can_insure(request.actor, volunteer):
        raise NotAllowed
    return volunteer


def _entry(form: OnBehalfForm) -> dict[str, Any]:
    values = form.cleaned_data
    chosen = ("unit", "skills", "evidence", "idempotency_key", "guardian_name", "guardian_phone")
    return {name: values[name] for name in chosen} | form.facts | _free_time(form)


def _free_time(form: OnBehalfForm) -> dict[str, Any]:
    return {"availability": form.spans, "birth_date": form.cleaned_data.get("birth_date")}


def _register_new(form: NewPersonForm, request: ActorRequest) -> Volunteer:
    entry = {name: value for name, value in _entry(form).items() if name != "birth_date"}
    facts, name = form.person_facts, form.cleaned_data["name"]
    return operations.register_new_volunteer(name=name, actor=request.actor, person_facts=facts, **entry)


def _form_page(request: ActorRequest, form: forms.Form, title: str, back_url: str) -> HttpResponse:
    context = {"form": form, "title": title, "subtitle": "", "back_url": back_url}
    return render(request, "volunteers/form.html", context)
