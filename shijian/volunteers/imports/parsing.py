"""Reads the fields of one row; every fault becomes a problem of its cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from django.utils.translation import gettext as _

from shijian.kernel import clock, policy
from shijian.kernel.errors import Invalid
from shijian.kernel.tables import values
from shijian.kernel.tables.values import Unreadable
from shijian.kernel.tables.workbook import Value
from shijian.people.enums import DocumentType, Sex
from shijian.people.operations import Facts
from shijian.people.operations import persons as people
from shijian.people.rules import identity
from shijian.units.models import Unit
from shijian.volunteers import policies
from shijian.volunteers.enums import TravelLimit
from shijian.volunteers.imports import week, words
from shijian.volunteers.imports.places import Places
from shijian.volunteers.imports.rows import Parsed, Problem, Raw
from shijian.volunteers.models import Skill

T = TypeVar("T")
LISTED = re.compile(r"[,，、;；/|\n]+|\s{1,}")
FIRST = re.compile(r"[/、,，;；]|\s+或\s*|或")
TEXTS = {"employer": 80, "occupation": 40, "education": 20, "political_status": 20}
WEEK_HOURS = 168


def known_skills() -> dict[str, int]:
    """Give {word: skill id} of all skills by name, code and the words of rolls; one query."""
    rows = list(Skill.objects.order_by("pk").values_list("pk", "code", "name"))
    ids = {code: pk for pk, code, _name in rows}
    found = {word: ids[code] for code, each in words.SKILLS.items() if code in ids for word in each}
    return found | {key.casefold(): pk for pk, code, name in rows for key in (code, name)}


@dataclass(slots=True)
class Reader:
    """What is needed to read every row of one roll."""

    places: Places
    fallback: Unit
    is_1904: bool = False
    skills: Mapping[str, int] = field(default_factory=known_skills)
    today: dt.date = field(default_factory=clock.today)
    least_age: int = field(default_factory=lambda: int(policy.get(policies.MIN_AGE)))

    def read(self, raw: Raw) -> Parsed:
        """Read one row."""
        row = Parsed(raw.number, values.name(raw.cells.get("name"))[:60])
        row.problems.extend(Problem(code, message) for code, message in raw.broken.items())
        cells = {code: "" if code in raw.broken else value for code, value in raw.cells.items()}
        row.unit = self._try(row, "unit", cells, self._unit)
        facts = self._facts(row, cells)
        self._volunteer(row, cells)
        if not row.is_wrong:
            self._check(row, facts)
        row.problems.sort(key=lambda problem: problem.is_warning)
        return row

    def _facts(self, row: Parsed, cells: Mapping[str, Value]) -> Facts:
        number = self._try(row, "document_number", cells, _document) or ""
        return Facts(
            name=values.name(cells.get("name")),
            sex=self._try(row, "sex", cells, _sex) or Sex.UNKNOWN,
            birth_date=self._try(
                row, "birth_date", cells, lambda value: values.day(value, is_1904=self.is_1904)
            ),
            phone=_first_phone(row, self._try(row, "phone", cells, values.number) or ""),
            document_type=(self._try(row, "document_type", cells, _document_type) or "") if number else "",
            document_number=number,
            ethnicity=_ethnicity(row, values.text(cells.get("ethnicity"))),
            address=values.text(cells.get("address")),
        )

    def _volunteer(self, row: Parsed, cells: Mapping[str, Value]) -> None:
        for code, longest in TEXTS.items():
            row.volunteer[code] = self._try(row, code, cells, partial(_short, most=longest)) or ""
        row.volunteer["guardian_name"] = (
            self._try(row, "guardian_name", cells, lambda value: _short(value, 60)) or ""
        )
        row.volunteer["guardian_phone"] = self._try(row, "guardian_phone", cells, _phone) or ""
        row.volunteer["languages"] = _codes(row, "languages", cells, words.BY_LANGUAGE)
        row.volunteer["backgrounds"] = _codes(row, "backgrounds", cells, words.BY_BACKGROUND)
        row.volunteer["travel_limit"] = self._try(row, "travel_limit", cells, _travel)
        row.volunteer["weekly_minutes"] = self._try(row, "weekly_hours", cells, _minutes)
        row.skills = [pk for pk in _codes(row, "skills", cells, self.skills) if isinstance(pk, int)]
        row.spans = _spans(row, values.text(cells.get("availability")))

    def _unit(self, value: Value) -> Unit:
        said = values.text(value)
        return self.places.find(said) if said and said not in words.NOTHING else self.fallback

    def _try(
        self, row: Parsed, code: str, cells: Mapping[str, Value], read: Callable[[Value], T]
    ) -> T | None:
        try:
            return read(cells.get(code, ""))
        except Unreadable as error:
            row.problems.append(Problem(code, str(error)))
            return None

    def _check(self, row: Parsed, facts: Facts) -> None:
        try:
            facts = people.check(facts)
        except Invalid as error:
            row.problems.extend(Problem(code, str(message)) for code, message in error.fields.items())
            return
        row.problems.extend(self._missing(facts))
        if not row.is_wrong:
            row.facts, row.name = facts, facts.name

    def _missing(self, facts: Facts) -> list[Problem]:
        found = []
        if not facts.phone and not facts.document_number:
            found.append(Problem("phone", _("Phone and identity number are both missing.")))
        if facts.birth_date is None:
            found.append(
                Problem("birth_date", _("The date of birth is missing; it says what somebody may do."))
            )
        elif identity.age_on(facts.birth_date, self.today) < self.least_age:
            sentence = _("One can become a volunteer from the age of %(age)s.") % {"age": self.least_age}
            found.append(Problem("birth_date", sentence))
        return found


def _document(value: Value) -> str:
    number = identity.normal_document(values.number(value))
    if number.isdigit() and len(number) == 15:
        raise Unreadable(
            _("Numbers with 15 digits are no longer valid. The number with 18 digits is needed.")
        )
    return "" if number in words.NOTHING else number


def _phone(value: Value) -> str:
    phone = identity.normal_phone(values.number(value))
    if phone and not identity.is_phone(phone):
        raise Unreadable(
            _("This is not a phone number: a mobile phone has 11 digits, a landline its area code in front.")
        )
    return phone


def _first_phone(row: Parsed, said: str) -> str:
    if said in words.NOTHING:
        return ""
    parts = [part for part in FIRST.split(said) if part.strip()]
    if len(parts) > 1:
        row.problems.append(Problem("phone", _("Only the first of these numbers is kept."), is_warning=True))
    return parts[0] if parts else ""


def _sex(value: Value) -> int:
    said = values.text(value).casefold()
    return Sex.UNKNOWN if said in words.NOTHING else _one_of(said, words.BY_SEX, _("Write 男 or 女."))


def _document_type(value: Value) -> str:
    said = values.text(value)
    return (
        ""
        if not said
        else DocumentType(_one_of(said, words.BY_DOCUMENT, _("This kind of document is not known."))).value
    )


def _travel(value: Value) -> int | None:
    said = values.text(value)
    return (
        None
        if said in words.NOTHING
        else TravelLimit(_one_of(said, words.BY_TRAVEL, _("Write 本村, 本镇 or 全县."))).value
    )


def _one_of(said: str, table: Mapping[str, T], fault: str) -> T:
    found = table.get(said.casefold())
    if found is None:
        raise Unreadable(fault)
    return found


def _minutes(value: Value) -> int | None:
    said = values.text(value).removesuffix("小时")
    if said in words.NOTHING:
        return None
    if not re.fullmatch(r"\d{1,3}(?:\.\d{1,2})?", said) or float(said) > WEEK_HOURS:
        raise Unreadable(_("Write the hours a week as a number up to 168."))
    return round(float(said) * 60)


def _short(value: Value, most: int) -> str:
    said = values.text(value)
    if len(said) > most:
        raise Unreadable(_("At most %(number)s characters fit here.") % {"number": most})
    return "" if said in words.NOTHING else said


def _ethnicity(row: Parsed, said: str) -> str:
    if said in words.NOTHING:
        return ""
    full, is_known = words.people(said)
    if not is_known:
        row.problems.append(
            Problem("ethnicity", _("This is not one of the 56 peoples; kept as it is."), is_warning=True)
        )
    return full


def _codes(row: Parsed, column: str, cells: Mapping[str, Value], table: Mapping[str, object]) -> list[object]:
    said = values.text(cells.get(column))
    whole = table.get(said.casefold())
    parts = (
        []
        if said in words.NOTHING
        else [said]
        if whole is not None
        else [p for p in LISTED.split(said) if p not in words.NOTHING]
    )
    codes = [table.get(part.casefold()) for part in parts]
    unknown = [part for part, code in zip(parts, codes, strict=True) if code is None]
    if unknown:
        sentence = _("Not in the list, left out: %(words)s") % {"words": "、".join(unknown)[:100]}
        row.problems.append(Problem(column, sentence, is_warning=True))
    return list(dict.fromkeys(code for code in codes if code is not None))


def _spans(row: Parsed, said: str) -> list[week.Span]:
    spans = [] if said in words.NOTHING else week.parse(said)
    if spans is None:
        sentence = _(
            "The free time was not understood and is left out. Write it as in 周一至周五 14:00-18:00."
        )
        row.problems.append(Problem("availability", sentence, is_warning=True))
    return (spans or [])[:42]
