"""The volunteer's own card, joining the register, and changing the entry."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shijian.kernel.errors import NotAllowed, WrongState
from shijian.kernel.http import ActorRequest
from shijian.people.models import Person
from shijian.people.queries.minors import access
from shijian.volunteers import operations, rules
from shijian.volunteers.enums import VolunteerState
from shijian.volunteers.forms.register import ChangeForm, RegisterForm, WeekForm
from shijian.volunteers.models import Volunteer
from shijian.volunteers.queries import cards, rights
from shijian.volunteers.views.common import home_of, load_volunteer, submit


@login_required
def me(request: ActorRequest) -> HttpResponse:
    """Show my volunteer card, or the way to become one."""
    volunteer = cards.of_person(request.actor.person_id)
    context: dict[str, Any] = {
        "card": cards.card(volunteer, request.actor) if volunteer else None,
        "wards": cards.wards_of(request.actor.person_id),
    }
    if volunteer is not None:
        context |= rights.of_volunteer(volunteer, request.actor)
        context["panels"] = cards.panels_of(volunteer, request.actor)
    return render(request, "volunteers/me.html", context)


@login_required
def register(request: ActorRequest) -> HttpResponse:
    """Become a volunteer; somebody under age names the guardian."""
    person = get_object_or_404(Person.objects.visible_to(request.actor), pk=request.actor.person_id)
    if _is_registered(person):
        return redirect("volunteers:me")
    form = RegisterForm(request.POST or None, person=person)
    if submit(request, form, lambda: _register(form, person, request)):
        messages.success(request, _("Thank you! Your entry has been received."))
        return redirect("volunteers:me")
    return render(request, "volunteers/register.html", {"form": form})


@login_required
def change(request: ActorRequest, pk: int) -> HttpResponse:
    """Change what is known of a volunteer."""
    volunteer = _editable(request, pk)
    form = ChangeForm(request.POST or None, initial=ChangeForm.initial_of(volunteer))
    if submit(request, form, lambda: _change(form, volunteer, request)):
        return redirect(home_of(volunteer, request.actor))
    return _form_page(request, form, _("Change the entry"), volunteer)


@login_required
def week(request: ActorRequest, pk: int) -> HttpResponse:
    """Say when one is free."""
    volunteer = _editable(request, pk)
    spans = list(volunteer.availability.all())
    form = WeekForm(request.POST or None, initial={"week": cards.ticked(spans)})
    if submit(request, form, lambda: _set_week(form, volunteer, request)):
        return redirect(home_of(volunteer, request.actor))
    return _form_page(request, form, _("When are you free?"), volunteer)


def _is_registered(person: Person) -> bool:
    return Volunteer.objects.filter(person=person).exclude(state=VolunteerState.LEFT).exists()


def _register(form: RegisterForm, person: Person, request: ActorRequest) -> Volunteer:
    values = form.cleaned_data
    guardian = {name: values[name] for name in ("guardian_name", "guardian_phone") if name in values}
    return operations.register_volunteer(
        person,
        unit=values["unit"],
        actor=request.actor,
        birth_date=form.born,
        skills=values["skills"],
        availability=form.spans,
        idempotency_key=values["idempotency_key"],
        **(form.facts | guardian),
    )


def _change(form: ChangeForm, volunteer: Volunteer, request: ActorRequest) -> Volunteer:
    operations.change_volunteer(volunteer, actor=request.actor, unit=form.cleaned_data["unit"], **form.facts)
    return operations.set_skills(volunteer, skills=form.cleaned_data["skills"], actor=request.actor)


def _set_week(form: WeekForm, volunteer: Volunteer, request: ActorRequest) -> Volunteer:
    values = form.cleaned_data
    if values["day"]:
        operations.set_free_day(volunteer, day=values["day"], is_free=values["is_free"], actor=request.actor)
    # Ticks cannot say 8:30; whoever left them as they are keeps the exact spans.
    if set(values["week"]) == set(cards.ticked(list(volunteer.availability.all()))):
        return volunteer
    return operations.set_availability(volunteer, spans=form.spans, actor=request.actor)


def _editable(request: ActorRequest, pk: int) -> Volunteer:
    volunteer = load_volunteer(request, pk)
    if not rules.can_edit(request.actor, volunteer):
        raise NotAllowed
    if not access.shows_whole(request.actor, volunteer.person):
        raise NotAllowed(_("This is a minor: open the record first, with a leave and a purpose."))
    if volunteer.state == VolunteerState.LEFT:
        raise WrongState(_("This volunteer has left the register."))
    return volunteer


def _form_page(
    request: ActorRequest, form: ChangeForm | WeekForm, title: str, volunteer: Volunteer
) -> HttpResponse:
    own = volunteer.person_id == request.actor.person_id
    back = reverse("volunteers:me") if own else home_of(volunteer, request.actor)
    context = {
        "form": form,
        "title": title,
        "subtitle": "" if own else volunteer.person.name,
        "back_url": back,
    }
    return render(request, "volunteers/form.html", context)
