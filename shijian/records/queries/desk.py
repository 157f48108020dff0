"""Complaints and objections on the work list."""

from __future__ import annotations

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from shijian.kernel import clock
from shijian.kernel.actor import Permission
from shijian.kernel.worklist import Line, Source
from shijian.records.models import Complaint, RecordObjection
from shijian.records.queries import complaints, objections


def source() -> Source:
    """Open complaints that nobody else has taken."""
    return Source(
        "complaint", gettext_lazy("Complaints"), gettext_lazy("Look into it"), Permission.ORDER_FOLLOW_UP,
        complaints.waiting, _say, _page, _page, due="due_at",
    )  # fmt: skip


def _say(row: Complaint) -> Line:
    return Line(str(row.get_ground_display()), row.about, row.unit.name, str(row.get_state_display()))


def _page(row: Complaint) -> str:
    return reverse("records:complaint-desk", args=[row.pk])


def objections_source() -> Source:
    """Open objections that one may decide."""
    return Source(
        "objection", gettext_lazy("Objections to records"), gettext_lazy("Decide"), Permission.RECORD_VOID,
        objections.waiting, _say_objection, _objection, _objection, due="due_at",
    )  # fmt: skip


def _say_objection(row: RecordObjection) -> Line:
    day = date_format(clock.local(row.record.started_at).date(), "DATE_FORMAT")
    return Line(str(row.get_ground_display()), day, row.record.unit.name, str(row.get_state_display()))


def _objection(row: RecordObjection) -> str:
    return reverse("records:objection", args=[row.pk])
