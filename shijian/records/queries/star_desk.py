"""Stars, and objections and appeals about them, on the work list."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.kernel.actor import Permission
from shijian.kernel.worklist import Line, Source
from shijian.records.models import Star, StarObjection
from shijian.records.queries import stars


def stars_source() -> Source:
    """Stars that one may check, decide, record or look at again."""
    return Source(
        "star", gettext_lazy("Stars"), gettext_lazy("See the star"), Permission.RECORD_VOID,
        stars.waiting, _say, _page, _page, due="due_at",
    )  # fmt: skip


def _say(row: Star) -> Line:
    return Line(row.words, row.volunteer.number, row.unit.name, str(row.get_state_display()))


def _page(row: Star) -> str:
    return reverse("records:star", args=[row.pk])


def doubts_source() -> Source:
    """Open objections and appeals that one may decide."""
    return Source(
        "star-objection", gettext_lazy("Objections to stars"), gettext_lazy("Decide"), Permission.RECORD_VOID,
        stars.doubts, _say_doubt, _doubt, _doubt, due="due_at",
    )  # fmt: skip


def _say_doubt(row: StarObjection) -> Line:
    what = _("Appeal") if row.appeal else _("Objection")
    unit = row.star.unit.name if row.star is not None else row.volunteer.unit.name
    return Line(what, row.volunteer.number, unit)


def _doubt(row: StarObjection) -> str:
    return reverse("records:star-objection", args=[row.pk])
