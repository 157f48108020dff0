"""What waits about minors: compulsory reports for the handling line, requests for access for those who decide."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.kernel.actor import Actor, Permission
from shijian.kernel.worklist import Line, Source
from shijian.people.enums.minors import AccessState
from shijian.people.models import HarmReport, MinorAccess
from shijian.people.queries.minors import access, harm


def _reports(actor: Actor) -> QuerySet[HarmReport]:
    return harm.waiting(actor)


def _say_report(report: HarmReport) -> Line:
    return Line(
        _("Report of harm to a minor"), place=report.unit.name, warning=str(report.get_state_display())
    )


def _page(report: HarmReport) -> str:
    return reverse("people:harm", args=[report.pk])


def _say_access(row: MinorAccess) -> Line:
    if row.state == AccessState.EMERGENCY:
        title = _("%(name)s opened a minor's data in an emergency") % {"name": row.officer.name}
    else:
        title = _("%(name)s asks to open data of minors") % {"name": row.officer.name}
    return Line(title, place=row.unit.name)


def _access_page(row: MinorAccess) -> str:
    return reverse("people:access-decide", args=[row.pk])


def sources() -> list[Source]:
    """The sources about minors."""
    return [
        Source(
            "harm", gettext_lazy("Reports of harm to minors"), gettext_lazy("Act at once"),
            Permission.CHILD_PROTECT, _reports, _say_report, _page, _page, due="due_at",
        ),
        Source(
            "minor-access", gettext_lazy("Access to data of minors"), gettext_lazy("Decide"),
            Permission.STAFF_APPOINT, access.to_decide, _say_access, _access_page, _access_page,
            since="asked_at",
        ),
    ]  # fmt: skip
