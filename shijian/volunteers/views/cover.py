"""Insurances of groups: the list, one policy with whom it names, its photo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel import clock, photos
from shijian.kernel.actor import Permission
from shijian.kernel.errors import OutOfReach, ShijianError
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.people.queries.minors import access
from shijian.volunteers import rules
from shijian.volunteers.forms.rights import EndForm, GroupForm, NameForm
from shijian.volunteers.models import GroupInsurance
from shijian.volunteers.operations import cover
from shijian.volunteers.views.common import submit


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def policies(request: ActorRequest) -> HttpResponse:
    """The insurances of groups within reach, and entering one."""
    actor = request.actor
    if not actor.may_anywhere(Permission.VOLUNTEER_VIEW):
        raise OutOfReach
    form = GroupForm(request.POST or None, request.FILES or None, actor=actor)
    if actor.may_anywhere(Permission.VOLUNTEER_EDIT) and (made := _entered(request, form)):
        messages.success(request, _("Entered. It counts from its first day on."))
        return redirect("volunteers:group-policy", made.pk)
    rows = GroupInsurance.objects.visible_to(actor).select_related("unit", "team")
    context = {
        "page": page(rows, request),
        "form": form if actor.may_anywhere(Permission.VOLUNTEER_EDIT) else None,
        "today": clock.today(),
    }
    return render(request, "volunteers/group_policies.html", context, status=422 if form.errors else 200)


def _entered(request: ActorRequest, form: GroupForm) -> Any:
    """The photo is kept before the operation, because keeping it is slow, and dropped when that refuses."""
    if request.method != "POST" or not form.is_valid():
        return None
    facts = dict(form.cleaned_data)
    image = facts.pop("file")
    key = photos.keep(image).file_key if image else ""
    made = submit(
        request,
        form,
        lambda: cover.insure_group(facts.pop("unit"), actor=request.actor, file_key=key, **facts),
    )
    if made is None and key:
        photos.drop(key)
    return made


@login_required
@require_safe
def policy(request: ActorRequest, pk: int) -> HttpResponse:
    """One insurance of a group."""
    return _page(request, _found(request, pk))


@login_required
@require_POST
def act(request: ActorRequest, pk: int, deed: str) -> HttpResponse:
    """End a policy earlier, name a volunteer, strike one."""
    row = _found(request, pk)
    if deed not in ("end", "name", "strike"):
        raise Http404
    is_end = deed == "end"
    form: EndForm | NameForm = (
        EndForm(request.POST) if is_end else NameForm(request.POST, actor=request.actor)
    )
    if form.is_valid():
        try:
            _do(row, deed, form.cleaned_data, request)
        except ShijianError as error:
            form.add_error(None, "; ".join(str(text) for text in error.fields.values()) or str(error))
        else:
            messages.success(request, _("Noted."))
            return redirect("volunteers:group-policy", pk)
    if isinstance(form, EndForm):
        return _page(request, row, end=form, status=422)
    return _page(request, row, name=form, status=422)


def _do(row: GroupInsurance, deed: str, data: dict[str, Any], request: ActorRequest) -> None:
    if deed == "end":
        cover.end_group_insurance(row, last_day=data["last_day"], actor=request.actor)
    else:
        whom = [data["volunteer"]]
        cover.name_covered(row, volunteers=whom, covered=deed == "name", actor=request.actor)


@login_required
@never_cache
@require_safe
def photo(request: ActorRequest, pk: int) -> FileResponse:
    """The photo of a policy, for those who see it."""
    row = _found(request, pk)
    return photos.reply(row.file_key)


def _found(request: ActorRequest, pk: int) -> GroupInsurance:
    rows = GroupInsurance.objects.visible_to(request.actor).select_related("unit", "team", "entered_by")
    return get_object_or_404(rows, pk=pk)


def _page(
    request: ActorRequest,
    row: GroupInsurance,
    *,
    end: EndForm | None = None,
    name: NameForm | None = None,
    status: int = 200,
) -> HttpResponse:
    may_edit = rules.can_cover_at(request.actor, row.unit_path)
    named = list(row.named.select_related("person").order_by("pk"))
    context = {
        "row": row,
        "named": named,
        "opened": access.opened(request.actor, [each.person for each in named]),
        "may_edit": may_edit,
        "end_form": end or EndForm(),
        "name_form": name or NameForm(actor=request.actor),
        "today": clock.today(),
    }
    return render(request, "volunteers/group_policy.html", context, status=status)
