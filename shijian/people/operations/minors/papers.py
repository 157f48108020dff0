"""What guardians consent to: each purpose alone, by the guardian himself or on paper with a photo of the sheet."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shijian.kernel import ages, audit, clock
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach
from shijian.kernel.operation import lock, operation
from shijian.people import rules
from shijian.people.enums import Purpose
from shijian.people.models import Consent, ConsentPaper, Person
from shijian.people.operations.consents import end, follow, grant
from shijian.people.operations.holding import hold_persons
from shijian.people.queries.minors import wards


@operation
def consent_as_guardian(ward: Person, *, purpose: str, notice: int | None = None, actor: Actor) -> Consent:
    """A guardian consents to one purpose for his ward; a consent that stands is given back as it is.

    `notice` is the version of the children's rules that was shown, for the data of a child. Raises `OutOfReach`,
    `Invalid` for a purpose that is not asked at this age or for an older notice.
    """
    ward = _warded(ward, actor)
    _check_purpose(ward, purpose, notice)
    if (standing := _standing(ward, purpose)) is not None:
        return standing
    consent = grant(ward, purpose, given_by=Person.objects.get(pk=actor.person_id or 0))
    _note(ward, consent, actor, notice)
    return consent


@operation
def withdraw_as_guardian(ward: Person, *, purpose: str, actor: Actor) -> Consent | None:
    """A guardian takes one consent back, whoever gave it and on whatever way; None when there was none."""
    ward = _warded(ward, actor)
    standing = _standing(ward, purpose)
    if standing is not None:
        end(standing, actor=actor, why="withdrawn")
    return standing


@operation
def note_paper(
    ward: Person, *, purpose: str, guardian_name: str, file_key: str, notice: int | None = None, actor: Actor
) -> Consent:
    """Staff note a signed sheet with its photo (`file_key`, see `kernel.photos.keep`); they compared the signature.

    Raises `OutOfReach`, `NotAllowed` for one's own ward, `Invalid` by field.
    """
    ward = lock(Person.objects.visible_to(actor), pk=ward.pk)
    if rules.is_own(actor, ward) or not actor.may(Permission.PERSON_EDIT, ward.unit_path):
        raise NotAllowed
    _check_purpose(ward, purpose, notice)
    if not guardian_name.strip() or not file_key:
        raise Invalid(fields={"guardian_name": _("Enter the name of the guardian who signed.")})
    if (standing := _standing(ward, purpose)) is not None:
        return standing
    consent = grant(
        ward, purpose, given_by=None, given_by_name=guardian_name.strip()[:60], evidence=_("photo")
    )
    _note(ward, consent, actor, notice, file_key)
    return consent


@operation
def end_paper(ward: Person, *, purpose: str, actor: Actor) -> Consent | None:
    """Staff end a consent at the guardian's word. Raises `OutOfReach`."""
    ward = lock(Person.objects.visible_to(actor), pk=ward.pk)
    if not actor.may(Permission.PERSON_EDIT, ward.unit_path) or purpose == Purpose.HEALTH:
        raise OutOfReach
    standing = _standing(ward, purpose)
    if standing is not None:
        end(standing, actor=actor, why="withdrawn")
    return standing


def _note(ward: Person, consent: Consent, actor: Actor, notice: int | None, file_key: str = "") -> None:
    ConsentPaper.objects.create(
        consent=consent, file_key=file_key, notice=notice, checked_at=clock.now(),
        checked_by_id=actor.person_id if file_key else None,
    )  # fmt: skip
    changes = {"purpose": [None, consent.purpose], "notice": [None, notice], "paper": [None, bool(file_key)]}
    audit.record("consent.give", consent, actor=actor, for_person_id=ward.pk, changes=changes)
    follow(ward, consent.purpose, consent, actor)


def _warded(ward: Person, actor: Actor) -> Person:
    ward = lock(Person.objects.visible_to(actor), pk=ward.pk)
    if not rules.is_guardian(actor, ward):
        raise OutOfReach
    return ward


def _check_purpose(ward: Person, purpose: str, notice: int | None) -> None:
    if purpose not in wards.asked_of(ward):
        raise Invalid(fields={"purpose": _("A guardian is not asked for this at this age.")})
    current = wards.current_notice()
    if purpose == Purpose.CHILD_DATA and (current is None or notice != current.version):
        raise Invalid(
            fields={"notice": _("The rules for children have changed. Please read them once more.")}
        )


def _standing(ward: Person, purpose: str) -> Consent | None:
    rows = Consent.objects.select_related("person").select_for_update(of=("self",))
    return rows.filter(person=ward, purpose=purpose, withdrawn_at__isnull=True).first()


def lapse(consent_id: int, actor: Actor) -> bool:
    """End a guardian's consent whose birthday has come. For the daily job; it may run twice."""
    hold_persons(Consent.objects.filter(pk=consent_id).values_list("person_id", flat=True))
    consent = lock(Consent.objects.select_related("person"), pk=consent_id)
    limit = wards.LIMITS.get(Purpose(consent.purpose), ages.Age.ADULT)
    if consent.withdrawn_at is not None or ages.is_under(consent.person.birth_date, limit, clock.today()):
        return False
    end(consent, actor=actor, why="birthday")
    return True
