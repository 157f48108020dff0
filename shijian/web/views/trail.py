"""The audit trail for those who may read it, and its signed roots for everybody."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shijian.kernel import clock, crypto, limits, sealed_words
from shijian.kernel.actor import Permission
from shijian.kernel.audit import roots
from shijian.kernel.errors import Invalid, OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.kernel.models import AuditRoot
from shijian.kernel.paging import page
from shijian.web import audit_words, operations, trail
from shijian.web.forms import TrailExportForm, TrailFilter

SHOWN_ROOTS = 60


@login_required
@never_cache
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    """List the audit trail within reach, newest first, with filters kept in the address; reading it leaves a row."""
    form = _filter(request)
    asked = form.asked
    shown = page(trail.found(request.actor, asked), request, size=20)
    request.trace = ("audit.read", asked.kind, asked.id)  # type: ignore[attr-defined]
    context = {
        "form": form,
        "page": shown,
        "rows": trail.in_words(shown.items),
        "title": _title(asked),
        "is_filtered": form.is_bound and any(form.cleaned_data.values()),
        "asked_words": form.in_words,
        "export_query": _query(request),
    }
    return render(request, "web/audit.html", context)


@limits.rated(limits.EXPORT)
@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def export(request: ActorRequest) -> HttpResponseBase:
    """Give the rows of the filters in the address as a file, for a purpose that is written down."""
    asked = _filter(request).asked
    form = TrailExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            file = operations.export_trail(asked, actor=request.actor, **form.cleaned_data)
        except Invalid as error:
            for name, text in error.fields.items():
                form.add_error(name, str(text))
        else:
            name = f"audit-{clock.today():%Y%m%d}.{form.cleaned_data['form']}"
            return FileResponse(file, as_attachment=True, filename=name)
    count = trail.found(request.actor, asked).count()
    return render(
        request, "web/audit_export.html", {"form": form, "count": count, "back_query": _query(request)}
    )


@require_safe
def roots_page(request: ActorRequest) -> HttpResponse:
    """Show the newest signed roots and the keys that sign them, so that anybody can keep a copy."""
    newest = AuditRoot.objects.order_by("-day")[:SHOWN_ROOTS]
    rows = [{"root": root, "line": roots.line(root), "digest": roots.digest(root)} for root in newest]
    return render(request, "web/audit_roots.html", {"rows": rows, "keys": _keys()})


def _keys() -> list[dict[str, Any]]:
    """The public keys with the times of their use as times."""
    return [
        {"id": key.id, "pem": key.pem, "since": _time(key.since), "until": _time(key.until)}
        for key in crypto.public_keys()
    ]


def _time(text: str) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


@require_safe
def roots_text(request: ActorRequest) -> HttpResponse:
    """Give every root, a line each."""
    return HttpResponse(roots.text(), content_type="text/plain; charset=utf-8")


@require_safe
def roots_json(request: ActorRequest) -> HttpResponse:
    """Give every root and every public key."""
    lines = roots.text().splitlines()
    return JsonResponse({"roots": lines, "keys": [key._asdict() for key in crypto.public_keys()]})


def _filter(request: ActorRequest) -> TrailFilter:
    if not request.actor.may_anywhere(Permission.AUDIT_VIEW):
        raise OutOfReach
    form = TrailFilter(request.GET or None, actor=request.actor)
    form.full_clean()
    return form


def _title(asked: trail.Asked) -> str:
    words: dict[str, Any] = {"what": audit_words.kind(asked.kind), "number": asked.id, "person": asked.person}
    if asked.kind and asked.id:
        return _("Everything about: %(what)s %(number)s") % words
    if asked.person and asked.looks:
        return _("Everything that person %(person)s looked at") % words
    return _("Everything that person %(person)s did") % words if asked.person else _("Audit trail")


def _query(request: ActorRequest) -> str:
    kept = [(name, value) for name, value in sealed_words.kept(request) if name not in ("after", "before")]
    return "?" + urlencode(kept) if kept else ""
