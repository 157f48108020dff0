"""Honours: mine with what Shijian gave, entering one, those that an officer decides, one of them with its photo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel import photos
from shijian.kernel.actor import Permission
from shijian.kernel.doing import entered, filled
from shijian.kernel.errors import OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.people.queries.minors import access
from shijian.records.enums import CommendationState
from shijian.records.flow import COMMENDATION_FLOW
from shijian.records.forms.commendations import CommendationForm, WhyForm
from shijian.records.forms.topups import ApproveForm
from shijian.records.models import Commendation
from shijian.records.operations import commendations as operations
from shijian.records.queries import honours
from shijian.records.queries.own import own_volunteers
from shijian.volunteers.models import Volunteer

FORMS: dict[str, type[forms.Form]] = {
    "confirm": ApproveForm, "refuse": WhyForm, "revoke": WhyForm, "withdraw": forms.Form,
}  # fmt: skip
DEEDS: dict[str, Callable[..., Commendation]] = {
    "confirm": operations.confirm_commendation,
    "refuse": operations.refuse_commendation,
    "revoke": operations.revoke_commendation,
    "withdraw": operations.withdraw_commendation,
}


@login_required
@require_safe
def mine(request: ActorRequest) -> HttpResponse:
    """My honours and those of my wards, from outside and from Shijian itself."""
    volunteers = list(own_volunteers(request.actor))
    context = {
        "rows": honours.honours_of(volunteers),
        "several": len(volunteers) > 1,
        "is_volunteer": bool(volunteers),
    }
    return render(request, "records/honours.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Report an honour of one's own or a ward's, or enter one of a volunteer within reach."""
    form = CommendationForm(
        request.POST or None, request.FILES or None, actor=request.actor, initial=_chosen(request)
    )
    made = entered(form, lambda: _enter(request, form))
    if made is not None:
        messages.success(request, _("Entered. A second person confirms it; the volunteer is told."))
        return redirect("records:honour", made.pk)
    may = bool(form.own) or "number" in form.fields
    return render(request, "records/honour_new.html", {"form": form, "may": may})


def _chosen(request: ActorRequest) -> dict[str, str]:
    """The number of the volunteer from whose card an officer comes."""
    key = request.GET.get("volunteer", "")
    within = request.actor.within(Permission.VOLUNTEER_EDIT, "unit_path")
    row = Volunteer.objects.filter(within, pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None
    return {"number": row.number} if row else {}


def _enter(request: ActorRequest, form: CommendationForm) -> Commendation:
    data = dict(form.cleaned_data)
    with photos.held(data.pop("photo")) as key:
        return operations.enter_commendation(data.pop("volunteer"), file_key=key, actor=request.actor, **data)


@login_required
@require_safe
def desk(request: ActorRequest) -> HttpResponse:
    """The commendations of volunteers within reach, newest first."""
    if not request.actor.may_anywhere(Permission.VOLUNTEER_VIEW):
        raise OutOfReach
    reach = request.actor.within(Permission.VOLUNTEER_VIEW, "volunteer__unit_path")
    rows = honours.with_people(Commendation.objects.filter(reach))
    state = request.GET.get("state", "")
    if state in CommendationState.values:
        rows = rows.filter(state=state)
    found = page(rows, request)
    context = {
        "rows": [(row, honours.TONES[CommendationState(row.state)]) for row in found.items],
        "page": found, "state": state, "states": CommendationState.choices,
        "may": request.actor.may_anywhere(Permission.VOLUNTEER_EDIT),
    }  # fmt: skip
    return render(request, "records/honours_desk.html", context)


@login_required
@require_safe
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One of them: for the volunteer, who entered it, and officers within reach."""
    return _shown(request, _seen(request, pk), {})


@login_required
@require_POST
def act(request: ActorRequest, pk: int, deed: str) -> HttpResponse:
    """Confirm, refuse, take back or revoke."""
    row = _seen(request, pk)
    if deed not in FORMS:
        raise OutOfReach
    form = FORMS[deed](request.POST)
    if filled(request, form, lambda: DEEDS[deed](row, actor=request.actor, **form.cleaned_data)):
        messages.success(request, _("Done. The volunteer and who entered it are told."))
        return redirect("records:honour", pk)
    return _shown(request, row, {deed: form})


@login_required
@never_cache
@require_safe
def photo(request: ActorRequest, pk: int) -> FileResponse:
    """The photo that proves it, for those who see the whole record of the volunteer."""
    row = _seen(request, pk)
    if not access.shows_whole(request.actor, row.volunteer.person):
        raise Http404
    return photos.reply(row.file_key)


def _shown(request: ActorRequest, row: Commendation, sent: dict[str, forms.Form]) -> HttpResponse:
    moves = COMMENDATION_FLOW.moves(row, actor=request.actor)
    person = row.volunteer.person
    whole = access.shows_whole(request.actor, person)
    context: dict[str, Any] = {
        "row": row,
        "name": person.name if whole else access.masked_name(person),
        "has_photo": bool(row.file_key) and whole,
        "tone": honours.TONES[CommendationState(row.state)],
        "forms": [
            (name, sent.get(name) or FORMS[name]())
            for name in ("confirm", "refuse", "revoke")
            if name in moves
        ],
        "can_withdraw": "withdraw" in moves,
    }
    return render(request, "records/honour.html", context)


def _seen(request: ActorRequest, pk: int) -> Commendation:
    rows = honours.with_people(Commendation.objects.visible_to(request.actor))
    return get_object_or_404(rows, pk=pk)
