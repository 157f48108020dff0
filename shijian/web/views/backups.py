"""How the backups went, for the system administrator. No data leaves through the web."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shijian.kernel import clock
from shijian.kernel.actor import Permission
from shijian.kernel.backup import operations, place, queries, schedule
from shijian.kernel.errors import OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.kernel.models.backups import Result
from shijian.kernel.paging import page

TONES = {Result.OK: "done", Result.FAILED: "danger", Result.MISSED: "danger", Result.NOT_COPIED: "warn"}


@login_required
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    """List the runs, newest first, with what is set up and when the next one comes."""
    if not request.actor.may_anywhere(Permission.SYSTEM_MANAGE):
        raise OutOfReach
    found = page(queries.runs(request.actor), request)
    context = {
        "page": found,
        "rows": [(run, TONES[Result(run.result)]) for run in found.items],
        "facts": _facts(),
        "scheduled": _is_scheduled(),
        "alarm": queries.alarms(request.actor).first(),
    }
    return render(request, "web/backups.html", context)


@login_required
@require_POST
def now(request: ActorRequest) -> HttpResponse:
    """Have the worker make a backup."""
    if not request.actor.may_anywhere(Permission.SYSTEM_MANAGE):
        raise OutOfReach
    if not _is_scheduled():
        messages.error(request, _("No backups are scheduled"))
        return redirect("web:backups")
    operations.ask_for_backup(actor=request.actor)
    messages.success(request, _("A backup begins within a minute. It appears here when it has ended."))
    return redirect("web:backups")


def _is_scheduled() -> bool:
    return bool(settings.BACKUP_TO) and bool(settings.BACKUP_KEYS_TO) and place.is_set_up()


def _facts() -> list[tuple[str, str]]:
    safe = queries.last_safe()
    keep = place.keep()
    words = _("the last of %(days)d days, %(weeks)d weeks, %(months)d months")
    kept = words % {"days": keep.days, "weeks": keep.weeks, "months": keep.months}
    due = schedule.last_due(clock.now())
    return [
        (_("Newest sound backup"), f"{clock.local(safe):%F %H:%M}" if safe else _("none yet")),
        (_("Due every day at"), f"{clock.local(due):%H:%M}" if _is_scheduled() else _("not scheduled")),
        (_("What is kept"), kept),
        (_("Copy in another house"), _("yes") if settings.BACKUP_COPY else _("no")),
    ]
