"""Pictures of units and teams: serving, setting, removing with a way back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel import photos, undo
from shijian.kernel.actor import ANONYMOUS, Actor
from shijian.kernel.errors import NotAllowed, ShijianError
from shijian.kernel.http import ActorRequest
from shijian.kernel.models import Picture
from shijian.web import operations
from shijian.web.forms import PictureForm

YEAR = "public, max-age=31536000, immutable"
PAGES = {"unit": "units:detail", "team": "volunteers:team-detail"}
KINDS = {"units.unit": "unit", "volunteers.team": "team"}


@require_safe
def picture(request: ActorRequest, name: str, width: int) -> FileResponse:
    """Give the file of a picture whose owner the visitor may see; only what everybody may see is kept on the way."""
    row = get_object_or_404(Picture, file_key=f"pictures/{name}", removed_at__isnull=True)
    is_public = _is_seen(row, ANONYMOUS)
    if width not in photos.WIDTHS or not (is_public or _is_seen(row, request.actor)):
        raise Http404
    cache = YEAR if is_public else "private, no-store"
    return photos.reply(row.file_key, width, cache=cache)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: ActorRequest, kind: str, pk: int) -> HttpResponse:
    """Set the picture."""
    owner = _owner(request, kind, pk)
    form = PictureForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        kept = photos.keep(form.cleaned_data["file"])
        try:
            operations.set_picture(
                kind, owner, kept=kept, words=form.cleaned_data["words"], actor=request.actor
            )
        except ShijianError:
            photos.drop(kept.file_key)
            raise
        messages.success(request, _("The picture is shown now."))
        return redirect(PAGES[kind], pk)
    context = {"form": form, "owner": owner, "back_url": reverse(PAGES[kind], args=[pk])}
    return render(request, "web/picture.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def remove(request: ActorRequest, kind: str, pk: int) -> HttpResponse:
    """Show the picture no longer, and offer to bring it back."""
    operations.remove_picture(kind, _owner(request, kind, pk), actor=request.actor)
    undo.offer(request, _("The picture is removed."), reverse("web:picture-restore", args=[kind, pk]))
    return redirect(PAGES[kind], pk)


@login_required
@require_POST
def restore(request: ActorRequest, kind: str, pk: int) -> HttpResponse:
    """Bring it back."""
    operations.restore_picture(kind, _owner(request, kind, pk), actor=request.actor)
    messages.success(request, _("The picture is shown again."))
    return redirect(PAGES[kind], pk)


def _is_seen(row: Picture, actor: Actor) -> bool:
    owners = operations.visible(KINDS.get(row.object_kind, ""), actor)
    return bool(owners.filter(pk=row.object_id).exists())


def _owner(request: ActorRequest, kind: str, pk: int) -> Any:
    owner = get_object_or_404(operations.visible(kind, request.actor), pk=pk)
    if not operations.may_change(kind, owner, request.actor):
        raise NotAllowed
    return owner
