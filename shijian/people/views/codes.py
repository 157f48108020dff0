"""Codes by text message: logging in, choosing a new password, confirming another phone number."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from shijian.kernel import sms
from shijian.kernel.doing import show
from shijian.kernel.errors import ShijianError
from shijian.people import operations
from shijian.people.enums import CodePurpose
from shijian.people.forms.logins import CodeForm, CodePhoneForm
from shijian.people.views.common import actor_of, admit, demand

ASKED = "asked_code"
ROUTES = {
    CodePurpose.LOGIN: ("people:code", "people:code-enter"),
    CodePurpose.RESET: ("people:forgotten", "people:forgotten-enter"),
    CodePurpose.PHONE: ("people:phone", "people:phone-enter"),
}


@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    return _ask(request, CodePurpose.LOGIN)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def code_enter(request: HttpRequest) -> HttpResponse:
    return _enter(request, CodePurpose.LOGIN)


@never_cache
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    return _ask(request, CodePurpose.RESET)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def forgotten_enter(request: HttpRequest) -> HttpResponse:
    return _enter(request, CodePurpose.RESET)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    return _ask(request, CodePurpose.PHONE)


@login_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def phone_enter(request: HttpRequest) -> HttpResponse:
    return _enter(request, CodePurpose.PHONE)


def _ask(request: HttpRequest, purpose: CodePurpose) -> HttpResponse:
    """Ask for the number; the answer is the same whether it is known or not."""
    demand(sms.is_on())
    form = CodePhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = operations.ask_code(form.cleaned_data["phone"], purpose=purpose, actor=actor_of(request))
        except ShijianError as error:
            show(form, error)
        else:
            request.session[ASKED] = [purpose.value, row.pk]
            return redirect(ROUTES[purpose][1])
    context = {"form": form, "purpose": purpose.value, "label": purpose.label}
    return render(request, "people/code.html", context, status=422 if form.errors else 200)


def _enter(request: HttpRequest, purpose: CodePurpose) -> HttpResponse:
    """Take the code that was asked for in this session."""
    demand(sms.is_on())
    asked, key = request.session.get(ASKED) or ("", 0)
    if asked != purpose.value:
        return redirect(ROUTES[purpose][0])
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _use(request, purpose, int(key), form.cleaned_data["code"])
        except ShijianError as error:
            show(form, error)
    context = {"form": form, "label": purpose.label, "back": ROUTES[purpose][0]}
    return render(request, "people/code_enter.html", context, status=422 if form.errors else 200)


def _use(request: HttpRequest, purpose: CodePurpose, key: int, digits: str) -> HttpResponse:
    actor = actor_of(request)
    if purpose == CodePurpose.RESET:
        return redirect("people:invitation", operations.reset_by_code(key, digits, actor=actor))
    if purpose == CodePurpose.PHONE:
        operations.confirm_phone(key, digits, actor=actor)
        del request.session[ASKED]
        messages.success(request, _("Your new phone number is confirmed. You log in with it from now on."))
        return redirect("people:profile")
    account = operations.log_in_by_code(key, digits, actor=actor)
    return admit(request, account, resolve_url("web:home"))
