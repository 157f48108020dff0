"""What a volunteer carries or hands in: his card, and statements for an appraisal. Both are signed facts."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.db.models import Q

from shijian.kernel import attestations, clock
from shijian.kernel.actor import Actor
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
        """One's own and one's wards'; no office looks at them."""
        return self.filter(own_or_ward(actor.person_id, "volunteer__person"))


class AppraisalStatement(Proof):
    """A statement of counted hours for an appraisal; each making is a row."""

    number = models.CharField(max_length=40, unique=True)

    objects = StatementQuerySet.as_manager()
