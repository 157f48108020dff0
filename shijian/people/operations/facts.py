"""What is known of a person, brought into its normal form and checked, before anything is saved."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass, fields, replace

from django.utils.translation import gettext as _

from shijian.kernel import ages, clock, crypto
from shijian.kernel.errors import Invalid
from shijian.people import identity
from shijian.people.enums import DocumentType, Sex
from shijian.people.models import Person
from shijian.people.queries.minors import wards

SEXES, DOCUMENTS = frozenset(Sex.values), frozenset(DocumentType.values)
LONGEST = {"name": 60, "ethnicity": 20, "address": 200}


@dataclass(frozen=True, slots=True)
class Facts:
    """The fields of a person that people fill in."""

    name: str
    sex: int = Sex.UNKNOWN
    birth_date: dt.date | None = None
    phone: str = ""
    document_type: str = ""
    document_number: str = ""
    ethnicity: str = ""
    address: str = ""


# What of a child under 14 needs a consent of its own (PIPL art. 31): more than name, sex, birth date and unit.
BEYOND = ("phone", "document_type", "document_number", "ethnicity", "address")
NAMES = frozenset(each.name for each in fields(Facts))


def of(person: Person) -> Facts:
    """The facts of a stored person."""
    return Facts(**{name: getattr(person, name) for name in NAMES})


def clean(facts: Facts, *, before: Facts | None = None) -> Facts:
    """Normal forms; date of birth and sex follow from an identity number. Raises `Invalid` with all faults.

    A phone or document number that stood there `before` is not checked again.
    """
    facts, today = _normal(facts), clock.today()
    is_resident = identity.is_resident_id(facts.document_number, today)
    is_good = is_resident or identity.is_document(facts.document_type, facts.document_number, today)
    errors = {**_of_texts(facts), **_of_phone(facts, before), **_of_document(facts, before, is_good=is_good)}
    facts, contradictions = _from_document(facts) if is_resident and not errors else (facts, {})
    errors |= contradictions | _of_birth(facts, today)
    if errors:
        raise Invalid(fields=errors)
    return facts


def check_child(person: Person, facts: Facts, *, before: Facts | None = None) -> None:
    """Beyond what helps them, data of children under 14 are kept only with a guardian's consent. Raises `Invalid`."""
    born = facts.birth_date
    if born is None or not ages.is_under(born, ages.Age.TEEN, clock.today()):
        return
    added = [
        name for name in BEYOND if getattr(facts, name) and getattr(facts, name) != getattr(before, name, "")
    ]
    child = Person(pk=person.pk, birth_date=born)
    if added and (person.pk is None or not wards.child_data_stands(child)):
        text = _("Under 14 this is kept only after a parent or guardian consented to the rules for children.")
        raise Invalid(fields=dict.fromkeys(added, text))


def put(person: Person, facts: Facts) -> Person:
    """Set clean facts on a person with the blind indexes that find them; nothing is saved."""
    for name in NAMES:
        setattr(person, name, getattr(facts, name))
    person.phone_index = crypto.blind_index(facts.phone, "phone") if facts.phone else ""
    number = facts.document_number
    person.document_index = crypto.blind_index(number, "document") if number else ""
    return person


def _normal(facts: Facts) -> Facts:
    number = identity.normal_document(facts.document_number)
    return Facts(
        name=_text(facts.name),
        sex=facts.sex,
        birth_date=facts.birth_date,
        phone=identity.normal_phone(facts.phone),
        document_type=(facts.document_type or DocumentType.RESIDENT_ID) if number else "",
        document_number=number,
        ethnicity=_text(facts.ethnicity),
        address=_text(facts.address),
    )


def _text(value: str) -> str:
    return " ".join(unicodedata.normalize("NFC", value).replace("\0", "").split())


def _of_texts(facts: Facts) -> dict[str, str]:
    errors = {}
    for name, longest in LONGEST.items():
        if len(getattr(facts, name)) > longest:
            errors[name] = _("At most %(number)s characters fit here.") % {"number": longest}
    if not any(char.isalpha() for char in facts.name):
        errors["name"] = _("Enter the name of the person.")
    if facts.sex not in SEXES:
        errors["sex"] = _("Choose one of the list.")
    return errors


def _of_phone(facts: Facts, before: Facts | None) -> dict[str, str]:
    if not facts.phone or identity.is_phone(facts.phone) or (before and before.phone == facts.phone):
        return {}
    return {
        "phone": _(
            "This is not a phone number: a mobile phone has 11 digits, a landline its area code in front."
        )
    }


def _of_document(facts: Facts, before: Facts | None, *, is_good: bool) -> dict[str, str]:
    kind, number = facts.document_type, facts.document_number
    if not number or (before and (before.document_type, before.document_number) == (kind, number)):
        return {}
    if kind not in DOCUMENTS:
        return {"document_type": _("Choose one of the list.")}
    if not is_good:
        return {"document_number": _("This number cannot be right. Please compare it with the card.")}
    return {}


def _from_document(facts: Facts) -> tuple[Facts, dict[str, str]]:
    born = identity.birth_date_of(facts.document_number)
    sex = Sex.MALE if identity.is_male(facts.document_number) else Sex.FEMALE
    errors = {}
    if facts.birth_date not in (None, born):
        errors["birth_date"] = _("The identity number says another date of birth.")
    if facts.sex in (Sex.MALE, Sex.FEMALE) and facts.sex != sex:
        errors["sex"] = _("The identity number says another sex.")
    return replace(facts, birth_date=born, sex=sex), errors


def _of_birth(facts: Facts, today: dt.date) -> dict[str, str]:
    born = facts.birth_date
    if born is None or identity.OLDEST <= born <= today:
        return {}
    return {"birth_date": _("This day cannot be a date of birth.")}
