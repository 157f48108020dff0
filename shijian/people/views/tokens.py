"""A person's own access tokens for programs: made, listed, ended."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shijian.kernel import clock
from shijian.kernel.doing import show
from shijian.kernel.errors import ShijianError
from shijian.kernel.paging import page
from shijian.people import operations
from shijian.people.forms.tokens import TokenForm
from shijian.people.middleware import FACTOR
from shijian.people.models import ApiToken
from shijian.people.queries import accounts
from shijian.people.views.common import account_of, actor_of


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """List own tokens; the secret of a new one is shown this once."""
    account, secret = account_of(request), ""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _token, secret = operations.issue_token(
                account,
                **form.cleaned_data,
                passed_factor=bool(request.session.get(FACTOR)),
                actor=actor_of(request),
            )
            form = TokenForm()
        except ShijianError as error:
            show(form, error)
    found = page(accounts.tokens_of(account), request)
    context = {"form": form, "page": found, "secret": secret, "now": clock.now()}
    return render(request, "people/tokens.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End one own token at once."""
    token = get_object_or_404(ApiToken.objects.filter(account=account_of(request)), pk=pk)
    operations.revoke_token(token, actor=actor_of(request))
    messages.success(request, _("The token opens nothing any more."))
    return redirect("people:tokens")
