"""The second step of a login, and the login by passkey alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shijian.kernel.doing import show
from shijian.kernel.errors import ShijianError
from shijian.kernel.http import open_before_factor
from shijian.people import devices, half_logins, operations, passkeys, proofs
from shijian.people.forms.factors import AnswerForm, CodeForm
from shijian.people.forms.logins import LoginForm
from shijian.people.middleware import FACTOR
from shijian.people.models import Account
from shijian.people.queries import accounts, factors
from shijian.people.views import questions
from shijian.people.views.common import actor_of, enter
from shijian.people.views.public import login_page

STEP, ALONE = "step", "alone"


@open_before_factor
@never_cache
@sensitive_post_parameters("code", "answer")
@require_http_methods(["GET", "HEAD", "POST"])
def factor(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor of a half login, or of a session that began without one."""
    account = _account(request)
    if account is None:
        return redirect("people:login")
    found = factors.of_account(account)
    if found.count == 0:
        return redirect("people:security")
    form = CodeForm(request.POST if "code" in request.POST else None)
    key_form = AnswerForm(request.POST if "answer" in request.POST else None)
    for each in (form, key_form):
        if each.is_valid():
            target = _shown(request, account, each)
            if target:
                return redirect(target)
    context = {"form": form, "key_form": key_form, "factors": found}
    return render(request, "people/factor.html", context)


@open_before_factor
@require_POST
def factor_question(request: HttpRequest) -> HttpResponse:
    """The question for one of the keys of the account whose login is half done."""
    account = _account(request)
    if account is None:
        return redirect("people:login")
    options, state = passkeys.question_to_log_in(questions.site_of(request), factors.keys_of(account))
    return questions.ask(request, options, state, STEP)


@open_before_factor
@require_POST
def passkey_question(request: HttpRequest) -> HttpResponse:
    """The question for any passkey that checks its owner itself."""
    options, state = passkeys.question_to_log_in(questions.site_of(request), None)
    return questions.ask(request, options, state, ALONE)


@open_before_factor
@never_cache
@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """Log in with a passkey alone: it is something one has, and it checks a finger, a face or a number."""
    form = AnswerForm(request.POST)
    if form.is_valid():
        answer = questions.answered(request, form.cleaned_data["answer"], ALONE)
        try:
            account = operations.log_in_with_passkey(answer, actor=actor_of(request))
        except ShijianError as error:
            show(form, error)
        else:
            enter(request, account, factor="passkey")
            return redirect("web:home")
    return login_page(request, LoginForm(), key_form=form)


def proof_of(request: HttpRequest, form: CodeForm | AnswerForm, purpose: str) -> proofs.Proof:
    """What a valid form shows."""
    if isinstance(form, CodeForm):
        return proofs.Code(form.cleaned_data["code"])
    return proofs.Key(questions.answered(request, form.cleaned_data["answer"], purpose))


def _account(request: HttpRequest) -> Account | None:
    """Whose second factor is asked for; nobody's once it was shown."""
    user = request.user
    if isinstance(user, Account):
        return None if request.session.get(FACTOR) else accounts.with_unread().get(pk=user.pk)
    return half_logins.account_of(request)


def _shown(request: HttpRequest, account: Account, form: CodeForm | AnswerForm) -> str:
    try:
        kind = operations.log_in_with_factor(
            account,
            proof_of(request, form, STEP),
            device=devices.known(request, account.pk),
            actor=actor_of(request),
        )
    except ShijianError as error:
        show(form, error)
        return ""
    target, renew = half_logins.end(request)
    enter(request, account, renew=renew, factor=kind)
    return target or resolve_url("web:home")
