"""Trainings of a volunteer, and the kinds of training."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shijian.kernel.actor import Permission
from shijian.kernel.errors import NotAllowed, OutOfReach, ShijianError
from shijian.kernel.http import ActorRequest
from shijian.volunteers import rules
from shijian.volunteers.forms.rights import ChangeKindForm, KindForm, TrainingForm, WhyForm
from shijian.volunteers.models import Training, TrainingKind, Volunteer
from shijian.volunteers.operations import trainings
from shijian.volunteers.views.common import home_of, load_volunteer, submit

FACTS = ("name", "valid_months", "needs_second", "is_offered")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter a training that a volunteer had."""
    volunteer = load_volunteer(request, pk)
    if not rules.can_train(request.actor, volunteer):
        raise NotAllowed
    form = TrainingForm(request.POST or None)
    made = submit(
        request,
        form,
        lambda: trainings.record_training(volunteer, actor=request.actor, **form.cleaned_data),
    )
    if made:
        done = _("Entered.") if made.counts_since else _("Entered. A second person confirms it.")
        messages.success(request, done)
        return redirect("volunteers:detail", pk)
    context = {
        "form": form, "title": _("Enter a training"), "subtitle": "",
        "back_url": reverse("volunteers:detail", args=[pk]),
    }  # fmt: skip
    return render(request, "volunteers/form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: ActorRequest, pk: int, deed: str) -> HttpResponse:
    """Confirm a training or take it out of the count; asks once more."""
    seen = Volunteer.objects.visible_to(request.actor)
    row = get_object_or_404(
        Training.objects.select_related("kind", "volunteer__person"), pk=pk, volunteer__in=seen
    )
    if deed not in ("confirm", "void"):
        raise Http404
    if not rules.can_insure(request.actor, row.volunteer):
        raise NotAllowed
    form = WhyForm(request.POST or None) if deed == "void" else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            _do(row, deed, form.cleaned_data["reason"] if form else "", request)
            return redirect(home_of(row.volunteer, request.actor))
        except ShijianError as error:
            messages.warning(request, str(error))
    return render(request, "shijian/confirm.html", _asked(row, deed, form, request))


def _do(row: Training, deed: str, reason: str, request: ActorRequest) -> None:
    if deed == "void":
        trainings.void_training(row, reason=reason, actor=request.actor)
        messages.success(request, _("This training does not count any more."))
    else:
        trainings.confirm_training(row, actor=request.actor)
        messages.success(request, _("Confirmed. The training counts now."))


def _asked(row: Training, deed: str, form: WhyForm | None, request: ActorRequest) -> dict[str, object]:
    is_void = deed == "void"
    return {
        "question": _("Shall this training no longer count?") if is_void else _("Was this training held?"),
        "action_label": _("It does not count") if is_void else _("Confirm"),
        "tone": "danger" if is_void else "",
        "form": form,
        "facts": [
            (_("Kind of training"), row.kind.name),
            (_("Name of the course"), row.course),
            (_("Held on"), row.day.isoformat()),
            (_("Where the proof is kept"), row.evidence),
        ],
        "back_url": home_of(row.volunteer, request.actor),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def kinds(request: ActorRequest) -> HttpResponse:
    """All kinds of training, and adding one."""
    if not request.actor.may_anywhere(Permission.VOLUNTEER_EDIT):
        raise OutOfReach
    may_edit = request.actor.may_anywhere(Permission.POLICY_EDIT)
    form = KindForm(request.POST or None)
    if may_edit and submit(
        request, form, lambda: trainings.add_training_kind(actor=request.actor, **form.cleaned_data)
    ):
        messages.success(request, _("Added."))
        return redirect("volunteers:training-kinds")
    if request.method == "POST" and not may_edit:
        raise NotAllowed
    context = {"kinds": TrainingKind.objects.order_by("pk"), "form": form if may_edit else None}
    return render(request, "volunteers/training_kinds.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def kind(request: ActorRequest, code: str) -> HttpResponse:
    """Change a kind of training."""
    if not request.actor.may_anywhere(Permission.POLICY_EDIT):
        raise OutOfReach
    row = get_object_or_404(TrainingKind, code=code)
    form = ChangeKindForm(request.POST or None, initial={name: getattr(row, name) for name in FACTS})
    if submit(
        request, form, lambda: trainings.change_training_kind(row, actor=request.actor, **form.cleaned_data)
    ):
        return redirect("volunteers:training-kinds")
    back = reverse("volunteers:training-kinds")
    context = {"form": form, "title": row.name, "subtitle": "", "back_url": back}
    return render(request, "volunteers/form.html", context, status=422 if form.errors else 200)
