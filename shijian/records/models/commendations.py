"""Commendations (表彰奖励): who honoured a volunteer, at which level, when, what for (decree 685, article 19)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from shijian.kernel import clock
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.fields import EncryptedTextField
from shijian.people.models import Person, own_or_ward
from shijian.records.enums import CommendationState, HonourLevel
from shijian.units.models import Unit
from shijian.volunteers.models import Volunteer


class CommendationQuerySet(models.QuerySet["Commendation"]):
    """Reads of commendations."""

    def visible_to(self, actor: Actor) -> CommendationQuerySet:
        """One's own and one's wards', what one entered, those of volunteers in reach, those that one's units decide."""
        own = own_or_ward(actor.person_id, "volunteer__person") | own_or_ward(actor.person_id, "entered_by")
        reach = actor.within(Permission.VOLUNTEER_VIEW, "volunteer__unit_path")
        return self.filter(own | reach | actor.within(Permission.RECORD_VOID, "handler_path"))

    def confirmed(self) -> CommendationQuerySet:
        """Those that a second person confirmed and nobody revoked."""
        return self.filter(state=CommendationState.CONFIRMED)

    def open(self) -> CommendationQuerySet:
        """Those that wait for a decision."""
        return self.filter(state=CommendationState.REPORTED)


class Commendation(models.Model):
    """An honour that an authority outside gave; its facts are never edited, a trigger of both databases says so.

    `handler` is the unit that decides: above the line of who enters it, or the top of the network itself where
    `nobody_above`; none in rows of older releases. `over_at` is when it was decided or taken back. A revoked one keeps
    its row with the reason.
    """

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="commendations")
    title = models.CharField(max_length=80)
    authority = models.CharField(max_length=80)
    level = models.CharField(max_length=8, choices=HonourLevel.choices)
    awarded_on = models.DateField()
    document_no = models.CharField(max_length=80, blank=True)
    merit = models.CharField(max_length=200)
    file_key = models.CharField(max_length=80, blank=True)
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    handler = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    handler_path = models.CharField(max_length=40, editable=False, blank=True, default="", db_default="")
    nobody_above = models.BooleanField(default=False, db_default=False)
    channel = models.CharField(max_length=10)
    state = models.CharField(
        max_length=9, choices=CommendationState.choices, default=CommendationState.REPORTED
    )
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    over_at = models.DateTimeField(null=True)
    answer = EncryptedTextField(purpose="commendation.answer", blank=True, default="")
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoke_reason = EncryptedTextField(purpose="commendation.reason", blank=True, default="")

    objects = CommendationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "title", "awarded_on"], condition=Q(state__in=("reported", "confirmed")),
                name="commendation_once",
            ),
            models.CheckConstraint(
                condition=Q(state="reported") | Q(over_at__isnull=False), name="commendation_over_when"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("reported", "withdrawn")) | Q(decided_by__isnull=False),
                name="commendation_decided_by",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("entered_by")),
                name="commendation_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="revoked") | Q(revoked_by__isnull=False, revoked_at__isnull=False),
                name="commendation_revoked_whole",
            ),
            models.CheckConstraint(
                condition=Q(revoked_by__isnull=True) | ~Q(revoked_by=F("entered_by")),
                name="commendation_revoked_by_other",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "due_at"], name="commendation_due")]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_state_display()})"

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.state == CommendationState.REPORTED

    @property
    def is_late(self) -> bool:
        """Whether it is open and its deadline is over."""
        return self.is_open and self.due_at < clock.now()
