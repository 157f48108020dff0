"""What everybody may read about personal data, and one's own consents."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shijian.kernel.errors import ShijianError
from shijian.people import operations
from shijian.people.enums import Purpose
from shijian.people.forms.persons import ConsentForm
from shijian.people.models import Person, PrivacyNotice
from shijian.people.queries import consents, notices, purposes
from shijian.people.views.common import account_of, actor_of, say

OWN_CONSENTS = (
    Purpose.REGISTER, Purpose.PUBLIC_NAME, Purpose.PUBLIC_STAR, Purpose.RANKING, Purpose.HEALTH,
)  # fmt: skip


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Why data is kept, in plain words, with the notice in force."""
    version = notices.version_on()
    notice = notices.text_of(version) if version else None
    context = {"entries": purposes.register(), "notice": notice, "blocks": _blocks(notice)}
    return render(request, "people/privacy/privacy.html", context)


@require_safe
def notice(request: HttpRequest, version: int) -> HttpResponse:
    """One version of the notice; earlier ones stay readable."""
    row = notices.text_of(version)
    if row is None:
        raise Http404
    versions = PrivacyNotice.objects.filter(kind=row.kind, language=notices.MAIN_LANGUAGE)
    context = {"notice": row, "blocks": _blocks(row), "versions": versions.order_by("-version")}
    return render(request, "people/privacy/notice.html", context)


@login_required
@require_safe
def own_consents(request: HttpRequest) -> HttpResponse:
    """Each consent by itself, given and withdrawn with one press."""
    person = Person.objects.get(pk=account_of(request).person_id)
    context = {"consents": consents.own(person, OWN_CONSENTS), "ended": consents.history(person)}
    return render(request, "people/privacy/consents.html", context)


@login_required
@require_POST
def consent(request: HttpRequest) -> HttpResponse:
    """Give or withdraw one consent."""
    form = ConsentForm(request.POST)
    if form.is_valid():
        person, purpose = account_of(request).person, form.cleaned_data["purpose"]
        try:
            if "withdraw" in request.POST:
                operations.withdraw_consent(person, purpose=purpose, actor=actor_of(request))
                messages.success(request, _("Your consent is withdrawn."))
            else:
                operations.give_consent(person, purpose=purpose, actor=actor_of(request))
                messages.success(request, _("Your consent is noted."))
        except ShijianError as error:
            say(request, error)
    return redirect("people:consents")


def _blocks(row: PrivacyNotice | None) -> list[tuple[str, list[str]]]:
    return notices.blocks(row.text) if row else []
