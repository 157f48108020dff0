"""The archive as files: Word to be edited further, PDF to be filed."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from shijian.activities.models import Activity
from shijian.activities.queries import archive, archive_sheet
from shijian.activities.views.organising import run_by
from shijian.kernel import paper_sheet, word
from shijian.kernel.http import ActorRequest

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@login_required
@require_safe
def as_word(request: ActorRequest, pk: int) -> HttpResponse:
    """The whole archive as .docx."""
    activity = run_by(request, pk)
    return _file(activity, word.word(archive_sheet.sheet_of(archive.of(activity))), WORD, "docx")


@login_required
@require_safe
def as_pdf(request: ActorRequest, pk: int) -> HttpResponse:
    """The whole archive as PDF."""
    activity = run_by(request, pk)
    made_at = activity.ended_at or activity.made_at
    data = paper_sheet.sheet_pdf(archive_sheet.sheet_of(archive.of(activity)), made_at=made_at)
    return _file(activity, data, "application/pdf", "pdf")


def _file(activity: Activity, data: bytes, kind: str, ending: str) -> HttpResponse:
    name = quote(f"{activity.number}-{activity.title}.{ending}")
    disposition = f"attachment; filename=\"{activity.number}.{ending}\"; filename*=UTF-8''{name}"
    return HttpResponse(
        data, content_type=kind, headers={"Content-Disposition": disposition, "Cache-Control": "no-store"}
    )
