"""The archive of an activity: for the organiser with what is missing, for the public without anything personal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shijian.activities import rules
from shijian.activities.enums import ActivityState
from shijian.activities.forms.archive import (
    BudgetForm,
    CloseForm,
    CostForm,
    CoverageForm,
    PhotoForm,
    ResultsForm,
    ShowForm,
)
from shijian.activities.models import Activity, ActivityPhoto
from shijian.activities.operations import archive as operations
from shijian.activities.queries import archive as reads
from shijian.activities.queries import costs
from shijian.activities.views.organising import run_by
from shijian.kernel import photos, sameness
from shijian.kernel.doing import attempt, complain
from shijian.kernel.http import ActorRequest

DEEDS: dict[str, Callable[..., Any]] = {
    "cost": operations.add_cost,
    "budget": operations.set_budget,
    "news": operations.add_coverage,
}
PARTS = {"budget": "cost", "photo": "photos"}  # where on the page a thing stands
OVER = (ActivityState.DONE, ActivityState.ARCHIVED)


@login_required
@require_safe
def archive(request: ActorRequest, pk: int) -> HttpResponse:
    """Everything that stays of an activity; what is missing first, each with its one step."""
    activity = run_by(request, pk)
    context = {
        "archive": reads.of(activity),
        "activity": activity,
        "is_open": activity.state != ActivityState.ARCHIVED,
        "is_over": activity.state in OVER,
        "may_close": activity.state == ActivityState.DONE,
        "photo": PhotoForm(sessions=activity.sessions.all()),
        "cost": CostForm(),
        "budget": BudgetForm(prefix="plan"),
        "report": CoverageForm(prefix="news"),
        "results": ResultsForm(initial={"results": activity.results}),
        "close": CloseForm(),
    }
    return render(request, "activities/archive.html", context)


@require_safe
def story(request: ActorRequest, pk: int) -> HttpResponse:
    """What the public reads of an activity that is over: numbers, results, photos by consent, news. No names."""
    seen = Activity.objects.visible_to(request.actor).filter(state__in=OVER).select_related("unit")
    activity = get_object_or_404(seen, pk=pk)
    found = reads.of(activity)
    pictures = [photo for photo in found.photos if photo.is_public]
    money = found.money if found.costs and costs.are_public(activity) else None
    context = {"archive": found, "activity": activity, "pictures": pictures, "money": money}
    return render(request, "activities/story.html", context)


@require_safe
def picture(request: ActorRequest, pk: int, photo_pk: int, width: int) -> HttpResponse:
    """A photo in one of its widths: public ones for everybody who sees the activity, the others for who runs it."""
    activity = get_object_or_404(Activity.objects.visible_to(request.actor), pk=pk)
    photo = get_object_or_404(ActivityPhoto, activity=activity, pk=photo_pk)
    if width not in photos.WIDTHS or not (photo.is_public or rules.can_run(request.actor, activity)):
        raise Http404
    try:
        with default_storage.open(photos.file_name(photo.file_key, width)) as file:
            data = file.read()
    except FileNotFoundError:
        raise Http404 from None
    cache = "public, max-age=3600" if photo.is_public else "no-store"
    return HttpResponse(data, content_type="image/webp", headers={"Cache-Control": cache})


@login_required
@require_POST
def add(request: ActorRequest, pk: int, what: str) -> HttpResponse:
    """Add a photo, a cost, a report, or the results."""
    activity = run_by(request, pk)
    if what == "photo":
        return _photo(request, activity)
    forms_: dict[str, forms.Form] = {
        "cost": CostForm(request.POST),
        "budget": BudgetForm(request.POST, prefix="plan"),
        "news": CoverageForm(request.POST, prefix="news"),
    }
    if what == "results":
        form: forms.Form = ResultsForm(request.POST)
        return _do(request, pk, form, lambda: operations.write_results(
            activity, actor=request.actor, **form.cleaned_data), "results")  # fmt: skip
    if what not in forms_:
        raise Http404
    chosen = forms_[what]
    return _do(
        request,
        pk,
        chosen,
        lambda: DEEDS[what](activity, actor=request.actor, **_facts(chosen)),
        PARTS.get(what, what),
    )


def _facts(form: forms.Form) -> dict[str, Any]:
    return form.facts() if isinstance(form, CostForm | BudgetForm) else form.cleaned_data


def _photo(request: ActorRequest, activity: Activity) -> HttpResponse:
    form = PhotoForm(request.POST, request.FILES, sessions=activity.sessions.all())
    if not form.is_valid():
        complain(request, form)
        return _back(activity.pk, "photos")
    data = form.cleaned_data
    image = data.pop("photo")
    digest, kept = sameness.digest_of(image), photos.keep(image)
    done = attempt(
        request,
        lambda: operations.add_photo(activity, kept=kept, digest=digest, actor=request.actor, **data),
        _("The photo is in the archive."),
    )
    if not done:
        photos.drop(kept.file_key)
    return _back(activity.pk, "photos")


@login_required
@require_POST
def show(request: ActorRequest, pk: int, photo_pk: int) -> HttpResponse:
    """Say whether a photo is public."""
    photo = get_object_or_404(ActivityPhoto, activity=run_by(request, pk), pk=photo_pk)
    form = ShowForm(request.POST)
    return _do(
        request,
        pk,
        form,
        lambda: operations.show_photo(photo, actor=request.actor, **form.cleaned_data),
        "photos",
    )


@login_required
@require_POST
def drop(request: ActorRequest, pk: int, what: str, row_pk: int) -> HttpResponse:
    """Take a photo, a cost or a report out again."""
    activity, actor = run_by(request, pk), request.actor
    if what == "photo":
        photo = get_object_or_404(activity.photos, pk=row_pk)
        attempt(request, lambda: photos.drop(operations.drop_photo(photo, actor=actor)), _("Taken away."))
    elif what == "cost":
        cost = get_object_or_404(activity.costs, pk=row_pk)
        attempt(request, lambda: operations.drop_cost(cost, actor=actor), _("Taken away."))
    elif what == "budget":
        budget = get_object_or_404(activity.budgets, pk=row_pk)
        attempt(request, lambda: operations.drop_budget(budget, actor=actor), _("Taken away."))
    elif what == "news":
        row = get_object_or_404(activity.coverage, pk=row_pk)
        attempt(request, lambda: operations.drop_coverage(row, actor=actor), _("Taken away."))
    else:
        raise Http404
    return _back(pk, PARTS.get(what, what))


@login_required
@require_POST
def close(request: ActorRequest, pk: int) -> HttpResponse:
    """Close the archive."""
    activity, form = run_by(request, pk), CloseForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    done = _("The archive is closed.")
    attempt(
        request, lambda: operations.archive_activity(activity, why_incomplete=why, actor=request.actor), done
    )
    return redirect("activities:archive", pk)


def _do(request: ActorRequest, pk: int, form: forms.Form, deed: Callable[[], Any], part: str) -> HttpResponse:
    if form.is_valid():
        attempt(request, deed, _("Noted."))
    else:
        complain(request, form)
    return _back(pk, part)


def _back(pk: int, part: str) -> HttpResponse:
    response = redirect("activities:archive", pk)
    response.headers["Location"] += f"#{part}"
    return response
