"""The rules for the data of children under 14 (儿童个人信息保护规则): versions, consent, refusal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from shijian.kernel import ages, audit, clock
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach
from shijian.kernel.operation import hold, lock, operation
from shijian.people import identity, rules
from shijian.people.models import Account, ChildNotice, ChildRefusal, Consent, Person
from shijian.people.operations import facts as person_facts
from shijian.people.operations.consents import end
from shijian.people.operations.devices import end_everywhere
from shijian.people.queries.minors import notices, wards


@operation
def publish_child_notice(
    *, parts: Mapping[str, str], contact_name: str, contact_phone: str, document_no: str, actor: Actor
) -> ChildNotice:
    """Put a new version of the children's rules in force; guardians are asked anew from then on.

    `parts` answers every question of `notices.PARTS`. Raises `NotAllowed`, `Invalid` by field.
    """
    if not actor.may_anywhere(Permission.POLICY_EDIT):
        raise NotAllowed
    clean = {key: str(parts.get(key, "")).strip() for key in notices.PARTS}
    _check(clean, contact_name, contact_phone, document_no)
    hold("child-notice")
    last = ChildNotice.objects.order_by("-version").first()
    body: dict[str, Any] = {**clean, "contact": [contact_name.strip(), contact_phone.strip()]}
    digest = hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    if last is not None and last.sha256 == digest:
        raise Conflict(_("Nothing was changed; the rules stay as they are."))
    notice = ChildNotice.objects.create(
        version=last.version + 1 if last else 1, parts=clean, contact_name=contact_name.strip(),
        contact_phone=contact_phone.strip(), document_no=document_no.strip(), sha256=digest,
        published_at=clock.now(), published_by_id=actor.person_id,
    )  # fmt: skip
    audit.record("child.notice", notice, actor=actor, changes={"version": [None, notice.version]})
    return notice


@operation
def refuse_child_data(ward: Person, *, notice: int, actor: Actor) -> ChildRefusal:
    """A guardian says no: the login ends, everything beyond name, birth date and unit is deleted at once.

    Help goes on through the guardian or the station. Raises `OutOfReach`, `Invalid` for an older notice.
    """
    ward = lock(Person.objects.visible_to(actor), pk=ward.pk)
    if not rules.is_guardian(actor, ward):
        raise OutOfReach
    current = wards.current_notice()
    if current is None or current.version != notice or not is_child(ward):
        raise Invalid(
            fields={"notice": _("The rules for children have changed. Please read them once more.")}
        )
    _minimise(ward)
    _close(ward)
    for consent in Consent.objects.filter(
        person=ward, withdrawn_at__isnull=True, purpose__in=list(wards.LIMITS)
    ):
        end(consent, actor=actor, why="refused")
    row = ChildRefusal.objects.create(ward=ward, refused_by_id=actor.person_id, notice=notice, at=clock.now())
    audit.record("child.refuse", ward, actor=actor, for_person_id=ward.pk, changes={"notice": [None, notice]})
    return row


def is_child(person: Person) -> bool:
    """Whether somebody is known to be under 14 today."""
    return person.birth_date is not None and ages.is_under(person.birth_date, ages.Age.TEEN, clock.today())


def _minimise(ward: Person) -> None:
    for name in person_facts.BEYOND:
        setattr(ward, name, "")
    person_facts.put(ward, person_facts.of(ward)).save()


def _close(ward: Person) -> None:
    account = Account.objects.select_for_update(of=("self",)).filter(person=ward).first()
    if account is not None:
        account.is_active, account.phone_index = False, None
        account.save(update_fields=["is_active", "phone_index"])
        end_everywhere(account)


def _check(parts: Mapping[str, str], name: str, phone: str, document_no: str) -> None:
    errors = {key: _("Answer this; guardians have to read it.") for key, text in parts.items() if not text}
    if not name.strip():
        errors["contact_name"] = _("Name the person who is in charge of children's data.")
    if not identity.is_public_phone(identity.normal_phone(phone)):
        errors["contact_phone"] = _("Enter a phone number with its area code.")
    if not document_no.strip():
        errors["document_no"] = _("Enter the number of the document that decides it.")
    if errors:
        raise Invalid(fields=errors)
