"""Staff look for persons, register them and keep their data."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel.actor import Permission
from shijian.kernel.doing import show
from shijian.kernel.errors import NotAllowed, ShijianError
from shijian.kernel.forms import LookForm
from shijian.kernel.paging import page
from shijian.people import operations, rules
from shijian.people.enums import Purpose
from shijian.people.forms.persons import NewPersonForm, PersonForm, StaffPersonForm
from shijian.people.models import Account, Person
from shijian.people.operations import facts as person_facts
from shijian.people.queries import appointments, consents, persons, places, resets
from shijian.people.queries.minors import access
from shijian.people.views.common import actor_of, demand, number, person_or_404, say
from shijian.people.views.minors.locked import locked
from shijian.people.views.resets import show_slip
from shijian.units.models import Unit

OFFICE_CONSENTS = (Purpose.REGISTER, Purpose.PUBLIC_NAME, Purpose.GUARDIAN)


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    demand(actor.may_anywhere(Permission.PERSON_VIEW))
    typed = request.GET.get("q", "")[:60]
    found = page(persons.matching(actor, typed), request, size=20)
    may_register = actor.may_anywhere(Permission.PERSON_EDIT)
    context = {"page": found, "typed": typed, "may_register": may_register}
    return render(request, "people/index.html", context | {"opened": access.opened(actor, found.items)})


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_or_404(request, pk)
    if not access.shows_whole(actor_of(request), person):
        return locked(request, person)
    return render(request, "people/detail.html", _detail(request, person) | {"purpose_form": LookForm()})


@login_required
@never_cache
@require_POST
def unmask(request: HttpRequest, pk: int) -> HttpResponse:
    person = _open_person(request, pk)
    form = LookForm(request.POST)
    context = _detail(request, person)
    if form.is_valid():
        try:
            operations.look_closely(person, actor=actor_of(request), **form.cleaned_data)
        except operations.TooManyLooks as error:
            show(form, error)
        context["is_open"] = form.is_valid()
    return render(request, "people/detail.html", context | {"purpose_form": form})


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    demand(actor.may_anywhere(Permission.PERSON_EDIT))
    unit = _home(request)
    if unit is None:
        return _pick(request)
    form = NewPersonForm(request.POST or None)
    form.hide_question()
    alike: list[Person] = []
    if request.method == "POST" and form.is_valid():
        alike = [] if form.cleaned_data["is_other"] else _look_alikes(request, form, unit)
        person = None if alike else _registered(request, form, unit)
        if person is not None:
            messages.success(request, _("%(name)s is registered.") % {"name": person.name})
            return redirect("people:detail", person.pk)
    if alike:
        form = NewPersonForm(request.POST)
    context = {"form": form, "unit": unit, "alike": alike, "opened": access.opened(actor, alike)}
    return render(request, "people/new.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    person, actor = _open_person(request, pk), actor_of(request)
    if not rules.can_edit(actor, person):
        raise NotAllowed
    form = _change_form(request, person)
    if request.method == "POST" and form.is_valid():
        values = form.changes() if isinstance(form, StaffPersonForm) else form.cleaned_data
        try:
            operations.change_person(person, actor=actor, **values)
        except ShijianError as error:
            show(form, error)
        else:
            messages.success(request, _("The data is changed."))
            return redirect("people:detail", person.pk)
    return render(request, "people/change.html", {"form": form, "person": person})


@login_required
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    actor, old = actor_of(request), _open_person(request, pk)
    if not actor.may(Permission.PERSON_EDIT, old.unit_path):
        raise NotAllowed
    key = number(request.POST.get("into") or request.GET.get("into"))
    into = get_object_or_404(persons.within_reach(actor), pk=key) if key else None
    if request.method == "POST" and into is not None:
        try:
            operations.merge_persons(old, into=into, actor=actor)
        except ShijianError as error:
            say(request, error)
            return redirect("people:detail", old.pk)
        messages.success(request, _("The two entries are one now."))
        return redirect("people:detail", into.pk)
    typed = request.GET.get("q", "")[:60]
    rows = persons.matching(actor, typed).exclude(pk=old.pk).order_by("-pk")[:20] if typed.strip() else []
    alike = persons.look_alikes(actor, old)
    context: dict[str, object] = {"person": old, "into": into, "typed": typed, "found": rows, "alike": alike}
    context["opened"] = access.opened(actor, [*rows, *alike])
    return render(request, "people/merge.html", context)


@login_required
@never_cache
@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_or_404(request, pk)
    try:
        row, secret = operations.invite(person, actor=actor_of(request))
    except ShijianError as error:
        say(request, error)
        return redirect("people:detail", person.pk)
    return show_slip(request, person, row, secret, reverse("people:detail", args=[person.pk]))


@login_required
@require_POST
def account_state(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_or_404(request, pk)
    account = get_object_or_404(Account, person=person)
    try:
        operations.change_account_state(account, is_active="open" in request.POST, actor=actor_of(request))
        messages.success(
            request, _("The account is open.") if "open" in request.POST else _("The account is closed.")
        )
    except ShijianError as error:
        say(request, error)
    return redirect("people:detail", person.pk)


@login_required
@require_POST
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    person, actor = person_or_404(request, pk), actor_of(request)
    purpose, evidence = request.POST.get("purpose", ""), request.POST.get("evidence", "")
    try:
        if "withdraw" in request.POST:
            operations.withdraw_consent(person, purpose=purpose, actor=actor)
        else:
            operations.give_consent(person, purpose=purpose, evidence=evidence, actor=actor)
        messages.success(request, _("The data is changed."))
    except ShijianError as error:
        say(request, error)
    return redirect("people:detail", person.pk)


def _detail(request: HttpRequest, person: Person) -> dict[str, object]:
    actor = actor_of(request)
    return {
        "person": person,
        "account": getattr(person, "account", None),
        "appointments": list(appointments.open_of(person)),
        "positions": list(person.positions.select_related("unit").order_by("-starts_on", "-pk")[:20]),
        "consents": consents.overview(person, OFFICE_CONSENTS),
        "may_edit": rules.can_edit(actor, person) and not person.merged_into_id,
        "may_correct": rules.can_correct(actor, person)
        and not person.merged_into_id
        and not person.closed_at,
        "may_merge": actor.may(Permission.PERSON_EDIT, person.unit_path) and not person.merged_into_id,
        "may_invite": operations.may_handle_login(actor, person) and not person.merged_into_id,
        "needs_two": resets.needs_two(person),
        "reset": resets.open_of(person),
        "is_open": False,
        "keeps_guardians": actor.may(Permission.PERSON_EDIT, person.unit_path)
        and access.is_protected(person),
    }


def _open_person(request: HttpRequest, pk: int) -> Person:
    """A person whose whole record stands open; of minors only with leave and purpose."""
    person = person_or_404(request, pk)
    if not access.shows_whole(actor_of(request), person):
        raise NotAllowed(_("This is a minor: open the record first, with a leave and a purpose."))
    return person


def _home(request: HttpRequest) -> Unit | None:
    actor, key = actor_of(request), number(request.GET.get("unit"))
    rows = Unit.objects.active().filter(actor.within(Permission.PERSON_EDIT), kind__in=places.HOMES)
    if key is not None:
        return get_object_or_404(rows, pk=key)
    only = list(rows.order_by("path")[:2])
    return only[0] if len(only) == 1 else None


def _pick(request: HttpRequest) -> HttpResponse:
    typed = request.GET.get("q", "")[:60]
    units = places.homes(typed, within=actor_of(request).within(Permission.PERSON_EDIT), limit=60)
    return render(request, "people/new_place.html", {"typed": typed, "units": units})


def _change_form(request: HttpRequest, person: Person) -> PersonForm:
    """Whole numbers for oneself and one's wards; others unmask them with a purpose, which leaves its trace."""
    if not rules.is_own(actor_of(request), person):
        return StaffPersonForm(request.POST or None, person=person)
    initial = {name: getattr(person, name) for name in person_facts.NAMES}
    return PersonForm(request.POST or None, initial=initial)


def _facts(form: NewPersonForm) -> dict[str, object]:
    return {name: form.cleaned_data[name] for name in person_facts.NAMES}


def _look_alikes(request: HttpRequest, form: NewPersonForm, unit: Unit) -> list[Person]:
    try:
        facts = person_facts.clean(person_facts.Facts(**_facts(form)))  # type: ignore[arg-type]
    except ShijianError:
        return []
    return persons.look_alikes(actor_of(request), person_facts.put(Person(unit=unit), facts))


def _registered(request: HttpRequest, form: NewPersonForm, unit: Unit) -> Person | None:
    key = form.cleaned_data["idempotency_key"]
    try:
        facts = _facts(form)
        return operations.register_person(unit=unit, actor=actor_of(request), idempotency_key=key, **facts)  # type: ignore[arg-type]
    except ShijianError as error:
        show(form, error)
        return None
