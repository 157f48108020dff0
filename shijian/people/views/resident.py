"""One's own data, password, consents and messages."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel import sms
from shijian.kernel.doing import show
from shijian.kernel.errors import ShijianError
from shijian.kernel.paging import page
from shijian.people import operations
from shijian.people.forms.persons import ContactForm
from shijian.people.models import Appointment, Message, Person
from shijian.people.queries import appointments
from shijian.people.views.common import account_of, actor_of, number


@login_required
@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    person = Person.objects.select_related("unit").get(pk=account.person_id)
    roles: list[Appointment] = list(appointments.open_of(person))
    context = {
        "account": account,
        "person": person,
        "appointments": roles,
    }
    return render(request, "people/profile.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    person = account_of(request).person
    form = ContactForm(request.POST or None, initial={"phone": person.phone, "address": person.address})
    if sms.is_on():
        del form.fields["phone"]
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_person(person, actor=actor_of(request), **form.cleaned_data)
        except ShijianError as error:
            show(form, error)
        else:
            messages.success(request, _("Your data is changed."))
            return redirect("people:profile")
    return render(request, "people/contact.html", {"form": form, "has_sms": sms.is_on()})


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    rows = Message.objects.filter(person_id=account_of(request).person_id)
    found = page(rows, request, size=20)
    has_unread = any(each.read_at is None for each in found.items)
    return render(request, "people/inbox.html", {"page": found, "has_unread": has_unread})


@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    keys = [key for text in request.POST.getlist("id")[:200] if (key := number(text)) is not None]
    operations.mark_read(keys if "id" in request.POST else None, actor=actor_of(request))
    return redirect("people:inbox")
