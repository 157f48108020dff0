"""The display settings: for a visitor on this device, for a person wherever he logs in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shijian.kernel import display
from shijian.kernel.http import open_before_factor
from shijian.people import operations
from shijian.people.forms.display import DisplayForm
from shijian.people.models import Account
from shijian.people.views.common import actor_of


@open_before_factor
@never_cache
@require_http_methods(["GET", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    """Show the settings; a POST may name one of them only, as the switch in the header does."""
    if request.method == "POST":
        return _kept(request, display.current().changed(request.POST))
    form = DisplayForm.showing(display.current())
    return render(
        request, "people/display.html", {"form": form, "next": _next(request.GET.get("next", ""), request)}
    )


def _kept(request: HttpRequest, choice: display.Display) -> HttpResponse:
    response = redirect(_next(request.POST.get("next", ""), request) or reverse("people:display"))
    if isinstance(request.user, Account):
        operations.set_display(request.user.person, choice=choice, actor=actor_of(request))
        request.session[display.NAME] = choice.text
    else:
        display.keep_on_device(response, choice)
    if "all" in request.POST:
        with override(choice.language or get_language()):
            messages.success(request, _("The pages look as you wish from now on."))
    return response


def _next(target: str, request: HttpRequest) -> str:
    """The address to go back to, if it is one of ours."""
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe and target.startswith("/") else ""
