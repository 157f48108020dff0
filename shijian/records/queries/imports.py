"""Reads of imports of hours: who decides, what waits, what their pages show."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shijian.kernel import clock
from shijian.kernel.actor import Actor, Permission
from shijian.people.models import own_or_ward
from shijian.people.queries.minors import access
from shijian.records.enums import RECORD_IMPORT_KIND, ImportRowState, ImportState
from shijian.records.models import ImportedRow, RecordImport, ServiceRecord
from shijian.records.queries import lines

ROW_TONES = {"fine": "info", "wrong": "danger", "made": "done", "failed": "danger", "void": "neutral"}
PROVING = (ImportState.ASKED, ImportState.APPROVED, ImportState.DONE)


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as pages show it; the name of a minor only to whom it is open."""

    row: ImportedRow
    who: str
    tone: str


def with_people(rows: QuerySet[RecordImport]) -> QuerySet[RecordImport]:
    """Fetch what a list and a page show in one query."""
    return rows.select_related("unit", "handler", "asked_by", "decided_by")


def counted(rows: QuerySet[RecordImport]) -> QuerySet[RecordImport]:
    """With `row_count`."""
    return with_people(rows).annotate(row_count=Count("rows"))


def parts_of(run: RecordImport) -> set[int]:
    """The persons who must not decide: who brought it, for whom it has hours, and those who answer for them."""
    people = {run.asked_by_id, *run.asked_by.guardian_ids}
    columns = ("person_id", "person__guardian_id", "person__second_guardian_id")
    found = run.rows.filter(volunteer__isnull=False).order_by("pk")
    for keys in found.values_list(*(f"volunteer__{column}" for column in columns)):
        people |= {key for key in keys if key}
    return people


def deciders(run: RecordImport) -> frozenset[int]:
    """The officers of the unit that decides, without those who have a part in it."""
    return lines.officers_of(run.handler_id, parts_of(run))


def waiting(actor: Actor) -> QuerySet[RecordImport]:
    """Those that the actor may decide: never one that he brought or gains by."""
    gains = ImportedRow.objects.filter(own_or_ward(actor.person_id, "volunteer__person"))
    rows = RecordImport.objects.open().filter(actor.within(Permission.RECORD_VOID, "handler_path"))
    return with_people(rows.exclude(Q(asked_by=actor.person_id or 0) | Q(pk__in=gains.values("run_id"))))


def rows_of(run: RecordImport, state: str) -> QuerySet[ImportedRow]:
    """The rows of a table, of one state where it names one."""
    rows = run.rows.select_related("volunteer__person").order_by("number")
    return rows.filter(state=state) if state in ImportRowState.values else rows


def shown(rows: list[ImportedRow], actor: Actor) -> list[Shown]:
    """Give the rows as pages show them; two queries at most for what may be shown of minors."""
    opened = access.of_actor(actor)
    return [Shown(row, _who(row, opened), ROW_TONES[row.state]) for row in rows]


def _who(row: ImportedRow, opened: access.Opened) -> str:
    if row.volunteer is None:
        return ""
    person = row.volunteer.person
    return f"{row.volunteer.number} {person.name if opened.shows(person) else access.masked_name(person)}"


def headings() -> list[str]:
    """The headings of the rows to take along."""
    return [
        _("Row"), _("State"), _("Volunteer"), _("From"), _("Until"), _("Minutes"), _("Content"), _("Place"),
        _("Source"), _("Number in the source"), _("Note"), _("What was found"),
    ]  # fmt: skip


def written(line: Shown) -> list[str]:
    """One row to take along, as texts; without times of day where nobody knows them."""
    row = line.row
    form = "Y-m-d H:i" if row.times_known else "Y-m-d"
    times = [date_format(clock.local(each), form) if each else "" for each in (row.started_at, row.ended_at)]
    said = "；".join(f"{each['cell']} {each['text']}" for each in row.problems)
    return [
        str(row.number), str(row.get_state_display()), line.who, *times, str(row.minutes or ""), row.content, row.place,
        row.system, row.reference, row.note, said,
    ]  # fmt: skip


def figures(run: RecordImport) -> list[tuple[str, int, str]]:
    """Give (label, number, state to filter by) of the rows."""
    counts = dict(run.rows.order_by().values_list("state").annotate(n=Count("pk")))
    return [(str(each.label), counts[each.value], each.value) for each in ImportRowState if each in counts]


def minutes_of(run: RecordImport) -> int:
    """The minutes of the rows that can be recorded, or were."""
    rows = run.rows.filter(state__in=(ImportRowState.FINE, ImportRowState.MADE))
    length: dt.timedelta | None = rows.aggregate(length=Sum(F("ended_at") - F("started_at")))["length"]
    return int(length.total_seconds() // 60) if length else 0


def earlier(run: RecordImport, actor: Actor) -> RecordImport | None:
    """Give a table of the very same file that was handed in before."""
    same = RecordImport.objects.visible_to(actor).filter(sha256=run.sha256, state__in=PROVING)
    return same.exclude(pk=run.pk).order_by("-pk").first()


def records_of(run: RecordImport) -> QuerySet[ServiceRecord]:
    """The valid records that a table brought."""
    keys = run.rows.filter(state=ImportRowState.MADE).values("pk")
    return ServiceRecord.objects.valid().filter(source_kind=RECORD_IMPORT_KIND, source_id__in=keys)


def origin_of(record: ServiceRecord) -> ImportedRow | None:
    """The row from which a record came, None for any other record."""
    if record.source_kind != RECORD_IMPORT_KIND:
        return None
    return ImportedRow.objects.select_related("run").filter(pk=record.source_id).first()


def digests() -> list[str]:
    """The hashes of the photos that prove tables, by which the same picture is found again."""
    rows = RecordImport.objects.filter(state__in=PROVING).exclude(digest="").order_by()
    return list(rows.values_list("digest", flat=True))
