"""Deductions: proposed with evidence, decided by a second person, told, open to appeal, then carried out."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shijian.kernel import clock
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.fields import EncryptedTextField
from shijian.people.models import Person, own_or_ward
from shijian.points.enums import DeductionState, Ground
from shijian.volunteers.models import Volunteer

HIDDEN = (DeductionState.PROPOSED, DeductionState.DROPPED)


class DeductionQuerySet(models.QuerySet["Deduction"]):
    """Reads of deductions."""

    def visible_to(self, actor: Actor) -> DeductionQuerySet:
        """One's own and one's wards' once decided; those of units within reach of record:void."""
        own = own_or_ward(actor.person_id, "volunteer__person") & ~Q(state__in=HIDDEN)
        return self.filter(own | actor.within(Permission.RECORD_VOID, "volunteer__unit_path"))


class Deduction(models.Model):
    """Points that are to be taken from a volunteer. What was found and what he says are kept encrypted."""

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="deductions")
    ground = models.CharField(max_length=10, choices=Ground.choices)
    amount = models.PositiveIntegerField(_("Volunteer points"))
    facts = EncryptedTextField(default="")
    evidence = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=DeductionState.choices, default=DeductionState.PROPOSED)
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    appeal_until = models.DateTimeField(null=True)
    appeal = EncryptedTextField(blank=True, default="")
    appealed_at = models.DateTimeField(null=True)
    answer = EncryptedTextField(blank=True, default="")
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    batch = models.OneToOneField("points.Batch", models.PROTECT, null=True, related_name="deduction")

    objects = DeductionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ground__in=Ground.values), name="points_deduction_ground"),
            models.CheckConstraint(
                condition=Q(amount__gt=0) & ~Q(evidence=""), name="points_deduction_whole"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="points_deduction_two_people",
            ),
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True)
                | (~Q(settled_by=F("proposed_by")) & ~Q(settled_by=F("decided_by"))),
                name="points_deduction_third_person",
            ),
            models.CheckConstraint(
                condition=Q(batch__isnull=True) | Q(state__in=[DeductionState.UPHELD, DeductionState.DONE]),
                name="points_deduction_moved_last",
            ),
        ]

    @property
    def may_be_appealed(self) -> bool:
        """Whether the time to appeal runs."""
        open_ = self.state == DeductionState.DECIDED and self.appeal_until is not None
        return open_ and self.appeal_until is not None and self.appeal_until > clock.now()
