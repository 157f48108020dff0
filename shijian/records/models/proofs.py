"""What a volunteer carries or hands in: his card, and statements for an appraisal. Both are signed facts."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.db.models import Q

from shijian.kernel import attestations, clock
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.attestations import Attestation, Fact
from shijian.kernel.fields import EncryptedTextField
from shijian.people.models import Person, own_or_ward
from shijian.volunteers.enums import VolunteerState
from shijian.volunteers.models import Volunteer

CARD, STATEMENT = "volunteer-card", "appraisal-statement"
CARRYING = (VolunteerState.ACTIVE, VolunteerState.PAUSED)


class Proof(models.Model):
    """Facts about a volunteer, signed on a day; the token holds facts and signature and is emptied after its term."""

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+")
    token = EncryptedTextField(purpose="proof.token", blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def attestation(self) -> Attestation:
        """The signed facts. Raises `Unreadable` once they are emptied."""
        return attestations.opened(self.token or "")

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The facts as they were signed; none once they are emptied."""
        return self.attestation.facts if self.token else {}


class CardQuerySet(models.QuerySet["VolunteerCard"]):
    """Reads of cards."""

    def visible_to(self, actor: Actor) -> CardQuerySet:
        """One's own and one's wards'; no office looks at them."""
        return self.filter(own_or_ward(actor.person_id, "volunteer__person"))


class VolunteerCard(Proof):
    """A card (志愿者证). One of a volunteer is in use, a new one ends the old; it holds while he is on the register."""

    code = models.CharField(max_length=20, unique=True)
    ended_at = models.DateTimeField(null=True)

    objects = CardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer"], condition=Q(ended_at__isnull=True), name="volunteer_card_once"
            )
        ]

    @property
    def is_valid(self) -> bool:
        """Whether it is in use and its holder did not leave since."""
        made_on = clock.local(self.at).date()
        return (
            self.ended_at is None
            and self.volunteer.state in CARRYING
            and made_on >= self.volunteer.registered_on
        )


class StatementQuerySet(models.QuerySet["AppraisalStatement"]):
    """Reads of statements."""

    def visible_to(self, actor: Actor) -> StatementQuerySet:
        """One's own and one's wards', and what one made on a paper consent as long as the volunteer is in reach."""
        made = Q(made_by_id=actor.person_id, consent__isnull=False) if actor.person_id else Q(pk__in=[])
        reach = actor.within(Permission.SERVICE_RECORD, "volunteer__unit_path")
        return self.filter(own_or_ward(actor.person_id, "volunteer__person") | (made & reach))


class AppraisalStatement(Proof):
    """A statement of counted hours for an appraisal; each making is a row."""

    number = models.CharField(max_length=40, unique=True)

    objects = StatementQuerySet.as_manager()


class StatementConsent(models.Model):
    """The signed paper on which an officer made one statement for a volunteer who cannot use the page."""

    statement = models.OneToOneField(AppraisalStatement, models.PROTECT, related_name="consent")
    given_on = models.DateField()
    asker = models.CharField(max_length=80)
    purpose = models.CharField(max_length=200)
    file_key = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(asker="") & ~Q(purpose=""), name="statement_consent_whole")
        ]
