"""Logging in and out, signing up, accepting an invitation, the organisation chart."""

from __future__ import annotations

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel import sms
from shijian.kernel.doing import show
from shijian.kernel.errors import ShijianError
from shijian.kernel.http import open_before_factor
from shijian.people import devices, half_logins, operations, passwords, rules
from shijian.people.forms.factors import AnswerForm
from shijian.people.forms.logins import InvitationForm, LoginForm, NewPasswordForm, SignUpForm
from shijian.people.models import Account
from shijian.people.queries import accounts, appointments, charts, places
from shijian.people.views.common import actor_of, admit, enter, number, unit_or_404
from shijian.units.models import Unit

DEMO_PASSWORD = "shijian-demo"  # noqa: S105 - stands on the login page of a demo


@open_before_factor
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            values = form.cleaned_data
            account = operations.log_in(
                values["name"],
                values["password"],
                actor=actor_of(request),
                known=lambda account_id: devices.known(request, account_id),
            )
        except operations.FactorNeeded as needed:
            renew = passwords.is_due(needed.account, values["password"])
            half_logins.begin(request, needed.account, _next(request), renew=renew)
            return redirect("people:factor")
        except ShijianError as error:
            show(form, error)
        else:
            enter(request, account, renew=passwords.is_due(account, values["password"]))
            return redirect(_next(request))
    return login_page(request, form)


def login_page(request: HttpRequest, form: LoginForm, *, key_form: AnswerForm | None = None) -> HttpResponse:
    """All ways in: the password, a passkey, another platform, the accounts of a demo."""
    context = {
        "form": form,
        "key_form": key_form or AnswerForm(),
        "providers": list(settings.OIDC_PROVIDERS.values()),
        "demo_accounts": accounts.demo_accounts(),
        "demo_password": DEMO_PASSWORD,
        "has_sms": sms.is_on(),
        "next": request.GET.get("next", ""),
    }
    return render(request, "people/login.html", context)


@open_before_factor
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, Account):
        operations.log_out(request.user, actor=actor_of(request))
    auth.logout(request)
    return redirect(_next(request))


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    unit = _home(request)
    if request.user.is_authenticated:
        return redirect("people:profile")
    if unit is None:
        return _pick(request)
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _signed_up(request, form, unit):
        return redirect("web:home")
    return render(request, "people/register.html", {"form": form, "unit": unit})


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    found = accounts.open_invitation(token)
    if found is None and request.method == "GET":
        return render(request, "people/invitation_over.html", status=410)
    is_new = found is None or not Account.objects.filter(person=found.person).exists()
    office = found is not None and appointments.open_of(found.person).exists()
    form = (InvitationForm if is_new else NewPasswordForm)(request.POST or None, office=office)
    if request.method == "POST" and form.is_valid():
        account = _accepted(request, form, token)
        if account is not None:
            return _after_invitation(request, account)
    person = found.person if found else None
    return render(request, "people/invitation.html", {"form": form, "person": person, "is_new": is_new})


@require_safe
def org_chart(request: HttpRequest, pk: int) -> HttpResponse:
    unit = unit_or_404(request, pk)
    positions = charts.current_positions(unit)
    context = {
        "unit": unit,
        "leaders": [each for each in positions if each.kind in charts.LEADING and each.office_id is None],
        "members": [each for each in positions if each.kind == "member" and each.office_id is None],
        "liaison": charts.liaison_of(positions),
        "boxes": charts.boxes(unit, positions),
        "may_place": rules.can_place_at(actor_of(request), unit),
    }
    return render(request, "people/org_chart.html", context)


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next", "") or request.GET.get("next", "")
    hosts = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts=hosts, require_https=request.is_secure())
    return target if target and safe else resolve_url("web:home")


def _home(request: HttpRequest) -> Unit | None:
    key = number(request.GET.get("unit"))
    return Unit.objects.active().filter(pk=key, kind__in=places.HOMES).first() if key else None


def _pick(request: HttpRequest) -> HttpResponse:
    typed = request.GET.get("q", "")[:60]
    units = places.homes(typed) if typed.strip() else []
    return render(request, "people/register_place.html", {"typed": typed, "units": units})


def _signed_up(request: HttpRequest, form: SignUpForm, unit: Unit) -> bool:
    values = {name: form.cleaned_data[name] for name in ("name", "phone", "password")}
    try:
        account = operations.sign_up(**values, unit=unit, actor=actor_of(request))
    except ShijianError as error:
        show(form, error)
        return False
    enter(request, account)
    messages.success(request, _("Welcome! Your account is ready."))
    return True


def _accepted(request: HttpRequest, form: NewPasswordForm, token: str) -> Account | None:
    values = {
        name: form.cleaned_data[name] for name in ("login_name", "password") if name in form.cleaned_data
    }
    try:
        return operations.accept_invitation(token, **values, actor=actor_of(request))
    except ShijianError as error:
        show(form, error)
        return None


def _after_invitation(request: HttpRequest, account: Account) -> HttpResponse:
    """A link replaces the password, never the second factor."""
    if not accounts.admits(account):
        return redirect("web:home")
    answer = admit(request, account, resolve_url("web:home"))
    if request.user.is_authenticated:
        messages.success(request, _("Your password is set. You are logged in."))
    return answer
