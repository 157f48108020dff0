"""Says whom of the register, or which earlier row of the roll, a row means."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from shijian.kernel import crypto
from shijian.kernel.actor import Actor, Permission
from shijian.people.models import Person
from shijian.people.operations import Facts
from shijian.volunteers.enums import VolunteerState
from shijian.volunteers.imports.enums import Match
from shijian.volunteers.imports.rows import Parsed

FIELDS = (
    "pk",
    "name",
    "birth_date",
    "document_type",
    "document_index",
    "phone_index",
    "unit_path",
    "volunteer__pk",
    "volunteer__state",
    "volunteer__unit_path",
)


@dataclass(frozen=True, slots=True)
class Keys:
    """By what somebody is recognised; secrets only as blind indexes."""

    name: str
    birth_date: dt.date | None
    document: tuple[str, str] | None
    phone: str

    def contradicts(self, other: Keys) -> bool:
        """Whether two different documents of one kind tell the two apart."""
        mine, theirs = self.document, other.document
        return mine is not None and theirs is not None and mine[0] == theirs[0] and mine != theirs


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who is known: a person of the register (`person_id`), or an earlier row of the roll (`row`)."""

    keys: Keys
    person_id: int | None = None
    volunteer_id: int | None = None
    is_in_reach: bool = True
    has_left: bool = False
    row: int | None = None


def keys_of(facts: Facts) -> Keys:
    """Give the keys of a row."""
    number, phone = facts.document_number, facts.phone
    document = (facts.document_type, crypto.blind_index(number, "document")) if number else None
    return Keys(facts.name, facts.birth_date, document, crypto.blind_index(phone, "phone") if phone else "")


class Known:
    """Everybody whom a row may mean."""

    def __init__(self) -> None:
        self._documents: dict[tuple[str, str], Candidate] = {}
        self._phones: dict[str, list[Candidate]] = defaultdict(list)
        self._names: dict[tuple[str, dt.date], list[Candidate]] = defaultdict(list)

    def add(self, candidate: Candidate) -> None:
        """Remember somebody; who was added first is found first."""
        keys = candidate.keys
        if keys.document:
            self._documents.setdefault(keys.document, candidate)
        if keys.phone:
            self._phones[keys.phone].append(candidate)
        if keys.birth_date:
            self._names[keys.name, keys.birth_date].append(candidate)

    def match(self, keys: Keys) -> tuple[Match, Candidate] | None:
        """Give the strongest match."""
        if keys.document and (found := self._documents.get(keys.document)):
            return Match.DOCUMENT, found
        phones = self._phones.get(keys.phone, ()) if keys.phone else ()
        same = [each for each in phones if each.keys.name == keys.name and not keys.contradicts(each.keys)]
        if same:
            return Match.PHONE, same[0]
        names = self._names.get((keys.name, keys.birth_date), ()) if keys.birth_date else ()
        alike = [each for each in names if not keys.contradicts(each.keys)]
        if alike:
            return Match.NAME, alike[0]
        return (Match.SHARED, phones[0]) if phones else None


def from_register(known: Known, rows: Iterable[Keys], actor: Actor) -> None:
    """Add the persons of the register whom `rows` may mean; three queries."""
    keys = list(rows)
    persons = Person.objects.filter(merged_into__isnull=True).order_by("pk")
    documents = {each.document[1] for each in keys if each.document}
    births = {each.birth_date for each in keys if each.birth_date}
    found = [
        *persons.filter(document_index__in=documents).values_list(*FIELDS),
        *persons.filter(phone_index__in={each.phone for each in keys if each.phone}).values_list(*FIELDS),
        *persons.filter(name__in={each.name for each in keys}, birth_date__in=births).values_list(*FIELDS),
    ]
    for row in {row[0]: row for row in found}.values():
        known.add(_candidate(row, actor))


def _candidate(row: tuple[object, ...], actor: Actor) -> Candidate:
    pk, name, born, kind, document, phone, path, volunteer, state, volunteer_path = row
    in_reach = actor.may(Permission.PERSON_EDIT, str(path))
    if volunteer is not None:
        in_reach = in_reach and actor.may(Permission.VOLUNTEER_EDIT, str(volunteer_path))
    return Candidate(
        keys=Keys(
            str(name),
            born if isinstance(born, dt.date) else None,
            (str(kind), str(document)) if document else None,
            str(phone),
        ),
        person_id=pk if isinstance(pk, int) else None,
        volunteer_id=volunteer if isinstance(volunteer, int) else None,
        is_in_reach=in_reach,
        has_left=state == VolunteerState.LEFT,
    )


def from_roll(known: Known, row: Parsed, keys: Keys) -> None:
    """Add an earlier row."""
    known.add(Candidate(keys, row=row.number))
