"""Yearly targets of units. Progress is never kept: it is counted from the registers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shijian.assessment.enums import Measure, TargetState
from shijian.kernel.actor import Actor, Permission
from shijian.people.models import Person
from shijian.units.models import Unit


class TargetQuerySet(models.QuerySet["Target"]):
    """Reads of targets."""

    def visible_to(self, actor: Actor) -> TargetQuerySet:
        """Those of units within reach of figures:view."""
        return self.filter(actor.within(Permission.FIGURES_VIEW, "unit_path"))

    def in_force(self) -> TargetQuerySet:
        """Approved and not replaced."""
        return self.filter(state=TargetState.APPROVED)


class Target(models.Model):
    """What a unit and the units below it are to reach in a year, by the document of that number."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="targets")
    unit_path = models.CharField(max_length=40, editable=False)
    year = models.PositiveSmallIntegerField(_("Year"))
    measure = models.CharField(_("What the target counts"), max_length=10, choices=Measure.choices)
    number = models.PositiveIntegerField(_("Target"))
    document_no = models.CharField(_("Document no."), max_length=80)
    state = models.CharField(max_length=8, choices=TargetState.choices, default=TargetState.PROPOSED)
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "measure"], condition=Q(state="approved"), name="target_one_in_force"
            ),
            models.UniqueConstraint(
                fields=["unit", "year", "measure"], condition=Q(state="proposed"), name="target_one_proposed"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="target_number"),
            models.CheckConstraint(condition=Q(year__range=(2000, 2200)), name="target_year"),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="target_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="target_second_person",
            ),
        ]
        indexes = [models.Index(fields=["unit_path", "year"], name="target_unit_year")]

    def __str__(self) -> str:
        return f"{self.year} {self.get_measure_display()}: {self.number}"
