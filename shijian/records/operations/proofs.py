"""The volunteer's card and statements for appraisals: made for the volunteer himself, by himself."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from shijian.kernel import attestations, audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import OutOfReach, WrongState
from shijian.kernel.numbering import save_numbered
from shijian.kernel.operation import lock, operation
from shijian.records import rules_certificates as rules
from shijian.records.models import AppraisalStatement, VolunteerCard
from shijian.records.models.proofs import CARRYING
from shijian.records.operations.certificates import prefix_of
from shijian.records.queries import proofs
from shijian.volunteers.models import Volunteer

MARK = "CK"  # 参考
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 12


@operation
def make_card(volunteer: Volunteer, *, actor: Actor) -> VolunteerCard:
    """Make the card of a volunteer with today's hours; the one before ends. Raises `OutOfReach`, `WrongState`."""
    volunteer = _own(volunteer, actor)
    if volunteer.state not in CARRYING:
        raise WrongState(_("Only who is on the register has a card."))
    VolunteerCard.objects.filter(volunteer=volunteer, ended_at__isnull=True).update(ended_at=clock.now())
    code = "".join(secrets.choice(ALPHABET) for _n in range(LENGTH))
    sealed = attestations.seal(proofs.card_facts(volunteer, code))
    row = VolunteerCard.objects.create(
        volunteer=volunteer, code=code, token=sealed.token, made_by_id=actor.person_id or 0, at=clock.now()
    )
    audit.record("volunteer-card.make", row, actor=actor, for_person_id=volunteer.person_id)
    return row


@operation
def make_statement(volunteer: Volunteer, *, actor: Actor) -> AppraisalStatement:
    """State what counts of a volunteer today, at his own request only; every making is kept. Raises `OutOfReach`."""
    volunteer = _own(volunteer, actor)
    row = AppraisalStatement(volunteer=volunteer, made_by_id=actor.person_id or 0, at=clock.now())
    with translation.override(settings.LANGUAGE_CODE):
        facts = proofs.statement_facts(volunteer)

    def sign() -> None:
        row.token = attestations.seal({**facts, "number": row.number}).token

    save_numbered(row, f"{MARK}{prefix_of(volunteer.unit)}-{clock.today().year}-", finish=sign)
    changes = {"number": [None, row.number]}
    audit.record("statement.make", row, actor=actor, for_person_id=volunteer.person_id, changes=changes)
    return row


def _own(volunteer: Volunteer, actor: Actor) -> Volunteer:
    row: Volunteer = lock(Volunteer.objects.select_related("person", "unit"), pk=volunteer.pk)
    if not rules.is_own(actor, row):
        raise OutOfReach
    return row
