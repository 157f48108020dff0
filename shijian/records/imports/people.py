"""Says which volunteer each row means: by number, or by name and phone; in a few queries for the whole table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from shijian.kernel import crypto
from shijian.kernel.actor import Actor, Permission
from shijian.people.rules import identity
from shijian.records.imports.reading import Line
from shijian.volunteers.models import Volunteer

CHUNK = 500


def find(lines: Sequence[Line], actor: Actor) -> None:
    """Set `volunteer_id` of each line, or say why nobody can be taken for it."""
    numbers = _by({line.who[0] for line in lines}, "number")
    phones = _by({_index(line.who[2]) for line in lines}, "person__phone_index")
    for line in lines:
        if not {"number", "name", "phone"} & {each.column for each in line.problems}:
            _settle(line, numbers, phones, actor)


def _settle(
    line: Line, numbers: dict[str, list[Volunteer]], phones: dict[str, list[Volunteer]], actor: Actor
) -> None:
    number, name, phone = line.who
    column = "number" if number else "name"
    if not number and not (name and phone):
        line.refuse(column, _("The volunteer number, or name and phone, is missing."))
        return
    found = numbers.get(number, []) if number else phones.get(_index(phone), [])
    same = [each for each in found if not name or each.person.name == name]
    if not found or (not same and not number):
        line.refuse(column, _("No such volunteer is registered."))
    elif not same:
        line.refuse("name", _("This number belongs to somebody of another name."))
    elif len(same) > 1:
        line.refuse(column, _("More than one volunteer fits. Write the volunteer number."))
    elif not actor.may(Permission.SERVICE_RECORD, same[0].unit_path):
        line.refuse(column, _("This volunteer belongs to a unit for which you do not record."))
    else:
        line.volunteer_id = same[0].pk


def _by(wanted: Iterable[str], column: str) -> dict[str, list[Volunteer]]:
    found: dict[str, list[Volunteer]] = defaultdict(list)
    keys = sorted(filter(None, wanted))
    for start in range(0, len(keys), CHUNK):
        rows = Volunteer.objects.filter(**{f"{column}__in": keys[start : start + CHUNK]})
        for row in rows.select_related("person").order_by("pk"):
            key = row.number if column == "number" else row.person.phone_index
            found[key].append(row)
    return found


def _index(phone: str) -> str:
    return crypto.blind_index(identity.normal_phone(phone), "phone") if phone else ""
