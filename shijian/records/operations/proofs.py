"""The volunteer's card and statements for appraisals: made by the volunteer himself, or on his signed paper."""

from __future__ import annotations

import datetime as dt
import secrets

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from shijian.kernel import attestations, audit, clock, duties, policy
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.attestations import Fact
from shijian.kernel.errors import Conflict, Invalid, OutOfReach, WrongState
from shijian.kernel.numbering import save_numbered
from shijian.kernel.operation import lock, operation
from shijian.people import operations as people
from shijian.people.queries.minors import access
from shijian.records import policies
from shijian.records import rules_certificates as rules
from shijian.records.models import AppraisalStatement, StatementConsent, VolunteerCard
from shijian.records.models.proofs import CARRYING
from shijian.records.operations.certificates import prefix_of
from shijian.records.queries import proofs, traces
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
    changes = traces.made(row)
    audit.record("volunteer-card.make", row, actor=actor, for_person_id=volunteer.person_id, changes=changes)
    return row


@operation
def make_statement(volunteer: Volunteer, *, actor: Actor) -> AppraisalStatement:
    """State what counts of a volunteer today, at his own request only; every making is kept. Raises `OutOfReach`."""
    volunteer = _own(volunteer, actor)
    row = _signed(volunteer, {}, actor)
    changes = {"number": [None, row.number], **traces.made(row)}
    audit.record("statement.make", row, actor=actor, for_person_id=volunteer.person_id, changes=changes)
    return row


@operation
def make_consented_statement(
    volunteer: Volunteer, *, given_on: dt.date, asker: str, purpose: str, file_key: str, actor: Actor
) -> AppraisalStatement:
    """State what counts of a grown-up who cannot use the page, on a paper that he signed; he is told.

    `asker` is who wants it, `file_key` the kept photo of the paper (`kernel.photos.held`). A paper, known again by its
    day, asker and purpose, is good for one statement. Raises `OutOfReach`, `OwnEntry`, `Invalid` by field, `Conflict`.
    """
    volunteer = lock(Volunteer.objects.select_related("person", "unit"), pk=volunteer.pk)
    duties.demand("statement.consented", volunteer, actor=actor)
    if not rules.can_state_for(actor, volunteer):
        raise OutOfReach
    asker, purpose = " ".join(asker.split())[:80], " ".join(purpose.split())[:200]
    _check_consent(volunteer, given_on, {"asker": asker, "purpose": purpose, "photo": file_key})
    facts = {"given_on": given_on, "asker": asker, "purpose": purpose}
    if last := StatementConsent.objects.filter(statement__volunteer=volunteer, **facts).first():
        words = _("A statement was made on this paper already: %(number)s.")
        raise Conflict(words % {"number": last.statement.number})
    told: dict[str, Fact] = {"consented_on": given_on.isoformat(), "asker": asker, "purpose": purpose}
    row = _signed(volunteer, told, actor)
    StatementConsent.objects.create(statement=row, file_key=file_key, **facts)
    changes = {"number": [None, row.number], "consented_on": [None, given_on], **traces.made(row)}
    audit.record("statement.make-for", row, actor=actor, for_person_id=volunteer.person_id, changes=changes)
    _tell(row, volunteer)
    return row


def _signed(volunteer: Volunteer, more: dict[str, Fact], actor: Actor) -> AppraisalStatement:
    row = AppraisalStatement(volunteer=volunteer, made_by_id=actor.person_id or 0, at=clock.now())
    with translation.override(settings.LANGUAGE_CODE):
        facts = {**proofs.statement_facts(volunteer), **more}

    def sign() -> None:
        row.token = attestations.seal({**facts, "number": row.number}).token

    save_numbered(row, f"{MARK}{prefix_of(volunteer.unit)}-{clock.today().year}-", finish=sign)
    return row


def _check_consent(volunteer: Volunteer, given_on: dt.date, needed: dict[str, str]) -> None:
    if access.is_protected(volunteer.person):
        raise Invalid(_("For a minor the guardian makes the statement on his own page."))
    if empty := [name for name, text in needed.items() if not text]:
        raise Invalid(fields={name: _("Please fill this in.") for name in empty})
    days = policy.get(policies.STATEMENT_CONSENT_DAYS, on=given_on)
    if not clock.today() - dt.timedelta(days=days) <= given_on <= clock.today():
        text = _("A signed consent holds for %(days)s days and cannot be of a later day than today.")
        raise Invalid(fields={"given_on": text % {"days": days}})


def _tell(row: AppraisalStatement, volunteer: Volunteer) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        text = _(
            "A statement for an appraisal was made on the paper that you signed. Its number: %(number)s."
        )
    people.notify(
        volunteer.person_id, key=f"statement:{row.pk}", text=text % {"number": row.number},
        url=reverse("records:statement", args=[row.pk]), actor=SYSTEM,
    )  # fmt: skip


def _own(volunteer: Volunteer, actor: Actor) -> Volunteer:
    row: Volunteer = lock(Volunteer.objects.select_related("person", "unit"), pk=volunteer.pk)
    if not rules.is_own(actor, row):
        raise OutOfReach
    return row
