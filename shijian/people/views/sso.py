"""Single sign-on: leaving for another platform, coming back, ending a link."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shijian.kernel.errors import OutOfReach, ShijianError
from shijian.kernel.http import open_before_factor
from shijian.people import devices, half_logins, operations
from shijian.people.models import Account
from shijian.people.oidc import client
from shijian.people.oidc.attempt import Attempt, begin
from shijian.people.oidc.errors import SsoRefused
from shijian.people.oidc.provider import Provider
from shijian.people.views.common import account_of, actor_of, enter, say
from shijian.people.views.confirming import freshly_confirmed

NAME = "sso_attempt"


@open_before_factor
@never_cache
@require_POST
def leave(request: HttpRequest, key: str) -> HttpResponse:
    """Begin a login over there. The page leads on by itself; a redirect of a form to another host is forbidden here."""
    return _leaving(request, _provider(key), links=False)


@freshly_confirmed
@never_cache
@require_POST
def link(request: HttpRequest, key: str) -> HttpResponse:
    """Begin the login that is then linked to the own account."""
    return _leaving(request, _provider(key), links=True)


@open_before_factor
@never_cache
@sensitive_post_parameters("code", "state")
@require_http_methods(["GET", "HEAD", "POST"])
def back(request: HttpRequest, key: str) -> HttpResponse:
    """Come back from over there: a GET only hands on what it brought, because logging in writes."""
    provider = _provider(key)
    if request.method != "POST":
        brought = {name: request.GET.get(name, "")[:4000] for name in ("state", "code", "error", "iss")}
        return render(request, "people/sso_back.html", {"provider": provider, "brought": brought})
    try:
        attempt = _attempt(request, provider)
        subject = client.subject(
            provider, attempt, code=request.POST.get("code", ""), return_url=_return_url(request, provider)
        )
        return _arrived(request, provider, attempt, subject)
    except SsoRefused as refused:
        if refused.reason != "unknown":
            operations.note_refusal(refused.reason, actor=actor_of(request))
        raise


@freshly_confirmed
@require_POST
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """End a linked login."""
    operations.unlink(account_of(request), pk, actor=actor_of(request))
    messages.success(request, _("This login opens your account no more."))
    return redirect("people:security")


def _provider(key: str) -> Provider:
    provider: Provider | None = settings.OIDC_PROVIDERS.get(key)
    if provider is None:
        raise OutOfReach
    return provider


def _return_url(request: HttpRequest, provider: Provider) -> str:
    return request.build_absolute_uri(resolve_url("people:sso-back", provider.key))


def _leaving(request: HttpRequest, provider: Provider, *, links: bool) -> HttpResponse:
    attempt = begin(provider.key, next_url=_next(request), links=links)
    address = client.address(provider, attempt, return_url=_return_url(request, provider))
    request.session[NAME] = attempt.kept()
    context = {"provider": provider, "address": address, "host": urlsplit(address).netloc}
    return render(request, "people/sso_leave.html", context)


def _attempt(request: HttpRequest, provider: Provider) -> Attempt:
    """The try that this answer belongs to; it is used up, whatever comes of it."""
    kept = request.session.pop(NAME, None)
    attempt = Attempt(**kept) if kept else None
    if attempt is None or not attempt.is_answered_by(provider.key, request.POST.get("state", "")):
        raise SsoRefused("state")
    if request.POST.get("iss", "") not in ("", provider.issuer):  # RFC 9207
        raise SsoRefused("issuer")
    if request.POST.get("error") or not request.POST.get("code"):
        raise SsoRefused("declined")
    return attempt


def _arrived(request: HttpRequest, provider: Provider, attempt: Attempt, subject: str) -> HttpResponse:
    if attempt.links:
        return _linked(request, provider, subject)
    try:
        account = operations.log_in_by_link(
            issuer=provider.issuer,
            subject=subject,
            known=lambda account_id: devices.known(request, account_id),
            actor=actor_of(request),
        )
    except operations.FactorNeeded as needed:
        half_logins.begin(request, needed.account, attempt.next)
        return redirect("people:factor")
    enter(request, account)
    return redirect(attempt.next)


def _linked(request: HttpRequest, provider: Provider, subject: str) -> HttpResponse:
    if not isinstance(request.user, Account) or actor_of(request).owes_factor:
        raise SsoRefused("state")
    try:
        operations.link(account_of(request), issuer=provider.issuer, subject=subject, actor=actor_of(request))
    except ShijianError as error:
        say(request, error)
    else:
        messages.success(request, _("You can log in with %(name)s from now on.") % {"name": provider.name})
    return redirect("people:security")


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    hosts = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts=hosts, require_https=request.is_secure())
    return target if target and safe else resolve_url("web:home")
