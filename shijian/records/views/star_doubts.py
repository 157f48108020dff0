"""Objections to stars and appeals, bars, and the public ranking of those who agreed to it."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel import policy
from shijian.kernel.actor import Permission
from shijian.kernel.doing import filled
from shijian.kernel.errors import NotAllowed, OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.people.enums import Purpose
from shijian.records import policies_stars as policies
from shijian.records import rules_stars as rules
from shijian.records.flow import STAR_OBJECTION_FLOW
from shijian.records.forms.stars import BarForm, DoubtForm, FoundForm, GivenBackForm
from shijian.records.models import Star, StarBar, StarObjection
from shijian.records.operations import star_doubts as operations
from shijian.records.queries import star_cards
from shijian.records.queries import stars as reads
from shijian.volunteers.models import Volunteer

FACES = ["GET", "HEAD", "POST"]
TONES = {"open": "warn", "upheld": "done", "rejected": "info", "withdrawn": "neutral"}
DEEDS: dict[str, Callable[..., StarObjection]] = {
    "uphold": operations.uphold_star_objection,
    "reject": operations.reject_star_objection,
    "withdraw": operations.withdraw_star_objection,
}


@login_required
@require_http_methods(FACES)
def new(request: ActorRequest, pk: int) -> HttpResponse:
    """Object to a star that is before the public, or appeal against the loss of one's own."""
    rows = star_cards.named(reads.with_people(Star.objects.all()), Purpose.PUBLIC_NAME)
    star = get_object_or_404(rows, pk=pk)
    appeal = rules.can_appeal(request.actor, star)
    if not appeal and not rules.can_object(request.actor, star):
        raise OutOfReach
    deed = operations.appeal_star if appeal else operations.object_to_star
    form = DoubtForm(request.POST or None)
    made = filled(request, form, lambda: deed(star, actor=request.actor, **form.cleaned_data))
    if made is not None:
        messages.success(request, _("We have what you said. Somebody who had no part in it decides."))
        return redirect("records:star-objection", made.pk)
    context = {"form": form, "star": star, "row": star_cards.shown([star])[0], "appeal": appeal, "bar": None}
    return render(request, "records/star_doubt_new.html", context)


@login_required
@require_http_methods(FACES)
def appeal_bar(request: ActorRequest, pk: int) -> HttpResponse:
    """Appeal against the decision that there is no new star for a time."""
    bar = get_object_or_404(StarBar.objects.select_related("volunteer__person"), pk=pk)
    if not rules.can_appeal_bar(request.actor, bar):
        raise OutOfReach
    form = DoubtForm(request.POST or None)
    made = filled(request, form, lambda: operations.appeal_bar(bar, actor=request.actor, **form.cleaned_data))
    if made is not None:
        messages.success(request, _("We have what you said. Somebody who had no part in it decides."))
        return redirect("records:star-objection", made.pk)
    context = {"form": form, "star": None, "row": None, "appeal": True, "bar": bar}
    return render(request, "records/star_doubt_new.html", context)


@login_required
@require_safe
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One objection or appeal: for whoever made it and for those who decide."""
    return _shown(request, _seen(request, pk), {})


@login_required
@require_POST
def act(request: ActorRequest, pk: int, deed: str) -> HttpResponse:
    """Uphold, do not uphold, or take back."""
    objection = _seen(request, pk)
    if deed not in DEEDS:
        raise OutOfReach
    form = _form_of(deed, objection)(request.POST)
    made = filled(request, form, lambda: DEEDS[deed](objection, actor=request.actor, **form.cleaned_data))
    if made is not None:
        messages.success(request, _("Done. Everybody concerned is told."))
        return redirect("records:star-objection", pk)
    return _shown(request, objection, {deed: form})


@login_required
@require_http_methods(FACES)
def bar(request: ActorRequest, pk: int) -> HttpResponse:
    """Decide that a volunteer gets no new star for a time, because of a void record."""
    volunteer = get_object_or_404(Volunteer.objects.select_related("person", "unit"), pk=pk)
    if not request.actor.may(Permission.RECORD_VIEW, volunteer.unit_path):
        raise OutOfReach
    if not rules.can_bar(request.actor, volunteer):
        raise NotAllowed
    form = BarForm(request.POST or None, volunteer=volunteer)
    if filled(
        request, form, lambda: operations.bar_stars(volunteer, actor=request.actor, **form.cleaned_data)
    ):
        messages.success(request, _("Decided. The volunteer is told and may appeal."))
        return redirect("volunteers:detail", pk)
    months = policy.get(policies.BAR_MONTHS)
    context = {"form": form, "volunteer": volunteer, "months": months, "until": reads.bar_of(volunteer)}
    return render(request, "records/star_bar.html", context)


@require_safe
def ranking(request: ActorRequest) -> HttpResponse:
    """For everybody, where the county decided so: those who agreed to be ranked in public."""
    if not policy.get(policies.RANKING):
        raise Http404
    return render(request, "records/ranking.html", {"rows": star_cards.ranking()})


def _shown(request: ActorRequest, objection: StarObjection, sent: dict[str, forms.Form]) -> HttpResponse:
    moves = STAR_OBJECTION_FLOW.moves(objection, actor=request.actor)
    star = objection.star
    context = {
        "objection": objection,
        "star": star,
        "bar": objection.bar,
        "volunteer": objection.volunteer,
        "tone": TONES[objection.state],
        "sees_star": star is not None and rules.can_see_star(request.actor, star),
        "forms": [
            (name, sent.get(name) or _form_of(name, objection)())
            for name in ("uphold", "reject")
            if name in moves
        ],
        "may_withdraw": "withdraw" in moves,
    }
    return render(request, "records/star_objection.html", context)


def _form_of(deed: str, objection: StarObjection) -> type[forms.Form]:
    star = objection.star
    if deed == "uphold" and objection.appeal and star is not None and not star.is_of_county:
        return GivenBackForm
    return forms.Form if deed == "withdraw" else FoundForm


def _seen(request: ActorRequest, pk: int) -> StarObjection:
    return get_object_or_404(reads.with_stars(StarObjection.objects.visible_to(request.actor)), pk=pk)
