"""Complaints on the work list."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy

from shijian.kernel.actor import Permission
from shijian.kernel.worklist import Line, Source
from shijian.records.models import Complaint
from shijian.records.queries import complaints


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
