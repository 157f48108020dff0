"""Writes volunteers as a workbook with the columns that an import reads, and the result of an import."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from shijian.kernel import exports
from shijian.kernel.tables.values import text
from shijian.kernel.tables.workbook import Value
from shijian.kernel.words import masked_phone
from shijian.people.enums import DocumentType, Sex
from shijian.people.queries.minors import access
from shijian.people.rules import identity
from shijian.volunteers.enums import Background, Language, TravelLimit
from shijian.volunteers.imports import week, words
from shijian.volunteers.imports.enums import Outcome
from shijian.volunteers.imports.fields import FIELDS
from shijian.volunteers.models import Availability, ImportRow, Volunteer, VolunteerQuerySet, VolunteerSkill

CHUNK = 1000
HARMLESS = frozenset({"unit", "skills", "languages", "travel_limit"})
NUMBER, STATE = "志愿者编号", "登记状态"
HEADINGS = [*(field.words[0] for field in FIELDS), NUMBER, STATE]


def write(file: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write rows of texts below headings, in constant memory; returns their number. Nothing can become a formula."""
    return exports.workbook(file, "志愿者名册", headings, rows, [field.width for field in FIELDS])


def roll(volunteers: VolunteerQuerySet, *, masked: bool, opened: access.Opened) -> Iterator[list[str]]:
    """Give the rows of volunteers, a thousand at a time; minors whom no leave opens stay without name and data."""
    rows = volunteers.select_related("person", "unit").order_by("unit_path", "pk")
    full = rows.prefetch_related(
        Prefetch("skill_rows", VolunteerSkill.objects.select_related("skill").order_by("skill_id")),
        Prefetch("availability", Availability.objects.order_by("weekday", "start_minute")),
    )
    for volunteer in full.iterator(chunk_size=CHUNK):
        row = _row(volunteer, masked=masked)
        yield row if opened.shows(volunteer.person) else _hidden(row, volunteer)


def _row(volunteer: Volunteer, *, masked: bool) -> list[str]:
    person = volunteer.person
    document, phone = person.document_number or "", person.phone or ""
    guardian = volunteer.guardian_phone or ""
    cells = {
        "name": person.name,
        "document_number": identity.masked_document(document) if masked else document,
        "document_type": words.DOCUMENT[DocumentType(person.document_type)][0]
        if person.document_type
        else "",
        "phone": masked_phone(phone) if masked and phone else phone,
        "sex": words.SEX[Sex(person.sex)][0] if person.sex != Sex.UNKNOWN else "",
        "birth_date": _birth(person.birth_date, masked=masked),
        "ethnicity": person.ethnicity,
        "unit": volunteer.unit.name,
        "address": "" if masked else person.address,
        "guardian_phone": masked_phone(guardian) if masked and guardian else guardian,
    }
    cells |= _service(volunteer)
    return [*(cells[field.code] for field in FIELDS), volunteer.number, str(volunteer.get_state_display())]


def _hidden(row: list[str], volunteer: Volunteer) -> list[str]:
    """Unit, number and state stay, so that the sums are right."""
    kept = [value if field.code in HARMLESS else "" for field, value in zip(FIELDS, row, strict=False)]
    kept[[field.code for field in FIELDS].index("name")] = access.masked_name(volunteer.person)
    return [*kept, *row[len(FIELDS) :]]


def _birth(day: dt.date | None, *, masked: bool) -> str:
    if day is None:
        return ""
    return str(day.year) if masked else day.isoformat()


def _service(volunteer: Volunteer) -> dict[str, str]:
    spans = [(each.weekday, each.start_minute, each.end_minute) for each in volunteer.availability.all()]
    return {
        "employer": volunteer.employer,
        "occupation": volunteer.occupation,
        "education": volunteer.education,
        "political_status": volunteer.political_status,
        "skills": "、".join(each.skill.name for each in volunteer.skill_rows.all()),
        "languages": "、".join(words.LANGUAGES[Language(code)][0] for code in volunteer.languages),
        "backgrounds": "、".join(words.BACKGROUNDS[Background(code)][0] for code in volunteer.backgrounds),
        "availability": week.written(spans),
        "weekly_hours": f"{volunteer.weekly_minutes / 60:.2f}".rstrip("0").rstrip("."),
        "travel_limit": words.TRAVEL[TravelLimit(volunteer.travel_limit)][0],
        "guardian_name": volunteer.guardian_name,
    }


def example() -> list[str]:
    """Give the one row of the empty form: how each column may be written."""
    cells = {
        "name": "张三（示例，请删除本行）",
        "birth_date": "1990-01-02",
        "sex": "女",
        "ethnicity": "汉族",
        "skills": "理发、政策解读",
        "languages": "普通话、藏语",
        "availability": "周一至周五 14:00-18:00；周末全天",
        "weekly_hours": "10",
        "travel_limit": "本镇或本街道",
    }
    return [cells.get(field.code, "") for field in FIELDS]


def result(
    titles: Sequence[str], body: Sequence[Sequence[Value]], heading: int, rows: Iterable[ImportRow]
) -> Iterator[list[str]]:
    """Give the rows below the heading as they came, with what became of each and why."""
    found = {row.number: row for row in rows}
    for index in range(heading + 1, len(body)):
        cells = [text(value) for value in body[index][: len(titles)]]
        row = found.get(index + 1)
        if row is not None or any(cells):
            yield [*cells, *[""] * (len(titles) - len(cells)), *_said(row)]


def _said(row: ImportRow | None) -> list[str]:
    if row is None:
        return ["", ""]
    problems = [f"{each['cell']} {each['text']}" for each in row.problems]
    same = [_("Same as row %(number)s.") % {"number": row.same_row}] if row.same_row else []
    return [str(Outcome(row.outcome).label), "；".join([*filter(None, [row.note]), *same, *problems])]
