"""The rules for children: for everybody to read, for the centre to publish; and the yearly audit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shijian.kernel.actor import Permission
from shijian.kernel.doing import show
from shijian.kernel.errors import ShijianError
from shijian.people.forms.notices import NoticeForm
from shijian.people.operations.minors import audits as audit_operations
from shijian.people.operations.minors import children
from shijian.people.queries.minors import audits, notices, wards
from shijian.people.views.common import actor_of, demand, number, say


@require_safe
def notice(request: HttpRequest) -> HttpResponse:
    """The rules that hold now."""
    may_publish = actor_of(request).may_anywhere(Permission.POLICY_EDIT)
    context = {"notice": wards.current_notice(), "may_publish": may_publish}
    return render(request, "people/minors/notice.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """Write a new version, beginning with the one that holds."""
    actor = actor_of(request)
    demand(actor.may_anywhere(Permission.POLICY_EDIT))
    form = NoticeForm(request.POST or None, initial=_initial())
    if request.method == "POST" and form.is_valid() and _published(request, form):
        messages.success(request, _("The new version holds from now on; guardians are asked anew."))
        return redirect("people:child-notice")
    context = {
        "form": form,
        "title": _("Publish the rules for children"),
        "subtitle": _("Write so that a parent understands it at once."),
        "back_url": reverse("people:child-notice"),
        "label": _("Publish"),
    }
    return render(request, "people/minors/form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def audit(request: HttpRequest) -> HttpResponse:
    """The audit of one year, the last one without `year` in the address; a press closes it for good."""
    actor = actor_of(request)
    demand(actor.may_anywhere(Permission.CHILD_PROTECT))
    typed = request.GET.get("year")
    year = number(typed) or 0 if typed else audits.years()[1]
    if not audits.is_year(year):
        raise Http404
    if request.method == "POST":
        try:
            audit_operations.close_audit(year, actor=actor)
            messages.success(request, _("The audit is closed."))
        except ShijianError as error:
            say(request, error)
        return redirect(f"{request.path}?year={year}")
    closed = audits.closed(year)
    years = audits.years()
    context = {
        "year": year,
        "closed": closed,
        "rows": audits.rows(closed.figures if closed else audits.figures(year)),
        "tabs": [(each, f"{request.path}?year={each}", each == year) for each in years],
        "may_close": closed is None and year < years[0],
    }
    return render(request, "people/minors/audit.html", context)


def _initial() -> dict[str, Any]:
    current = wards.current_notice()
    if current is None:
        return {}
    return {**current.parts, "contact_name": current.contact_name, "contact_phone": current.contact_phone}


def _published(request: HttpRequest, form: forms.Form) -> bool:
    values = form.cleaned_data
    parts = {key: values[key] for key in notices.PARTS}
    rest = {key: values[key] for key in ("contact_name", "contact_phone", "document_no")}
    try:
        children.publish_child_notice(parts=parts, actor=actor_of(request), **rest)
    except ShijianError as error:
        show(form, error)
        return False
    return True
