"""My security: second factors, recovery codes, linked logins; set up, renamed, renewed, removed."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel.doing import show
from shijian.kernel.errors import OutOfReach, ShijianError
from shijian.kernel.http import open_before_factor
from shijian.people import operations, passkeys, totp
from shijian.people.forms.factors import AppForm, KeyForm, KeyNameForm
from shijian.people.middleware import FACTOR
from shijian.people.queries import factors
from shijian.people.views import questions
from shijian.people.views.common import account_of, actor_of, say
from shijian.people.views.confirming import freshly_confirmed, mark

REGISTER = "register"


@open_before_factor
@login_required
@never_cache
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """What protects the own login, and what an office still asks for."""
    account = account_of(request)
    links = factors.links_of(account)
    linked = {link.provider for link in links}
    providers = {each.issuer: each for each in settings.OIDC_PROVIDERS.values()}
    context = {
        "factors": factors.of_account(account),
        "owes": actor_of(request).owes_factor,
        "links": [(link, providers.get(link.provider)) for link in links],
        "linkable": [each for issuer, each in providers.items() if issuer not in linked],
    }
    return render(request, "people/security.html", context)


@open_before_factor
@freshly_confirmed
@never_cache
@sensitive_post_parameters("seed", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def app(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator app. The secret travels sealed through the form; nothing is kept before the code fits."""
    account = account_of(request)
    secret = totp.unsealed(account, request.POST.get("seed", "")) or totp.new_secret()
    form = AppForm(request.POST or None, initial={"seed": totp.sealed(account, secret)})
    if request.method == "POST" and form.is_valid():
        try:
            codes = operations.add_app(
                account, secret=secret, code=form.cleaned_data["code"], actor=actor_of(request)
            )
        except ShijianError as error:
            show(form, error)
        else:
            mark(request, "totp")
            return _added(request, codes)
    if not form.is_bound and factors.of_account(account).app is not None:
        return redirect("people:security")
    picture = mark_safe(totp.picture(account, secret))  # noqa: S308 - drawn by segno from our own text
    return render(
        request, "people/factor_app.html", {"form": form, "picture": picture, "secret": totp.grouped(secret)}
    )


@open_before_factor
@freshly_confirmed
@never_cache
@sensitive_post_parameters("answer")
@require_http_methods(["GET", "HEAD", "POST"])
def key(request: HttpRequest) -> HttpResponse:
    """Register a passkey or security key under a name."""
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = questions.answered(request, form.cleaned_data["answer"], REGISTER)
        try:
            codes = operations.add_key(
                account_of(request), name=form.cleaned_data["name"], answer=answer, actor=actor_of(request)
            )
        except ShijianError as error:
            show(form, error)
        else:
            mark(request, "webauthn")
            return _added(request, codes)
    return render(request, "people/factor_key.html", {"form": form})


@open_before_factor
@login_required
@require_POST
def key_question(request: HttpRequest) -> HttpResponse:
    """The question with which the browser makes a new key."""
    account = account_of(request)
    keys = factors.keys_of(account)
    options, state = passkeys.question_to_register(questions.site_of(request), account, keys)
    return questions.ask(request, options, state, REGISTER)


@freshly_confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a key another name."""
    found = factors.keys_of(account_of(request)).filter(pk=pk).first()
    if found is None:
        raise OutOfReach
    form = KeyNameForm(request.POST or None, initial={"name": found.data["name"]})
    if request.method == "POST" and form.is_valid():
        operations.rename_key(
            account_of(request), pk, name=form.cleaned_data["name"], actor=actor_of(request)
        )
        messages.success(request, _("The key has its new name."))
        return redirect("people:security")
    return render(request, "people/factor_name.html", {"form": form})


@freshly_confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then take a factor away."""
    found = factors.of_account(account_of(request))
    rows = {each.pk: each for each in (found.app, *found.keys) if each is not None}
    if pk not in rows:
        raise OutOfReach
    if request.method == "POST":
        return _removed(request, pk)
    name = rows[pk].data.get("name") or _("Authenticator app")
    context = {
        "question": _("Remove %(name)s?") % {"name": name},
        "explanation": _(
            "After this it opens nothing any more. Without any second factor the password alone does."
        ),
        "action_label": _("Remove"),
        "back_url": reverse("people:security"),
        "tone": "danger",
    }
    return render(request, "shijian/confirm.html", context)


@open_before_factor
@freshly_confirmed
@never_cache
@require_POST
def codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes and show them this once."""
    try:
        made = operations.renew_codes(account_of(request), actor=actor_of(request))
    except ShijianError as error:
        say(request, error)
        return redirect("people:security")
    return render(request, "people/recovery_codes.html", {"codes": made})


def _added(request: HttpRequest, made: list[str]) -> HttpResponse:
    messages.success(request, _("Your second factor works from now on."))
    if not made:
        return redirect("people:security")
    return render(request, "people/recovery_codes.html", {"codes": made})


def _removed(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        operations.remove_factor(account_of(request), pk, actor=actor_of(request))
    except ShijianError as error:
        say(request, error)
    else:
        messages.success(request, _("It is removed."))
        if not factors.has_one(account_of(request)):
            request.session[FACTOR] = ""
    return redirect("people:security")
