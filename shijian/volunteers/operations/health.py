"""A volunteer says what should not be asked of him, changes it, or takes it back; nobody else does (PIPL art. 29)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid, OutOfReach, WrongState
from shijian.kernel.operation import operation
from shijian.people.enums import Purpose
from shijian.people.models import Consent, Person
from shijian.people.operations import consents
from shijian.people.operations.holding import hold_persons
from shijian.people.queries.consents import is_asked
from shijian.people.rules import speaks_of_health
from shijian.volunteers.enums import Strain, VolunteerState
from shijian.volunteers.models import HealthDeclaration, Volunteer


@operation
def declare_health(
    volunteer: Volunteer, *, strains: Iterable[str], consents_to_it: bool, actor: Actor
) -> HealthDeclaration:
    """Say which strains are not for the volunteer, instead of what was said before; none means that all are fine.

    `consents_to_it` is the separate consent, needed where none stands or a newer notice asks for it again.
    Raises `OutOfReach` for everybody but the volunteer (a minor's guardian), `WrongState`, `Invalid` by field.
    """
    volunteer = _spoken_for(volunteer, actor)
    person, chosen = volunteer.person, set(strains)
    if chosen - set(Strain.values):
        raise Invalid(fields={"strains": _("Choose from the list.")})
    if not consents_to_it and is_asked(person, Purpose.HEALTH):
        raise Invalid(fields={"consents_to_it": _("Without your consent the answers cannot be kept.")})
    if consents_to_it:
        giver = Person.objects.get(pk=actor.person_id or 0)
        consents.renew(person, Purpose.HEALTH, given_by=giver, actor=actor)
    facts = {
        "answers": HealthDeclaration.sealed(chosen), "declared_at": clock.now(), "declared_by_id": actor.person_id,
    }  # fmt: skip
    row, _made = HealthDeclaration.objects.update_or_create(volunteer=volunteer, defaults=facts)
    audit.record("health.declare", volunteer, actor=actor, for_person_id=person.pk)
    return row


def follow_consent(person: Person, purpose: str, consent: Consent | None, actor: Actor) -> None:
    """With the consent the answers go, at once."""
    if purpose != Purpose.HEALTH or consent is not None:
        return
    row = HealthDeclaration.objects.filter(volunteer__person=person).select_related("volunteer").first()
    if row is not None:
        row.delete()
        audit.record("health.delete", row.volunteer, actor=actor, for_person_id=person.pk)


def forget(person: Person, actor: Actor) -> None:
    """End the consent of somebody who leaves the register, and take the answers away with it."""
    hold_persons([person.pk])
    standing = Consent.objects.select_related("person").filter(
        person=person, purpose=Purpose.HEALTH, withdrawn_at__isnull=True
    )
    for consent in standing:
        consents.end(consent, actor=actor, why="left")


def _spoken_for(volunteer: Volunteer, actor: Actor) -> Volunteer:
    """The volunteer under the lock of the person, under which consents are given and end."""
    hold_persons([volunteer.person_id])
    row = Volunteer.objects.select_related("person").filter(pk=volunteer.pk).first()
    if row is None or not speaks_of_health(actor, row.person):
        raise OutOfReach
    if row.state == VolunteerState.LEFT:
        raise WrongState(_("This volunteer has left the register."))
    return row
