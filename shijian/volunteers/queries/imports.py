"""Reads of imports for their pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from shijian.kernel.actor import Actor, Permission
from shijian.volunteers.imports.enums import Match, Outcome
from shijian.volunteers.models import ImportRow, ImportRun

TONES = {"checked": "info", "running": "info", "checking": "info", "done": "done", "failed": "danger"}
ROW_TONES = {
    Outcome.WARNED: "warn",
    Outcome.WRONG: "danger",
    Outcome.DUPLICATE: "warn",
    Outcome.CREATED: "done",
    Outcome.MERGED: "done",
    Outcome.SKIPPED: "neutral",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the roll as the page shows it; `known` only for somebody within reach."""

    row: ImportRow
    tone: str
    known: str
    volunteer_id: int | None


def runs(actor: Actor) -> QuerySet[ImportRun]:
    """Imports within reach, newest first."""
    return ImportRun.objects.visible_to(actor).select_related("unit", "created_by")


def earlier(run: ImportRun, actor: Actor) -> ImportRun | None:
    """Give an import of the very same file that was carried out before."""
    same = ImportRun.objects.visible_to(actor).filter(sha256=run.sha256, done__gt=0).exclude(pk=run.pk)
    return same.order_by("-pk").first()


def rows(run: ImportRun, outcome: str) -> QuerySet[ImportRow]:
    """The noted rows of a run, with those whom they match."""
    found = run.rows.select_related("person__unit", "volunteer")
    return found.filter(outcome=outcome) if outcome in Outcome.values else found


def lines(found: list[ImportRow], actor: Actor) -> list[Line]:
    """Give what may be shown of each row: nothing of persons outside the actor's reach."""
    return [_line(row, actor) for row in found]


def _line(row: ImportRow, actor: Actor) -> Line:
    person, volunteer = row.person, row.volunteer
    seen = person is not None and actor.may(Permission.PERSON_VIEW, person.unit_path)
    link = volunteer is not None and actor.may(Permission.VOLUNTEER_VIEW, volunteer.unit_path)
    known = f"{person.name}，{person.unit.name}" if person is not None and seen else ""
    return Line(
        row, ROW_TONES[Outcome(row.outcome)], known, volunteer.pk if volunteer is not None and link else None
    )


def matches(counts: Mapping[str, int]) -> list[Match]:
    """Give the kinds of duplicates that were found."""
    return [match for match in Match if counts.get(f"match:{match.value}")]


def figures(run: ImportRun) -> list[tuple[str, int, str]]:
    """Give (label, number, outcome to filter by) of what was found or done."""
    return [
        (str(each.label), run.counts[each.value], each.value)
        for each in Outcome
        if run.counts.get(each.value)
    ]
