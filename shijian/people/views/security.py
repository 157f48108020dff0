"""One's own password, and the devices on which one is logged in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel.doing import show
from shijian.kernel.errors import ShijianError
from shijian.kernel.http import open_before_factor
from shijian.people import operations, passwords
from shijian.people.forms.logins import ChangePasswordForm
from shijian.people.middleware import RENEW
from shijian.people.models import Account
from shijian.people.queries import accounts, sessions
from shijian.people.session_store import digest
from shijian.people.views.common import account_of, actor_of


@open_before_factor
@login_required
@never_cache
@sensitive_post_parameters("old", "password", "again")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    form = ChangePasswordForm(request.POST or None, office=passwords.is_office(account_of(request)))
    if request.method == "POST" and form.is_valid() and _password_set(request, form):
        messages.success(request, _("Your new password works from now on. All other devices are logged out."))
        return redirect("people:profile")
    return render(
        request, "people/password.html", {"form": form, "is_due": request.session.get(RENEW, False)}
    )


@login_required
@never_cache
@require_safe
def own_devices(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    context = {
        "devices": sessions.devices_of(account, this=digest(request.session.session_key)),
        "tokens": accounts.running_tokens(account),
    }
    return render(request, "people/devices.html", context)


@login_required
@require_POST
def end_device(request: HttpRequest) -> HttpResponse:
    operations.end_device(request.POST.get("device", "")[:64], actor=actor_of(request))
    messages.success(request, _("That device is logged out."))
    return redirect("people:devices")


@login_required
@require_POST
def end_everywhere(request: HttpRequest) -> HttpResponse:
    keep = digest(request.session.session_key)
    operations.sign_out_everywhere(account_of(request), keep=keep, actor=actor_of(request))
    messages.success(request, _("All other devices and programs are logged out."))
    return redirect("people:devices")


def _password_set(request: HttpRequest, form: ChangePasswordForm) -> bool:
    values = form.cleaned_data
    try:
        account = operations.set_password(
            Account.objects.get(pk=account_of(request).pk),
            new=values["password"],
            old=values["old"],
            keep=digest(request.session.session_key),
            actor=actor_of(request),
        )
    except ShijianError as error:
        error.fields = {{"new": "password"}.get(name, name): text for name, text in error.fields.items()}
        show(form, error)
        return False
    request.session.pop(RENEW, None)
    update_session_auth_hash(request, account)
    return True
