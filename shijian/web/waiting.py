"""What waits for the system administrator: the latest backup, when it did not end well."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Permission
from shijian.kernel.backup import queries
from shijian.kernel.worklist import Line, Source


def backup() -> Source:
    """The source; it empties itself with the next sound backup."""
    return Source(
        "backup",
        _("Backup"),
        _("See why"),
        Permission.SYSTEM_MANAGE,
        queries.alarms,
        _say,
        lambda _run: reverse("web:backups"),
        lambda _run: reverse("web:backups"),
        since="started_at",
        due="started_at",
    )


def _say(run: Any) -> Line:
    return Line(title=run.get_result_display(), who=run.reason)
