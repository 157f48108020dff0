"""Consents: one row for each purpose, withdrawn as easily as given."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from shijian.kernel import ages, audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid, OutOfReach
from shijian.kernel.operation import operation, relock
from shijian.people import rules
from shijian.people.enums import Purpose
from shijian.people.models import Consent, Person
from shijian.people.queries import notices

# Packages above follow: (person, purpose, consent or None when it ended, actor).
FOLLOWERS: list[Callable[[Person, str, Consent | None, Actor], None]] = []
IN_PUBLIC = (Purpose.PUBLIC_NAME, Purpose.PUBLIC_STAR, Purpose.RANKING)


@operation
def give_consent(
    person: Person, *, purpose: str, actor: Actor, given_by_name: str = "", evidence: str = ""
) -> Consent:
    """Note the consent to one purpose: by the person, the guardian, or on paper through staff (`evidence` says where).

    It carries the number and the fingerprint of the notice of today. A consent that stands is returned as it is, unless
    a newer notice asks for it again. Raises `OutOfReach`, `Invalid`.
    """
    person = relock(person)
    if not rules.can_edit(actor, person):
        raise OutOfReach
    _check(person, purpose, actor, evidence)
    giver = _own_giver(actor, person)
    standing = _standing(person, purpose)
    if standing is not None and not _is_due(standing):
        return standing
    if standing is not None:
        standing.withdrawn_at = clock.now()
        standing.save(update_fields=["withdrawn_at"])
    name = given_by_name.strip()[:60]
    consent = grant(person, purpose, given_by=giver, given_by_name=name, evidence=evidence.strip())
    changes = {"purpose": [None, purpose]}
    audit.record("consent.give", consent, actor=actor, for_person_id=person.pk, changes=changes)
    return consent


@operation
def withdraw_consent(person: Person, *, purpose: str, actor: Actor) -> Consent | None:
    """End the consent to one purpose, and what was kept for it alone; None when there was none. Raises `OutOfReach`."""
    person = relock(person)
    if not rules.can_edit(actor, person):
        raise OutOfReach
    if purpose == Purpose.HEALTH and not rules.speaks_of_health(actor, person):
        raise OutOfReach
    standing = _standing(person, purpose)
    if standing is not None:
        standing.withdrawn_at = clock.now()
        standing.save(update_fields=["withdrawn_at"])
        changes = {"purpose": [purpose, None]}
        audit.record("consent.withdraw", standing, actor=actor, for_person_id=person.pk, changes=changes)
        follow(person, purpose, None, actor)
    return standing


def end(consent: Consent, *, actor: Actor, why: str) -> None:
    """End a consent and let the packages above follow. For operations that have checked the actor."""
    consent.withdrawn_at = clock.now()
    consent.save(update_fields=["withdrawn_at"])
    changes = {"purpose": [consent.purpose, None], "why": [None, why]}
    audit.record("consent.withdraw", consent, actor=actor, for_person_id=consent.person_id, changes=changes)
    follow(consent.person, consent.purpose, None, actor)


def follow(person: Person, purpose: str, consent: Consent | None, actor: Actor) -> None:
    """Let the packages above follow a consent that was given, or ended (None)."""
    for each in FOLLOWERS:
        each(person, purpose, consent, actor)


def renew(person: Person, purpose: str, *, given_by: Person, actor: Actor) -> Consent:
    """Give back the consent that stands, or note one under the notice of today where none does or it is asked anew.

    For operations that have checked the actor.
    """
    standing = _standing(person, purpose)
    if standing is not None and not _is_due(standing):
        return standing
    if standing is not None:
        standing.withdrawn_at = clock.now()
        standing.save(update_fields=["withdrawn_at"])
    consent = grant(person, purpose, given_by=given_by)
    changes = {"purpose": [None, purpose]}
    audit.record("consent.give", consent, actor=actor, for_person_id=person.pk, changes=changes)
    return consent


def grant(
    person: Person, purpose: str, *, given_by: Person | None, given_by_name: str = "", evidence: str = ""
) -> Consent:
    """Store a consent. For operations that have checked the actor and that none stands."""
    notice = notices.stamp()
    return Consent.objects.create(
        person=person,
        purpose=purpose,
        given_by=given_by,
        given_by_name=given_by_name or (given_by.name if given_by else ""),
        evidence=evidence,
        notice_version=notice.version,
        notice_sha256=notice.sha256,
        given_at=clock.now(),
    )


def _check(person: Person, purpose: str, actor: Actor, evidence: str) -> None:
    if purpose not in Purpose.values:
        raise Invalid(fields={"purpose": _("Choose one of the list.")})
    if purpose == Purpose.HEALTH:
        raise Invalid(fields={"purpose": _("This is said on a page of its own, on the volunteer card.")})
    under_age = not actor.is_system and ages.is_under(person.birth_date, ages.Age.ADULT, clock.today())
    if purpose in IN_PUBLIC and person.birth_date is not None and under_age:
        raise Invalid(fields={"purpose": _("The name of a minor is never shown in public.")})
    if purpose == Purpose.CHILD_DATA or (purpose == Purpose.PHOTO and under_age):
        raise Invalid(fields={"purpose": _("A guardian decides this on the page for wards, or on paper.")})
    if len(evidence) > 200 or (not evidence.strip() and not _is_own(actor, person)):
        raise Invalid(
            fields={"evidence": _("Say where the signed consent is kept, in at most 200 characters.")}
        )


def _is_due(standing: Consent) -> bool:
    notice = notices.renewals().get(standing.purpose)
    return notice is not None and standing.notice_version < notice.version


def _own_giver(actor: Actor, person: Person) -> Person | None:
    if actor.person_id is None or not _is_own(actor, person):
        return None
    return Person.objects.get(pk=actor.person_id)


def _is_own(actor: Actor, person: Person) -> bool:
    return rules.is_own(actor, person)


def _standing(person: Person, purpose: str) -> Consent | None:
    return Consent.objects.filter(person=person, purpose=purpose, withdrawn_at__isnull=True).first()
