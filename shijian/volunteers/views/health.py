"""The page on which a volunteer (a minor's guardian) says what should not be asked, and takes it back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shijian.kernel.errors import ShijianError
from shijian.kernel.http import ActorRequest
from shijian.people import operations as people
from shijian.people.enums import Purpose
from shijian.people.queries import consents
from shijian.people.rules import speaks_of_health
from shijian.volunteers import rules
from shijian.volunteers.enums import Strain, VolunteerState
from shijian.volunteers.forms.health import HealthForm
from shijian.volunteers.models import HealthDeclaration, Volunteer
from shijian.volunteers.operations.health import declare_health
from shijian.volunteers.queries import health
from shijian.volunteers.views.common import home_of, load_volunteer, submit


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def declaration(request: ActorRequest, pk: int) -> HttpResponse:
    """What is said, to be changed; a minor reads what the guardian said."""
    volunteer = _own(request, pk)
    said = health.of(volunteer, request.actor)
    form = None
    if speaks_of_health(request.actor, volunteer.person):
        asked = consents.is_asked(volunteer.person, Purpose.HEALTH)
        initial = {"strains": sorted(said.strains)} if said else {}
        form = HealthForm(request.POST or None, is_asked=asked, initial=initial)
        if submit(request, form, lambda: declare_health(volunteer, actor=request.actor, **form.answers)):
            messages.success(
                request, _("Saved. Only you read the answers; who arranges help sees none of them.")
            )
            return redirect("volunteers:health", pk)
    return _page(request, volunteer, form, said)


@login_required
@require_POST
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Take the consent back; the answers go with it."""
    volunteer = _own(request, pk)
    try:
        people.withdraw_consent(volunteer.person, purpose=Purpose.HEALTH, actor=request.actor)
        messages.success(
            request, _("Your consent is taken back and the answers are deleted. It costs you nothing.")
        )
    except ShijianError as error:
        messages.warning(request, str(error))
    return redirect("volunteers:health", pk)


def _own(request: ActorRequest, pk: int) -> Volunteer:
    volunteer = load_volunteer(request, pk)
    if not rules.is_own(request.actor, volunteer) or volunteer.state == VolunteerState.LEFT:
        raise Http404
    return volunteer


def _page(
    request: ActorRequest,
    volunteer: Volunteer,
    form: HealthForm | None,
    said: HealthDeclaration | None,
) -> HttpResponse:
    own = volunteer.person_id == request.actor.person_id
    context = {
        "form": form,
        "said": said,
        "words": Strain.words(said.strains) if said else "",
        "volunteer": volunteer,
        "subtitle": "" if own else volunteer.person.name,
        "back_url": home_of(volunteer, request.actor),
    }
    wrong = form is not None and bool(form.errors)
    return render(request, "volunteers/health.html", context, status=422 if wrong else 200)
