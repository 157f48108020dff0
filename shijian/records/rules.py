"""Who may see, void and object to service records and handle complaints; agrees with the `visible_to` of the models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shijian.kernel.actor import Actor, Permission
from shijian.people import rules as people
from shijian.records.enums import CertificateKind, RecordState

if TYPE_CHECKING:
    from shijian.records.models import Certificate, Complaint, RecordObjection, ServiceRecord


def can_see(actor: Actor, record: ServiceRecord) -> bool:
    """One's own and one's wards', led teams', units in reach."""
    person = record.volunteer.person
    own = actor.person_id is not None and actor.person_id in (person.pk, *person.guardian_ids)
    return own or record.team_id in actor.led_team_ids or actor.may(Permission.RECORD_VIEW, record.unit_path)


def can_void(actor: Actor, record: ServiceRecord) -> bool:
    """A second person with record:void: none of those who had a part in the record."""
    return (
        record.state == RecordState.VALID
        and not has_part(actor, record)
        and actor.may(Permission.RECORD_VOID, record.unit_path)
    )


def is_own(actor: Actor, record: ServiceRecord) -> bool:
    """The one who served, or whoever answers for that person."""
    person = record.volunteer.person
    return actor.person_id is not None and actor.person_id in (person.pk, *person.guardian_ids)


def can_object(actor: Actor, record: ServiceRecord) -> bool:
    """Anybody who is logged in while the record is before the public, the one who served at any time."""
    valid = record.state == RecordState.VALID
    return valid and actor.is_authenticated and (record.is_in_publicity or is_own(actor, record))


def made_objection(actor: Actor, objection: RecordObjection) -> bool:
    """Whoever objected, or answers for that person."""
    return actor.person_id is not None and actor.person_id in (objection.by_id, *objection.by.guardian_ids)


def can_see_objection(actor: Actor, objection: RecordObjection) -> bool:
    """One's own; officers with record:void who have no part in the record."""
    in_reach = actor.may(Permission.RECORD_VOID, objection.record.unit_path)
    return made_objection(actor, objection) or (in_reach and not has_part(actor, objection.record))


def has_part_in_objection(actor: Actor, objection: RecordObjection) -> bool:
    """Whoever objected, served, recorded the service or answered for it."""
    return made_objection(actor, objection) or has_part(actor, objection.record)


def can_decide_objection(actor: Actor, objection: RecordObjection) -> bool:
    """A second person with record:void who has no part in it."""
    in_reach = actor.may(Permission.RECORD_VOID, objection.record.unit_path)
    return in_reach and not has_part_in_objection(actor, objection)


def can_withdraw_objection(actor: Actor, objection: RecordObjection) -> bool:
    """Whoever made it."""
    return made_objection(actor, objection)


def is_unnamed(actor: Actor, complaint: Complaint) -> bool:
    """Whoever complained, without a name: made by the operation after it has checked who speaks."""
    return actor.person_id is None and not actor.is_system


def is_system(actor: Actor, thing: object) -> bool:
    """The clock acts, nobody else."""
    return actor.is_system


def is_against(actor: Actor, complaint: Complaint) -> bool:
    """One of those complained about."""
    return complaint.against.filter(pk=actor.person_id or 0).exists()


def can_see_complaint(actor: Actor, complaint: Complaint) -> bool:
    """Officers whose reach covers the handling unit; those complained about only where nobody else is left."""
    in_reach = actor.may(Permission.ORDER_FOLLOW_UP, complaint.handler_path)
    return in_reach and (complaint.outside or not is_against(actor, complaint))


def can_take_complaint(actor: Actor, complaint: Complaint) -> bool:
    """An officer in reach who is neither complained about nor the one who complains."""
    own = complaint.is_by(actor.person_id)
    return can_see_complaint(actor, complaint) and not own and not complaint.outside


def can_answer_complaint(actor: Actor, complaint: Complaint) -> bool:
    """Only the one who took it."""
    return complaint.handled_by_id == actor.person_id and can_take_complaint(actor, complaint)


def can_pass_on_complaint(actor: Actor, complaint: Complaint) -> bool:
    """The one who took it; where nobody may decide, any officer of the topmost unit."""
    if complaint.outside:
        return can_see_complaint(actor, complaint)
    return can_answer_complaint(actor, complaint)


def can_read_complainant(actor: Actor, complaint: Complaint) -> bool:
    """The name and phone of the one who complains: only the one who took it."""
    return can_answer_complaint(actor, complaint)


def can_see_certificate(actor: Actor, certificate: Certificate) -> bool:
    """Holders and their guardians, leaders of the team that holds it, units in reach.

    A certificate of service names its holder and his document whole: only those see it who see the wish for it.
    """
    holder = certificate.holder
    own = people.is_own(actor, holder.person)
    led = holder.team_id is not None and holder.team_id in actor.led_team_ids
    is_service = certificate.kind == CertificateKind.SERVICE
    needed = Permission.SERVICE_RECORD if is_service else Permission.RECORD_VIEW
    return own or led or actor.may(needed, certificate.unit_path)


def has_part(actor: Actor, record: ServiceRecord) -> bool:
    """Whether the actor or his ward served, or the actor recorded the service or answered for it."""
    person = record.volunteer.person
    parts = (person.pk, *person.guardian_ids, record.recorder_id, record.responsible_id)
    return actor.person_id is not None and actor.person_id in parts
