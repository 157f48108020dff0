"""Whoever thinks that points are wrong complains about them, as about anything else: with deadlines and an answer."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shijian.kernel.actor import Actor
from shijian.people import rules as people
from shijian.points.models import Credit
from shijian.records.queries.subjects import SUBJECTS, Subject

KIND = "points"


def attach() -> None:
    """Let complaints name the credit of a service."""
    SUBJECTS[KIND] = _credit


def _credit(pk: int, actor: Actor) -> Subject | None:
    rows = Credit.objects.select_related("record__unit", "record__volunteer__person")
    row = rows.filter(pk=pk).first()
    if row is None or not people.is_own(actor, row.record.volunteer.person):
        return None
    words = _("Points of the service of %(day)s") % {"day": row.day.isoformat()}
    close = frozenset({row.record.recorder_id, row.record.responsible_id} - {None})
    return Subject(words, row.record.unit, frozenset(key for key in close if key is not None))
