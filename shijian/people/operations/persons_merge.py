"""Two entries of one human being become one; what moves is said, the old entry stays and points to the new one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, duties, search
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, OutOfReach, WrongState
from shijian.kernel.operation import lock, operation
from shijian.people import rules
from shijian.people.models import Account, Consent, Invitation, Message, Person, Position
from shijian.people.operations import facts as person_facts
from shijian.people.operations.devices import end_everywhere
from shijian.people.queries import appointments
from shijian.people.queries.persons import KIND

# Packages above move their own rows here, in the same transaction: (old, kept, actor) -> {what: how many}.
# One that cannot raises Conflict, and nothing is merged.
MERGERS: list[Callable[[Person, Person, Actor], dict[str, int]]] = []


@operation
def merge_persons(person: Person, *, into: Person, actor: Actor) -> Person:
    """Make `person` an old entry of `into` and give `into` what it lacks: facts, account, consents, positions, wards.

    Ended appointments, audit and flow rows stay with the old entry. Returns the entry that is kept. Raises
    `OutOfReach`, `Invalid` for the same entry, `WrongState` for a merged one, `Conflict` for different documents
    or a running appointment.
    """
    old, kept = _locked(person, into)
    _check(old, kept, actor)
    moved = {"account": _move_account(old, kept), "consents": _move_consents(old, kept)} | _move_rows(
        old, kept
    )
    _fill(old, kept)
    for merge in MERGERS:
        moved |= merge(old, kept, actor)
    changes = {"merged_into": [None, kept.pk]} | {name: [0, count] for name, count in moved.items() if count}
    audit.record("person.merge", old, actor=actor, for_person_id=kept.pk, changes=changes)
    return kept


def _locked(person: Person, into: Person) -> tuple[Person, Person]:
    if person.pk == into.pk:
        raise Invalid(fields={"into": _("This is the same entry.")})
    rows = {pk: lock(Person.objects.all(), pk=pk) for pk in sorted((person.pk, into.pk))}
    return rows[person.pk], rows[into.pk]


def _check(old: Person, kept: Person, actor: Actor) -> None:
    for each in (old, kept):
        if not actor.may(rules.PERSON_EDIT, each.unit_path):
            raise OutOfReach
        if each.merged_into_id:
            raise WrongState(_("This entry was merged with another one."))
        duties.demand("person.merge", each, actor=actor)
    if appointments.open_of(old).exists():
        raise Conflict(_("End the appointments of the entry that goes first."))
    numbers = (old.document_type, old.document_index), (kept.document_type, kept.document_index)
    if old.document_index and kept.document_index and numbers[0] != numbers[1]:
        raise Conflict(_("The two entries have different documents; they are not one person."))


def _move_account(old: Person, kept: Person) -> int:
    account = Account.objects.filter(person=old).first()
    Invitation.objects.filter(person=old, used_at__isnull=True).update(used_at=clock.now())
    if account is None:
        return 0
    # Whoever made the entry that goes must not get into an office by a merge.
    if Account.objects.filter(person=kept).exists() or appointments.open_of(kept).exists():
        account.is_active, account.phone_index = False, None
        account.save(update_fields=["is_active", "phone_index"])
        end_everywhere(account)
        return 0
    account.person = kept
    account.save(update_fields=["person"])
    return 1


def _move_consents(old: Person, kept: Person) -> int:
    standing = Consent.objects.filter(person=kept, withdrawn_at__isnull=True).values("purpose")
    rows = Consent.objects.filter(person=old, withdrawn_at__isnull=True)
    moved = rows.exclude(purpose__in=standing).update(person=kept)
    rows.update(withdrawn_at=clock.now())
    return moved


def _move_rows(old: Person, kept: Person) -> dict[str, int]:
    known = Message.objects.filter(person=kept).values("key")
    _part_guardians(old, kept)
    return {
        "positions": Position.objects.filter(person=old).update(person=kept),
        "messages": Message.objects.filter(person=old).exclude(key__in=known).update(person=kept),
        "wards": Person.objects.filter(guardian=old).update(guardian=kept),
        "second_wards": Person.objects.filter(second_guardian=old).update(second_guardian=kept),
    }


def _part_guardians(old: Person, kept: Person) -> None:
    """Nobody becomes his own guardian, nor the same person twice."""
    both = Q(guardian__in=(old, kept), second_guardian__in=(old, kept))
    Person.objects.filter(both).update(second_guardian=None)
    Person.objects.filter(pk=kept.pk, second_guardian=old).update(second_guardian=None)
    Person.objects.filter(pk=kept.pk, guardian=old).update(
        guardian=F("second_guardian"), second_guardian=None
    )
    kept.refresh_from_db(fields=["guardian", "second_guardian"])


def _fill(old: Person, kept: Person) -> None:
    theirs, ours = person_facts.of(old), person_facts.of(kept)
    lacking: dict[str, Any] = {
        name: getattr(theirs, name)
        for name in person_facts.NAMES
        if not getattr(ours, name) and getattr(theirs, name)
    }
    old.merged_into = kept
    old.save(update_fields=["merged_into"])
    search.remove(KIND, old.pk)
    person_facts.put(kept, replace(ours, **lacking)).save()
