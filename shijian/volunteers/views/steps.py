"""The steps of an entry: confirm, consent, pause and so on; one page that asks once more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shijian.kernel import undo
from shijian.kernel.errors import NotAllowed, OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.people.queries.minors import access
from shijian.volunteers import operations
from shijian.volunteers.flow import VOLUNTEER_FLOW
from shijian.volunteers.forms import office as words
from shijian.volunteers.models import Volunteer
from shijian.volunteers.queries import cards
from shijian.volunteers.views.common import home_of, is_own, load_volunteer, submit


@dataclass(frozen=True, slots=True)
class Step:
    """What a step asks and does: form for oneself and for staff."""

    question: str | Promise
    label: str | Promise
    operation: Callable[..., Volunteer]
    own: type[forms.Form]
    staff: type[forms.Form]
    tone: str = ""


STEPS = {
    "confirm": Step(
        _("Confirm this registration?"),
        _("Confirm"),
        operations.confirm_volunteer,
        words.EmptyForm,
        words.EvidenceForm,
    ),
    "consent": Step(
        _("Does the guardian consent?"),
        _("The guardian consents"),
        operations.give_guardian_consent,
        words.OwnConsentForm,
        words.ConsentForm,
    ),
    "revoke": Step(
        _("Withdraw the guardian's consent?"),
        _("Withdraw the consent"),
        operations.withdraw_guardian_consent,
        words.EmptyForm,
        words.EmptyForm,
        "danger",
    ),
    "pause": Step(
        _("Take a rest from serving?"),
        _("Pause"),
        operations.pause_volunteer,
        words.NoteForm,
        words.ReasonForm,
    ),
    "resume": Step(
        _("Serve again?"),
        _("Resume"),
        operations.resume_volunteer,
        words.EmptyForm,
        words.EmptyForm,
    ),
    "leave": Step(
        _("Leave the volunteer register?"),
        _("Leave"),
        operations.leave_register,
        words.NoteForm,
        words.NoteForm,
        "danger",
    ),
}


@login_required
def step(request: ActorRequest, pk: int, name: str) -> HttpResponse:
    """Ask once more, then take the step."""
    volunteer, chosen = load_volunteer(request, pk), STEPS.get(name)
    if chosen is None:
        raise OutOfReach
    if request.method != "POST" and not any(
        VOLUNTEER_FLOW.can(volunteer, m, actor=request.actor) for m in cards.MOVES[name]
    ):
        raise NotAllowed
    kind = chosen.own if is_own(request, volunteer) else chosen.staff
    # A form without fields is bound by the method alone.
    form = kind(request.POST if request.method == "POST" else None)
    if submit(request, form, lambda: _take(chosen, volunteer, form, request)):
        if name == "pause" and not is_own(request, volunteer):
            undo.offer(request, str(_("Paused.")), reverse("volunteers:step", args=[pk, "resume"]))
        return redirect(home_of(volunteer, request.actor))
    return render(request, "shijian/confirm.html", _context(chosen, volunteer, form, request))


def _take(chosen: Step, volunteer: Volunteer, form: forms.Form, request: ActorRequest) -> Volunteer:
    return chosen.operation(volunteer, actor=request.actor, **form.cleaned_data)


def _name(volunteer: Volunteer, request: ActorRequest) -> str:
    person = volunteer.person
    return person.name if access.shows_whole(request.actor, person) else access.masked_name(person)


def _context(chosen: Step, volunteer: Volunteer, form: forms.Form, request: ActorRequest) -> dict[str, Any]:
    return {
        "question": chosen.question,
        "action_label": chosen.label,
        "tone": chosen.tone,
        "form": form,
        "facts": [(_("Volunteer"), _name(volunteer, request)), (_("Volunteer number"), volunteer.number)],
        "back_url": home_of(volunteer, request.actor),
    }
