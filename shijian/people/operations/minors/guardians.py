"""Who answers for whom: noted by staff with a proof, at most two at a time, until 18 (Civil Code arts. 27, 34)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shijian.kernel import ages, audit, clock
from shijian.kernel.actor import SYSTEM, Actor, Permission
from shijian.kernel.errors import Conflict, Invalid, OutOfReach
from shijian.kernel.operation import lock, operation
from shijian.people import rules
from shijian.people.enums.minors import GuardianKind
from shijian.people.models import Consent, Guardianship, Person
from shijian.people.operations import consents


@operation
def set_guardian(ward: Person, *, guardian: Person, kind: str, evidence: str, actor: Actor) -> Guardianship:
    """Note that `guardian` answers for `ward`; `evidence` says by which proof. Staff only, for minors only.

    Raises `OutOfReach`, `Invalid` by field (a minor as guardian, two already), `Conflict` for the same one twice.
    """
    ward = _of_staff(ward, actor)
    guardian = lock(Person.objects.visible_to(actor), pk=guardian.pk)
    _check(ward, guardian, kind, evidence, actor)
    if ward.guardian_id is None:
        ward.guardian = guardian
    else:
        ward.second_guardian = guardian
    ward.save(update_fields=["guardian", "second_guardian"])
    row = Guardianship.objects.create(
        ward=ward, guardian=guardian, kind=kind, evidence=evidence.strip(), starts_on=clock.today(),
        noted_by_id=actor.person_id,
    )  # fmt: skip
    changes = {"guardian": [None, guardian.pk], "kind": [None, kind]}
    audit.record("guardian.set", row, actor=actor, for_person_id=ward.pk, changes=changes)
    return row


@operation
def end_guardian(ward: Person, *, guardian: Person, note: str, actor: Actor) -> Person:
    """Somebody no longer answers for `ward`: what he consented to ends too, so that the next one is asked anew.

    Raises `OutOfReach`, `Invalid` without a `note` or for one who is no guardian.
    """
    ward = _of_staff(ward, actor)
    if guardian.pk not in ward.guardian_ids:
        raise OutOfReach
    if not note.strip() or len(note) > 200:
        raise Invalid(fields={"note": _("Say in a few words why, such as a new custody.")})
    _part(ward, guardian.pk, note.strip(), actor)
    return ward


def of_age(ward_id: int) -> None:
    """At 18 nobody answers any more. For the daily job."""
    ward = lock(Person.objects.all(), pk=ward_id)
    for pk in ward.guardian_ids:
        _part(ward, pk, "of age", SYSTEM)


def _part(ward: Person, guardian_id: int, note: str, actor: Actor) -> None:
    rest = [pk for pk in ward.guardian_ids if pk != guardian_id]
    ward.guardian_id, ward.second_guardian_id = (rest[0] if rest else None), None
    ward.save(update_fields=["guardian", "second_guardian"])
    rows = Guardianship.objects.filter(ward=ward, guardian_id=guardian_id, ends_on__isnull=True)
    rows.update(ends_on=clock.today(), end_note=note)
    for consent in Consent.objects.filter(person=ward, given_by_id=guardian_id, withdrawn_at__isnull=True):
        consents.end(consent, actor=actor, why="guardian")
    changes = {"guardian": [guardian_id, None]}
    audit.record("guardian.end", ward, actor=actor, for_person_id=ward.pk, changes=changes)


def _of_staff(ward: Person, actor: Actor) -> Person:
    ward = lock(Person.objects.visible_to(actor), pk=ward.pk)
    if not actor.may(Permission.PERSON_EDIT, ward.unit_path) or ward.merged_into_id:
        raise OutOfReach
    return ward


def _check(ward: Person, guardian: Person, kind: str, evidence: str, actor: Actor) -> None:
    today, errors = clock.today(), {}
    if guardian.pk in ward.guardian_ids:
        raise Conflict(_("This guardian stands here already."))
    if not ages.is_under(ward.birth_date, ages.Age.ADULT, today):
        errors["guardian"] = _("This person is of age; nobody answers for an adult here.")
    elif guardian.pk == ward.pk or ages.is_under(guardian.birth_date, ages.Age.ADULT, today):
        errors["guardian"] = _(
            "Only a grown-up can be a guardian. Enter the date of birth first, if it is missing."
        )
    elif guardian.merged_into_id or len(ward.guardian_ids) >= 2:
        errors["guardian"] = _("At most two persons answer for a minor. End one of them first.")
    elif guardian.pk == actor.person_id or rules.is_own(actor, ward):
        errors["guardian"] = _("A colleague notes this for you; nobody notes it for himself.")
    if kind not in GuardianKind.values:
        errors["kind"] = _("Choose one of the list.")
    if not evidence.strip() or len(evidence) > 200:
        errors["evidence"] = _("Say which proof you have seen, such as the household register.")
    if errors:
        raise Invalid(fields=errors)
