"""Agreements: texts are published, a unit offers one, the volunteer or guardian signs, either side ends it."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach
from shijian.kernel.operation import lock, operation
from shijian.people import operations as people
from shijian.units.models import Unit
from shijian.volunteers import rules
from shijian.volunteers.enums import AgreementWhy
from shijian.volunteers.flow import AGREEMENT_FLOW
from shijian.volunteers.models import Agreement, AgreementText, Volunteer
from shijian.volunteers.operations.telling import tell

LONGEST_TEXT, LONGEST_TERMS, LONGEST_REASON = 8000, 1000, 200


@operation
def publish_agreement_text(*, title: str, text: str, actor: Actor) -> AgreementText:
    """Publish the next version of the text; agreements that stand keep theirs. Raises `NotAllowed`, `Invalid`."""
    if not actor.may_anywhere(Permission.POLICY_EDIT):
        raise NotAllowed
    title, text = " ".join(title.split()), text.strip()
    errors = {}
    if not title or len(title) > 60:
        errors["title"] = _("Please say it in a few words.")
    if not text or len(text) > LONGEST_TEXT:
        errors["text"] = _("Write the text, at most 8,000 characters.")
    if errors:
        raise Invalid(fields=errors)
    version = (AgreementText.objects.aggregate(last=Max("version"))["last"] or 0) + 1
    row: AgreementText = AgreementText.objects.create(
        version=version, title=title, text=text, published_at=clock.now(), published_by_id=actor.person_id
    )
    audit.record("agreement.text", row, actor=actor, changes={"version": [None, version]})
    return row


@operation
def offer_agreement(
    volunteer: Volunteer,
    *,
    unit: Unit,
    why: str,
    terms: str,
    starts_on: dt.date,
    ends_on: dt.date | None,
    actor: Actor,
) -> Agreement:
    """Offer the latest text for the unit, which consents by this; `terms` say what is done, when, where, how safely.

    Raises `OutOfReach`, `NotAllowed` for oneself or a ward, `Invalid` by field, `Conflict` where no text is published.
    """
    volunteer = lock(Volunteer.objects.select_related("person"), pk=volunteer.pk)
    if not rules.can_see(actor, volunteer):
        raise OutOfReach
    if rules.is_own(actor, volunteer) or not rules.can_confirm(actor, volunteer):
        raise NotAllowed
    if not rules.can_register_at(actor, unit):
        raise Invalid(fields={"unit": _("This unit lies outside your reach.")})
    text = AgreementText.objects.order_by("-version").first()
    if text is None:
        raise Conflict(_("No text of an agreement is published yet."))
    _check(why, terms, starts_on, ends_on)
    row = Agreement.objects.create(
        volunteer=volunteer, unit=unit, unit_path=unit.path, text=text, why=why, terms=terms.strip(),
        starts_on=starts_on, ends_on=ends_on, offered_by_id=actor.person_id, offered_at=clock.now(),
    )  # fmt: skip
    changes = {"version": [None, text.version], "why": [None, why]}
    audit.record("agreement.offer", row, actor=actor, for_person_id=volunteer.person_id, changes=changes)
    _tell_offered(row, actor)
    return row


@operation
def sign_agreement(agreement: Agreement, *, actor: Actor, evidence: str = "") -> Agreement:
    """Sign: the volunteer of age, the guardian of a minor, or staff for somebody without account who signed on paper.

    `evidence` says where the paper is. Raises `OutOfReach`, `NotAllowed`, `WrongState`, `Invalid`.
    """
    agreement = _opened(agreement, actor)
    on_paper = not rules.is_own(actor, agreement.volunteer)
    if on_paper and not evidence.strip():
        raise Invalid(fields={"evidence": _("Say where the signed paper is kept.")})
    agreement.evidence = evidence.strip()[:200] if on_paper else ""
    agreement.signed_at = clock.now()
    agreement.signed_by_id = None if on_paper else actor.person_id
    agreement.save(update_fields=["evidence", "signed_at", "signed_by"])
    AGREEMENT_FLOW.advance(agreement, "sign", actor=actor)
    _noted("agreement.sign", agreement, actor)
    _tell_office(agreement, actor, "signed")
    return agreement


@operation
def decline_agreement(agreement: Agreement, *, actor: Actor) -> Agreement:
    """Decline; it costs nothing. Raises as `sign_agreement`."""
    agreement = _opened(agreement, actor)
    AGREEMENT_FLOW.advance(agreement, "decline", actor=actor)
    _noted("agreement.decline", agreement, actor)
    _tell_office(agreement, actor, "declined")
    return agreement


@operation
def end_agreement(agreement: Agreement, *, reason: str, actor: Actor) -> Agreement:
    """End an agreement from either side, with a reason. Raises as `sign_agreement`, and `Invalid`."""
    agreement = _opened(agreement, actor)
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise Invalid(fields={"reason": _("Please say it in a few words.")})
    agreement.ended_at, agreement.ended_by_id = clock.now(), actor.person_id
    agreement.end_reason = reason.strip()
    agreement.save(update_fields=["ended_at", "ended_by", "end_reason"])
    AGREEMENT_FLOW.advance(agreement, "end", actor=actor)
    _noted("agreement.end", agreement, actor)
    if rules.is_own(actor, agreement.volunteer):
        _tell_office(agreement, actor, "ended")
    else:
        tell(
            agreement.volunteer,
            lambda: (
                _("%(unit)s has ended the agreement with you. The reason stands on it.")
                % {"unit": agreement.unit.name}
            ),
            key=f"agreement:{agreement.pk}:end",
            actor=actor,
            url=_url(agreement),
        )
    return agreement


def _tell_offered(row: Agreement, actor: Actor) -> None:
    def words() -> str:
        text = _("%(unit)s offers you an agreement. Please read it and sign or decline.")
        return text % {"unit": row.unit.name}

    tell(row.volunteer, words, key=f"agreement:{row.pk}:offer", actor=actor, url=_url(row))


def _check(why: str, terms: str, starts_on: dt.date, ends_on: dt.date | None) -> None:
    errors = {}
    if why not in AgreementWhy.values:
        errors["why"] = _("Choose one of the list.")
    if not terms.strip() or len(terms) > LONGEST_TERMS:
        errors["terms"] = _("Say what is done, when, where, and how it is kept safe.")
    if ends_on is not None and ends_on < starts_on:
        errors["ends_on"] = _("It cannot end before it begins.")
    if errors:
        raise Invalid(fields=errors)


def _opened(agreement: Agreement, actor: Actor) -> Agreement:
    rows = Agreement.objects.visible_to(actor).select_related("volunteer__person__account", "unit")
    return lock(rows, pk=agreement.pk)


def _noted(action: str, agreement: Agreement, actor: Actor) -> None:
    person_id = agreement.volunteer.person_id
    audit.record(
        action, agreement, actor=actor, for_person_id=person_id, changes={"state": [None, agreement.state]}
    )


def _url(agreement: Agreement) -> str:
    return reverse("volunteers:agreement", args=[agreement.pk])


def _tell_office(agreement: Agreement, actor: Actor, what: str) -> None:
    if agreement.offered_by_id in (None, actor.person_id):
        return
    said = {
        "signed": _("An agreement that you offered is signed."),
        "declined": _("An agreement that you offered is declined."),
        "ended": _("An agreement that you offered is ended by the volunteer."),
    }
    key = f"agreement:{agreement.pk}:{what}"
    people.notify(agreement.offered_by_id, key=key, text=said[what], url=_url(agreement), actor=actor)
