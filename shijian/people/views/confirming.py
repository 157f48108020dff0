"""Proving once more who sits there, before anything about the login itself is changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shijian.kernel import clock, policy
from shijian.kernel.doing import show
from shijian.kernel.errors import ShijianError
from shijian.kernel.http import open_before_factor
from shijian.people import devices, operations, passkeys, policies
from shijian.people.forms.factors import AnswerForm, CodeForm, ConfirmForm
from shijian.people.middleware import CONFIRMED, FACTOR
from shijian.people.queries import factors
from shijian.people.views import questions
from shijian.people.views.common import account_of, actor_of
from shijian.people.views.factor_login import proof_of

View = Callable[..., HttpResponse]
AGAIN = "again"


def freshly_confirmed(view: View) -> View:
    """Let in only somebody who logged in or proved himself within the last minutes; others prove it first."""

    @wraps(view)
    def handle(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if _is_fresh(request):
            return view(request, *args, **kwargs)
        back = (
            request.get_full_path() if request.method in ("GET", "HEAD") else resolve_url("people:security")
        )
        return redirect(f"{resolve_url('people:confirm')}?{urlencode({'next': back})}")

    return login_required(handle)


@open_before_factor
@login_required
@never_cache
@sensitive_post_parameters("password", "code", "answer")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor, or for the password where there is none."""
    found = factors.of_account(account_of(request))
    posted = request.POST if request.method == "POST" else None
    code_class = CodeForm if found.count else ConfirmForm
    form = code_class(None if posted is None or "answer" in posted else posted)
    key_form = AnswerForm(posted if posted is not None and "answer" in posted else None)
    for each in (form, key_form):
        if each.is_valid() and _proved(request, each):
            return redirect(_next(request))
    context = {"form": form, "key_form": key_form, "factors": found, "next": _next(request)}
    return render(request, "people/confirm_login.html", context)


@open_before_factor
@login_required
@require_POST
def confirm_question(request: HttpRequest) -> HttpResponse:
    """The question for one's own keys."""
    keys = factors.keys_of(account_of(request))
    options, state = passkeys.question_to_log_in(questions.site_of(request), keys)
    return questions.ask(request, options, state, AGAIN)


def mark(request: HttpRequest, factor: str) -> None:
    """Note in the session that its person proved himself now, and by which factor if by any."""
    request.session[CONFIRMED] = clock.now().timestamp()
    if factor:
        request.session[FACTOR] = factor


def _proved(request: HttpRequest, form: ConfirmForm | CodeForm | AnswerForm) -> bool:
    account, actor = account_of(request), actor_of(request)
    device = devices.known(request, account.pk)
    try:
        if isinstance(form, ConfirmForm):
            password = form.cleaned_data["password"]
            kind = operations.confirm(account, password=password, device=device, actor=actor)
        else:
            proof = proof_of(request, form, AGAIN)
            kind = operations.confirm(account, proof=proof, device=device, actor=actor)
    except ShijianError as error:
        show(form, error)
        return False
    mark(request, kind)
    return True


def _is_fresh(request: HttpRequest) -> bool:
    at = float(request.session.get(CONFIRMED, 0))
    span = dt.timedelta(minutes=policy.get(policies.CONFIRM_MINUTES)).total_seconds()
    return 0 <= clock.now().timestamp() - at < span


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next", "") or request.GET.get("next", "")
    hosts = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts=hosts, require_https=request.is_secure())
    return target if target and safe else resolve_url("people:security")
