"""Stars: mine, one of them with its steps, those of the office, those of a unit in public."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shijian.kernel import clock, policy
from shijian.kernel.actor import Permission
from shijian.kernel.doing import attempt, filled
from shijian.kernel.errors import OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.people.queries.minors import access
from shijian.records import policies_stars as policies
from shijian.records import rules_stars as rules
from shijian.records.enums import StarState
from shijian.records.flow import STAR_FLOW
from shijian.records.forms.stars import DocumentReasonForm, GrantForm, ReasonForm
from shijian.records.models import Star
from shijian.records.operations import star_reviews, stars
from shijian.records.queries import star_cards
from shijian.records.queries import stars as reads
from shijian.records.queries.own import own_volunteers
from shijian.units.models import Unit
from shijian.volunteers.models import Volunteer

TONES = {
    StarState.ASKED: "warn", StarState.CHECKED: "warn", StarState.PUBLIC: "info", StarState.FORWARDED: "info",
    StarState.GRANTED: "done", StarState.REVIEW: "warn", StarState.REFUSED: "danger",
    StarState.TAKEN_BACK: "neutral", StarState.WITHDRAWN: "danger",
}  # fmt: skip
FORMS: dict[str, type[forms.Form]] = {
    "check": forms.Form, "decide": forms.Form, "confirm": GrantForm, "refuse": DocumentReasonForm, "keep": ReasonForm,
    "withdraw": DocumentReasonForm, "take-back": forms.Form,
}  # fmt: skip
DEEDS: dict[str, Callable[..., Star]] = {
    "check": stars.check_star,
    "decide": stars.decide_star,
    "confirm": stars.confirm_star,
    "refuse": stars.refuse_star,
    "keep": star_reviews.keep_star,
    "withdraw": star_reviews.withdraw_star,
    "take-back": stars.take_back_star,
}


@login_required
@require_safe
def mine(request: ActorRequest) -> HttpResponse:
    """My star and those of my wards: which hours count, how far to the next, what is under way."""
    cards = star_cards.cards(list(own_volunteers(request.actor)), request.actor)
    person_id = request.actor.person_id
    context = {"cards": [(card, card.volunteer.person_id == person_id) for card in cards]}
    return render(request, "records/my_star.html", context)


@login_required
@require_POST
def ask(request: ActorRequest, pk: int) -> HttpResponse:
    """Apply for the next star of a volunteer: oneself or a ward."""
    volunteer = get_object_or_404(Volunteer.objects.select_related("person"), pk=pk)
    if not rules.answers_for(request.actor, volunteer):
        raise OutOfReach
    done = _("Asked for. One officer checks it, another one decides; you will be told.")
    attempt(request, lambda: stars.apply_for_star(volunteer, actor=request.actor), done)
    return redirect("records:my-star")


@login_required
@require_safe
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One star: for the volunteer and the officers within reach."""
    return _shown(request, _seen(request, pk), {})


@login_required
@require_POST
def act(request: ActorRequest, pk: int, deed: str) -> HttpResponse:
    """Check, decide, record the authority's decision, refuse, keep, withdraw or take back."""
    star = _seen(request, pk)
    if deed not in FORMS:
        raise OutOfReach
    form = FORMS[deed](request.POST)
    if filled(request, form, lambda: DEEDS[deed](star, actor=request.actor, **form.cleaned_data)):
        messages.success(request, _("Done. Everybody concerned is told."))
        return redirect("records:star", pk)
    return _shown(request, star, {deed: form})


@login_required
@require_safe
def desk(request: ActorRequest) -> HttpResponse:
    """The stars within reach, newest first."""
    if not request.actor.may_anywhere(Permission.RECORD_VIEW):
        raise OutOfReach
    rows = Star.objects.filter(request.actor.within(Permission.RECORD_VIEW, "unit_path"))
    state = request.GET.get("state", "")
    if state in StarState.values:
        rows = rows.filter(state=state)
    context = {
        "page": page(reads.with_people(rows), request),
        "state": state,
        "states": StarState.choices,
    }
    return render(request, "records/stars.html", context)


@require_safe
def of_unit(request: ActorRequest, pk: int) -> HttpResponse:
    """For everybody: the stars of a unit and below that are before the public, and those of who agreed to be shown."""
    unit = get_object_or_404(Unit.objects.visible_to(request.actor), pk=pk)
    found = page(star_cards.before_the_public(unit), request)
    context = {
        "unit": unit,
        "page": found,
        "rows": star_cards.shown(found.items),
        "agreed": star_cards.shown(star_cards.agreed(unit)[:50]),
        "days": policy.get(policies.PUBLICITY_DAYS),
        "ranking": policy.get(policies.RANKING),
    }
    return render(request, "records/stars_public.html", context)


def _shown(request: ActorRequest, star: Star, sent: dict[str, forms.Form]) -> HttpResponse:
    moves = STAR_FLOW.moves(star, actor=request.actor)
    person, own = star.volunteer.person, rules.answers_for(request.actor, star.volunteer)
    whole = own or access.shows_whole(request.actor, person)
    context: dict[str, Any] = {
        "star": star,
        "own": own,
        "name": person.name if whole else access.masked_name(person),
        "tone": TONES[StarState(star.state)],
        "minutes": reads.minutes_of([star.volunteer_id], star.grades).get(star.volunteer_id, 0),
        "entries": star_cards.entries_of(star),
        "doubted": star_cards.is_doubted(star),
        "forms": [
            (name, sent.get(name) or FORMS[name]()) for name in FORMS if name in moves and name != "take-back"
        ],
        "may_take_back": "take-back" in moves,
        "may_object": rules.can_object(request.actor, star) and not own,
        "may_appeal": rules.can_appeal(request.actor, star)
        and star.over_at is not None
        and reads.appeal_ends(star.over_at) >= clock.today()
        and not reads.appealed(star),
    }
    status = 422 if any(form.errors for form in sent.values()) else 200
    return render(request, "records/star.html", context, status=status)


def _seen(request: ActorRequest, pk: int) -> Star:
    return get_object_or_404(reads.with_people(Star.objects.visible_to(request.actor)), pk=pk)
