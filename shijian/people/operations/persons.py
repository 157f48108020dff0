"""Registering persons and changing what is known of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, crypto, search
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, OutOfReach, WrongState
from shijian.kernel.operation import first_result, hold, operation, relock, remember_result
from shijian.people import identity, rules
from shijian.people.models import Account, Person
from shijian.people.operations import facts as person_facts
from shijian.people.operations.facts import Facts
from shijian.people.operations.messages import notify
from shijian.people.queries.persons import KIND
from shijian.units.enums import UnitState
from shijian.units.models import Unit

SECRET = frozenset({"name", "phone", "document_number", "address", "birth_date", "sex", "ethnicity"})
# What a document proves.
PROVES = ("name", "sex", "birth_date", "document_type", "document_number")
BATCH = 500


class Registered(Conflict):
    """Somebody is registered with this document already."""

    code = "person-registered"


@operation
def register_person(
    *, name: str, unit: Unit, actor: Actor, idempotency_key: str | None = None, **facts: Any
) -> Person:
    """Register somebody without an account; `facts` are the fields of `Facts`.

    Raises `OutOfReach` outside the actor's units, `Invalid` by field, `Registered` for a known document.
    """
    if earlier := first_result(Person, key=idempotency_key, actor=actor):
        return earlier
    if not rules.can_register_at(actor, unit):
        raise OutOfReach
    person = add(Facts(name=name, **facts), unit=unit)
    audit.record("person.register", person, actor=actor)
    remember_result(person, key=idempotency_key, actor=actor)
    return person


def add(facts: Facts, *, unit: Unit) -> Person:
    """Store a new person, findable by name. For operations that have checked the actor."""
    person = _person(facts, unit)
    _save(person)
    search.bulk_index([_row(person)])
    return person


def check(facts: Facts) -> Facts:
    """Give the normal form of facts; raises `Invalid` with one sentence for each wrong field. Saves nothing."""
    return person_facts.clean(facts)


@operation
def register_many(rows: Iterable[tuple[Facts, Unit]], *, actor: Actor) -> list[Person]:
    """Register many persons at once, all or none; one audit row with their number and unit ids."""
    persons = [_person(facts, _reached(unit, actor)) for facts, unit in rows]
    try:
        with transaction.atomic():
            Person.objects.bulk_create(persons, batch_size=BATCH)
    except IntegrityError:
        raise Registered(_("Somebody of this list is registered with the same document.")) from None
    search.bulk_index(map(_row, persons))
    units = sorted({person.unit_id for person in persons})
    audit.record(
        "person.register-many", actor=actor, changes={"count": [0, len(persons)], "units": [[], units]}
    )
    return persons


@operation
def change_person(person: Person, *, actor: Actor, unit: Unit | None = None, **changes: Any) -> Person:
    """Change fields of `Facts`, or the home `unit`. The login by phone follows the phone of the account's owner.

    What proves who somebody is, once it stands there, staff change; oneself asks for a correction.
    Raises `OutOfReach`, `Invalid` by field, `Registered`, `Conflict` for a phone by which another logs in.
    """
    person = relock(person)
    if not rules.can_edit(actor, person):
        raise OutOfReach
    if person.merged_into_id:
        raise WrongState(_("This entry was merged with another one."))
    before = person_facts.of(person)
    facts = person_facts.clean(_changed(before, changes), before=before)
    _keep_identity(person, before, facts, actor)
    person_facts.check_child(person, facts, before=before)
    person_facts.put(person, facts)
    moved = _move(person, unit, actor)
    _follow_phone(person, before, actor)
    _save(person)
    search.bulk_index([_row(person)])
    audit.record("person.change", person, actor=actor, changes=_said(before, facts) | moved)
    return person


def phone_index(phone: str) -> str:
    """The blind index of a phone number as somebody wrote it; "" for none."""
    number = identity.normal_phone(phone)
    return crypto.blind_index(number, "phone") if number else ""


def _person(facts: Facts, unit: Unit) -> Person:
    if unit.state != UnitState.ACTIVE:
        raise Invalid(fields={"unit": _("This unit is not at work.")})
    person = Person(unit=unit, unit_path=unit.path)
    clean = person_facts.clean(facts)
    person_facts.check_child(person, clean)
    return person_facts.put(person, clean)


def _reached(unit: Unit, actor: Actor) -> Unit:
    if not rules.can_register_at(actor, unit):
        raise OutOfReach
    return unit


def _save(person: Person) -> None:
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        sentence = _("Somebody is registered with this document number already.")
        raise Registered(sentence, fields={"document_number": sentence}) from None


def _row(person: Person) -> search.Row:
    return search.Row(KIND, person.pk, names=(person.name,), unit_path=person.unit_path, title=person.name)


def _changed(before: Facts, changes: dict[str, Any]) -> Facts:
    unknown: Sequence[str] = sorted(set(changes) - person_facts.NAMES)
    if unknown:
        raise TypeError(f"a person has no {unknown}")
    return replace(before, **changes)


def _keep_identity(person: Person, before: Facts, facts: Facts, actor: Actor) -> None:
    if actor.is_system or rules.can_correct(actor, person):
        return
    sentence = _("Ask for a correction on the page My data; your office compares it with your document.")
    changed = [
        name for name in PROVES if getattr(before, name) and getattr(before, name) != getattr(facts, name)
    ]
    if changed:
        raise Invalid(fields=dict.fromkeys(changed, sentence))


def _move(person: Person, unit: Unit | None, actor: Actor) -> dict[str, Any]:
    if unit is None or unit.pk == person.unit_id:
        return {}
    if not (actor.person_id == person.pk or rules.can_register_at(actor, unit)):
        raise OutOfReach
    if unit.state != UnitState.ACTIVE:
        raise Invalid(fields={"unit": _("This unit is not at work.")})
    moved = {"unit": [person.unit_id, unit.pk]}
    person.unit, person.unit_path = unit, unit.path
    return moved


def _follow_phone(person: Person, before: Facts, actor: Actor) -> None:
    account = Account.objects.filter(person=person).first()
    if account is None or person.phone == before.phone:
        return
    hold(f"login-phone:{person.phone_index}")
    taken = Account.objects.filter(phone_index=person.phone_index).exclude(pk=account.pk).exists()
    if taken and actor.person_id == person.pk:
        raise Conflict(fields={"phone": _("Another account logs in with this phone number.")})
    account.phone_index = None if taken else person.phone_index or None
    account.save(update_fields=["phone_index"])
    if actor.person_id != person.pk:
        _tell_of_phone(person, actor)


def _tell_of_phone(person: Person, actor: Actor) -> None:
    """Say to the person that somebody else changed the number by which one logs in, and who."""
    words = _(
        "%(who)s changed your phone number, with which one can log in. If you did not ask for it, complain."
    )
    key = f"phone:{clock.now().isoformat()}"
    url = reverse("people:profile")
    notify(person.pk, key=key, text=words % {"who": actor.name}, url=url, actor=actor)


def _said(before: Facts, after: Facts) -> dict[str, Any]:
    changed = (name for name in sorted(person_facts.NAMES) if getattr(before, name) != getattr(after, name))
    return {name: ["set" if getattr(before, name) else "", "changed"] for name in changed}
